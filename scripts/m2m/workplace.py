"""Everything that Odoo needs to run: source, Python, PostgreSQL, configuration."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import addons, cluster, python, source, system
from .common import (
    ROOT,
    STATE,
    Stop,
    make_state,
    remove_tree,
    run,
    settings,
    short_hash,
)

LOGS = STATE / "logs"


@dataclass
class Workplace:
    """A finished set-up; `env` leads any Odoo program to it."""

    odoo: source.Odoo
    python: Path
    env: dict

    def command(self, *arguments):
        """A command line of Odoo's own script."""
        return [str(self.python), str(self.odoo.script), *map(str, arguments)]

    def environment_key(self):
        """What a database depends on besides our addons."""
        return short_hash(self.odoo.version, python.REQUIREMENTS[0].read_bytes())

    def sql(self, statement, *parameters, database="postgres"):
        """Rows of one SQL statement."""
        script = Path(__file__).with_name("sql.py")
        done = subprocess.run(
            [self.python, script, database, statement, *map(str, parameters)],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            error = done.stderr.strip().splitlines() or ["no answer"]
            raise Stop(f"PostgreSQL: {error[-1]}")
        return json.loads(done.stdout)

    def exists(self, name):
        found = self.sql("SELECT 1 FROM pg_database WHERE datname = %s", name)
        return bool(found)

    def filestore(self, name):
        return Path(self.env["ODOO_DATA_DIR"]) / "filestore" / name

    def drop(self, name):
        """Drop a database with its files."""
        self.sql(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        remove_tree(self.filestore(name))

    def drop_with_copies(self, name):
        """Drop a database of a run, and what its tests copied from it."""
        copies = self.sql(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", f"{name}-"
        )
        for copy in [name, *(row[0] for row in copies)]:
            self.drop(copy)

    def rename(self, old, new):
        """Put a finished database where nobody saw it half done."""
        self.drop(new)
        if self.filestore(old).exists():
            self.filestore(old).rename(self.filestore(new))
        self.sql(f"ALTER DATABASE {quoted(old)} RENAME TO {quoted(new)}")

    def copy(self, old, new):
        """Copy a database; files are shared, since Odoo never changes one."""
        self.drop(new)
        if self.filestore(old).exists():
            shutil.copytree(
                self.filestore(old), self.filestore(new), copy_function=os.link
            )
        self.sql(f"CREATE DATABASE {quoted(new)} TEMPLATE {quoted(old)}")

    def note(self, name):
        """What we wrote down about a database, as a dict."""
        rows = self.sql(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            name,
        )
        try:
            return json.loads(rows[0][0])
        except (IndexError, TypeError, ValueError):
            return {}

    def write_note(self, name, note):
        self.sql(f"COMMENT ON DATABASE {quoted(name)} IS %s", json.dumps(note))


def quoted(name):
    """
    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def ensure(browser=False):
    """Do all the set-up that is missing."""
    make_state()
    LOGS.mkdir(exist_ok=True)
    system.ensure(browser=browser, server=not cluster.existing_server())
    odoo = source.ensure()
    interpreter = python.ensure(odoo)
    return Workplace(odoo, interpreter, environment(odoo, cluster.ensure()))


def environment(odoo, server):
    """The environment of Odoo's programs: odoo.conf and what this machine adds."""
    env = {key: value for key, value in os.environ.items() if key[:5] != "ODOO_"}
    # Bytecode is worth keeping: Odoo starts in half the time with it.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    path = [ROOT / "addons"] if addons.manifests() else []
    path += odoo.addons
    env.update(server)
    folder = os.environ.get("ODOO_DATA_DIR")
    folder = folder or settings(ROOT / "odoo.conf").get("data_dir")
    if not folder:
        folder = STATE / "odoo"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)  # attachments and sessions are nobody else's business
    env.update(ODOO_RC=str(ROOT / "odoo.conf"), ODOO_DATA_DIR=str(folder))
    if path:
        env["ODOO_ADDONS_PATH"] = ",".join(map(str, path))
    return env


def run_odoo(workplace, *arguments, **kwargs):
    return run(workplace.command(*arguments), env=workplace.env, **kwargs)
