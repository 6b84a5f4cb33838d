"""python -m m2m.safety: look at everything, say what is unsafe."""

import argparse
import os
import sys
from pathlib import Path

from .. import addons, postgres
from ..common import ROOT, Stop
from . import conf, data, files, packages, people, server, web

DATABASES = """
    SELECT datname FROM pg_database
     WHERE datallowconn AND NOT datistemplate AND datname != 'postgres'
       AND datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)
"""


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--db")
    parser.add_argument("--url")
    parser.add_argument("--conf", type=Path)
    parser.add_argument("--backups", type=Path)
    options = parser.parse_args(arguments)
    try:
        return report(look(options))
    except Stop as stop:
        print(f"m2m: {stop}", file=sys.stderr)
        return 2


def look(options):
    """Findings by the place that was looked at."""
    path = options.conf or ROOT / "odoo.conf"
    if not path.exists():
        raise Stop(f"there is no {path}")
    said = conf.read(path)
    folder = Path(os.environ["ODOO_DATA_DIR"])
    with postgres.connect("postgres") as connection, connection.cursor() as cursor:
        names = [name for (name,) in postgres.ask(cursor, DATABASES)]
        if not options.db:
            yield "PostgreSQL", server.check_server(cursor)
    yield str(path), [*conf.check(said, names), *files.configuration(path, said)]
    found = [*files.data_folder(folder)]
    if options.backups:
        found += files.backups(options.backups, options.db or "work")
    yield "files", found
    if options.db:
        yield from look_into(options.db)
    if options.url:
        site = web.Site(options.url)
        yield options.url, web.check(site, conf.is_on(said["proxy_mode"]))
    yield "packages", versions()


def look_into(database):
    with postgres.connect(database) as connection:
        connection.set_session(readonly=True)
        with connection.cursor() as cursor:
            found = [*server.check_server(cursor), *server.check(cursor)]
            yield "PostgreSQL", found
            manifests = {
                name: manifest["version"]
                for name, manifest in addons.manifests().items()
            }
            found = [*people.check(cursor, verifier()), *data.check(cursor, manifests)]
        yield f"database {database}", [*found, *data.chain(connection)]


def verifier():
    """Odoo's way to check a password."""
    from passlib.context import CryptContext

    return CryptContext(["pbkdf2_sha512", "plaintext"]).verify


def versions():
    from odoo import release

    yield from packages.odoo(release.version)
    yield from packages.pins(ROOT / "requirements.txt")


def report(places):
    """Print a line for each finding; 0 when there is none, else 1."""
    count = 0
    for place, found in places:
        found = list(found)
        count += len(found)
        print(f"{place}: {f'{len(found)} unsafe' if found else 'nothing found'}")
        for finding in found:
            print(f"  - {finding}")
    print(f"\n{count} unsafe" if count else "\nnothing unsafe was found")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
