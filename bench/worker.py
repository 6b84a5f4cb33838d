"""Takes one measurement inside Odoo: python -m bench.worker NAME DATABASE [--large]

Prints its results as JSON. The database is a copy that nobody else uses.
"""

import contextlib
import importlib
import json
import sys


def main(name, database, *flags):
    results = take(name, database, large="--large" in flags)
    json.dump([result.as_dict() for result in results], sys.stdout)


def take(name, database, large):
    from odoo import SUPERUSER_ID, api, http, netsvc
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-d", database, "--no-http", "--log-level=warn"])
    netsvc.init_logger()
    http.root.initialize()
    with contextlib.closing(Registry(database).cursor()) as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        results = importlib.import_module(f"bench.{name}").measure(env, large)
    return results if isinstance(results, list) else [results]


if __name__ == "__main__":
    main(*sys.argv[1:])
