"""Runs in the virtual environment: a database and its files in one archive.

Both are of one moment while the server runs. A transaction fixes what the database
holds; pg_dump reads exactly that, and so do the counts in the manifest. Files of
attachments are never changed, only collected as garbage some time after the last row
that names them is gone: so a lock keeps the collector away for the moment in which
each file of that transaction gets a second name, which nobody collects. Users do not
notice the lock, and need not wait for the dump.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

from . import archive, postgres
from .common import ROOT, Stop, die_with_parent, say

# Comes before Odoo's collector of files, and lets writers pass.
KEEP_COLLECTOR_AWAY = "LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE"
STORED = """
    SELECT DISTINCT store_fname FROM ir_attachment
     WHERE store_fname IS NOT NULL ORDER BY 1
"""
ADDONS = """
    SELECT name, latest_version FROM ir_module_module
     WHERE state = 'installed' ORDER BY name
"""
ABOUT = """
    SELECT pg_encoding_to_char(encoding), datcollate, datctype,
           shobj_description(oid, 'pg_database'), current_setting('server_version')
      FROM pg_database WHERE datname = current_database()
"""
LOG_TABLE = "SELECT to_regclass('mtm_log_entry')"
LOG_ENTRY = "SELECT count(*) FROM mtm_log_entry WHERE sequence = %s AND hash = %s"
LOG_HEAD = "SELECT sequence, hash FROM mtm_log_entry ORDER BY sequence DESC LIMIT 1"
# How the folder begins that holds the second names.
STAGING = ".backup-"


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("target", type=Path)
    parser.add_argument("--keep", type=int)
    options = parser.parse_args(arguments)
    os.umask(0o077)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    postgres.be_interruptible()
    try:
        return make(options.database, options.target, options.keep)
    except Stop as stop:
        print(f"m2m: {stop}", file=sys.stderr)
    except OSError as error:
        where = error.filename or options.target
        print(f"m2m: {where} cannot be written: {error.strerror}", file=sys.stderr)
    return 1


def make(database, target, keep=None):
    """Write a backup; 0 when it is whole, 3 when files or entries were lost already."""
    moment = time.time()
    folder = target if target.is_dir() else None
    if folder:
        target = folder / named(database, moment)
    check_target(target)
    filestore = Path(os.environ["ODOO_DATA_DIR"]) / "filestore"
    with contextlib.ExitStack() as stack:
        writer = stack.enter_context(opened(target, moment))
        staging = stack.enter_context(stage(filestore))
        connection = stack.enter_context(postgres.connect(database))
        about, stored = freeze(connection, database, filestore / database, staging)
        say(f"backing up {database}: {len(stored)} files")
        cut = log_changed_since(connection, folder, database)
        wrong = add_files(writer, staging, stored)
        add_dump(writer, connection, database)
        about |= {"made": moment, "wrong": wrong}
        seal = finished(writer, about)
    if about["log"]:
        say(f"the log of who did what: {said_of_log(about['log'])}")
    size = target.stat().st_size / 2**20
    say(f"{target}: {size:.1f} MB, SHA-256 of its manifest {seal}")
    if folder and keep and not wrong and not cut:
        # otherwise an older one may be the last that is whole
        forget(folder, database, keep)
    for name, what in wrong.items():
        print(f"m2m: the file {name} is {what}", file=sys.stderr)
    if wrong:
        print(
            f"m2m: the backup is written, without {len(wrong)} files that the database "
            "names: restore them from an older backup",
            file=sys.stderr,
        )
    if cut:
        print(
            f"m2m: the log of who did what was changed: {cut.name} holds another one; "
            "./m2m verify-log says what is wrong. Keep that backup elsewhere",
            file=sys.stderr,
        )
    return 3 if wrong or cut else 0


def said_of_log(head):
    """
    >>> said_of_log([7, "ab12"])
    '7 entries, the last has the hash ab12'
    """
    count, last = head
    return f"{count} entries, the last has the hash {last}"


def log_changed_since(connection, folder, database):
    """The latest backup in a folder of which the log's end is not in the log of now."""
    for path in reversed(of_database(folder, database) if folder else []):
        try:
            with path.open("rb") as file:
                head = archive.manifest(file).get("log")
        except (OSError, archive.Damaged):
            continue
        if head and not has_entry(connection, head):
            return path
    return None


def has_entry(connection, head):
    with connection.cursor() as cursor:
        [[table]] = postgres.ask(cursor, LOG_TABLE)
        if not table:
            return False
        cursor.execute(LOG_ENTRY, head)
        return bool(cursor.fetchone()[0])


def named(database, moment):
    """The name of a backup in a folder of many.

    >>> named("work", 0)
    'work-19700101T000000Z.tar'
    """
    return f"{database}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(moment))}.tar"


def check_target(target):
    if target.exists():
        raise Stop(f"{target} is there already; name another file, or a folder")
    if not target.parent.is_dir():
        raise Stop(f"there is no folder {target.parent}; create it first")


def opened(target, moment):
    try:
        return archive.Writer(target, moment)
    except OSError as error:
        raise Stop(f"{target} cannot be written: {error.strerror}") from None


def finished(writer, about):
    try:
        return writer.finish(about)
    except FileExistsError:
        raise Stop(f"{writer.target} was made by somebody else meanwhile") from None


@contextlib.contextmanager
def stage(filestore):
    """A folder beside the files, for their second names; old ones are removed."""
    filestore.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        # a folder that is made but not yet locked would be an old one to others
        with locked(filestore, wait=True):
            for left in filestore.glob(f"{STAGING}*"):
                with contextlib.suppress(OSError), locked(left):
                    shutil.rmtree(left)
            folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=filestore))
            stack.enter_context(locked(folder))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


@contextlib.contextmanager
def locked(folder, wait=False):
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


def freeze(connection, database, filestore, staging):
    """Fix what the database holds, and keep its files; about it, and their names."""
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '600s'")
        with postgres.connect(database) as guard, guard.cursor() as lock:
            lock.execute("SET lock_timeout = '60s'")
            hint = "is it a database of Odoo? Is an update running?"
            postgres.ask(lock, KEEP_COLLECTOR_AWAY, hint)
            stored = [name for (name,) in postgres.ask(cursor, STORED)]
            for name in filter(is_stored, stored):
                keep_file(filestore / name, staging / name)
        return describe(cursor, database), stored


def is_stored(name):
    """Say whether a name is one that Odoo gives, so within the folder of files.

    >>> is_stored("ab/" + "ab" * 20), is_stored("../../etc/passwd")
    (True, False)
    """
    return bool(archive.STORED.fullmatch(f"filestore/{name}"))


def describe(cursor, database):
    """What the manifest says besides the files."""
    encoding, collate, ctype, note, server = postgres.ask(cursor, ABOUT)[0]
    versions = dict(postgres.ask(cursor, ADDONS))
    return {
        "database": database,
        "encoding": encoding,
        "collate": collate,
        "ctype": ctype,
        "note": note,
        "postgresql": server,
        "odoo": ".".join(versions.get("base", "").split(".")[:2]),
        "addons": versions,
        "packages": packages(),
        "tables": dict(postgres.ask(cursor, postgres.COUNTS)),
        "log": head_of_log(cursor),
    }


def head_of_log(cursor):
    """The last entry of the log of who did what: a restore follows the chain to it."""
    [[table]] = postgres.ask(cursor, LOG_TABLE)
    rows = postgres.ask(cursor, LOG_HEAD) if table else []
    return list(rows[0]) if rows else None


def packages():
    """The versions of the packages that requirements.txt pins, as they are here."""
    pins = (ROOT / "requirements.txt").read_text()
    found = {}
    for name in re.findall(r"^([\w.-]+)==", pins, re.MULTILINE):
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def keep_file(path, second):
    """Give a file a second name; where that cannot be, copy it."""
    second.parent.mkdir(exist_ok=True)
    try:
        os.link(path, second)
    except FileNotFoundError:
        pass
    except OSError:
        shutil.copyfile(path, second)


def add_files(writer, staging, stored):
    """Add the files of all rows; by name, what is wrong with some."""
    wrong = {}
    for name in stored:
        if not is_stored(name):
            wrong[name] = "no name that Odoo gives"
            continue
        try:
            file = (staging / name).open("rb")
        except FileNotFoundError:
            wrong[name] = "missing"
            continue
        with file:
            if hashlib.file_digest(file, "sha1").hexdigest() != Path(name).name:
                wrong[name] = "damaged (kept as it is)"
            file.seek(0)
            writer.add(f"filestore/{name}", file)
    return wrong


def add_dump(writer, connection, database):
    """Add what pg_dump writes of the moment that the connection has fixed."""
    with connection.cursor() as cursor:
        [[snapshot]] = postgres.ask(cursor, "SELECT pg_export_snapshot()")
    command = [postgres.program("pg_dump", connection.server_version)]
    command += ["--format=custom", "--no-password", f"--snapshot={snapshot}"]
    command += ["--lock-wait-timeout=600000", f"--dbname={database}"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads
    )
    with process:
        try:
            writer.add(archive.DUMP, process.stdout)
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise Stop(f"pg_dump failed: {' '.join(said.split()) or 'it said nothing'}")


def of_database(folder, database):
    """The backups of a database in a folder, the oldest first."""
    name = re.compile(rf"{re.escape(database)}-\d{{8}}T\d{{6}}Z\.tar")
    return sorted(path for path in folder.iterdir() if name.fullmatch(path.name))


def forget(folder, database, keep):
    """Remove all but the latest backups of a database from a folder."""
    for path in of_database(folder, database)[: -max(keep, 1)]:
        say(f"removing {path.name}")
        path.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
