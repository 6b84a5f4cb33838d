"""Scripts that an update runs, run by tests."""

import importlib.util

from odoo.tools.misc import file_path


def migrate(env, addon, version, script, since):
    """Run a script of an addon as an update from a version does.

    :param since: the version that was there before, ``None``: a new database
    """
    path = file_path(f"{addon}/migrations/{version}/{script}.py")
    spec = importlib.util.spec_from_file_location("migration", path)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    env.flush_all()
    migration.migrate(env.cr, since)
    env.invalidate_all()
