"""A backup back into a database of its own, compared with what was backed up."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

from . import addons, archive, database, postgres
from .backup import said_of_log
from .common import (
    STATE,
    Stop,
    checked_name,
    die_with_parent,
    lock,
    need_space,
    remove_tree,
    say,
)
from .workplace import LOGS, quoted

# A database of this name is half restored: nobody's, and replaced by the next call.
HALF = "{}-restoring"
# What tells a copy from the original, as Odoo does it when it duplicates a database;
# and a code that stands for a person is another one in another database.
NEW_IDENTITY = """
parameters = env["ir.config_parameter"]
parameters.init(force=True)
parameters.search([("key", "=", "mtm.pseudonym_key")]).unlink()
if "mtm.personal.data" in env:
    env["mtm.personal.data"]._key()
env.cr.commit()
"""


@contextlib.contextmanager
def opened(path):
    """An archive's file; its damage as one line."""
    try:
        with Path(path).open("rb") as file:
            yield file
    except archive.Damaged as damage:
        raise Stop(
            f"{path} is no whole backup: {damage}; nothing was changed"
        ) from None


def verify(path, expected=None):
    """Read an archive through and say what it is."""
    with opened(path) as file:
        about = archive.examine(file, expected)
    files = sum(name != archive.DUMP for name in about["members"])
    say(f"{path} is whole: {summary(about)}, {files} files")
    for name, what in about["wrong"].items():
        say(f"when it was made, the file {name} was {what}")
    if about.get("log"):
        say(f"the log of who did what: {said_of_log(about['log'])}")
    say(f"SHA-256 of its manifest {about['seal']}")
    return about


def log_of(path):
    """The hash of the last entry of the log, as a backup holds it."""
    with opened(path) as file:
        head = archive.manifest(file).get("log")
    if not head:
        raise Stop(f"{path} holds no log of who did what")
    return head[1]


def summary(about):
    """
    >>> summary({"database": "work", "made": 0, "odoo": "19.0", "tables": {"a": 3}})
    'work of 1970-01-01 00:00 UTC, Odoo 19.0, 1 tables with 3 rows'
    """
    made = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(about["made"]))
    tables = about["tables"]
    rows = sum(tables.values())
    return (
        f"{about['database']} of {made}, Odoo {about['odoo']}, "
        f"{len(tables)} tables with {rows} rows"
    )


def restore(place, path, name=None, expected=None, copy=False):
    """Restore an archive under a name that is free; 3 when its log was not whole.

    :param copy: whether this is a copy to try things on: it sends nothing and
        has an identity of its own
    """
    with opened(path) as file:
        say("looking through the backup")
        about = archive.examine(file, expected)
        name = checked_name(name or about["database"])
        with lock(f"database-{name}"):
            check(place, about, name)
            half = HALF.format(name)
            try:
                fill(place, file, about, half)
                compare(place, about, half)
                is_whole = follow_log(place, about, half)
                finish(place, about, half, copy)
                publish(place, half, name)
            finally:
                place.drop(half)
    say(f"restored {name}: {summary(about)}; every table and file compared")
    return 0 if is_whole else 3


def check(place, about, name):
    """Stop before anything is changed when this cannot end well."""
    if place.exists(name) or place.filestore(name).exists():
        raise Stop(f"the database {name} is there already; name another: --db")
    [[server]] = place.sql("SELECT current_setting('server_version_num')::int")
    if server // 10000 < postgres.major(about["postgresql"]):
        raise Stop(
            f"the backup is of PostgreSQL {postgres.major(about['postgresql'])}, the "
            f"server here is {server // 10000}; restore into one as new or newer"
        )
    if about["odoo"] and about["odoo"] != "19.0":
        raise Stop(f"the backup is of Odoo {about['odoo']}, this is 19.0")
    size = sum(size for size, _digest in about["members"].values())
    need_space(STATE, 300 + 6 * size // 2**20, f"the database {name}")
    ours = {each: m.get("version") for each, m in addons.manifests().items()}
    for addon, version in about["addons"].items():
        if addon in ours and not (version or "").endswith(ours[addon]):
            say(f"{addon} is of version {version}, here {ours[addon]}: update it after")


def fill(place, file, about, half):
    """Make the database and its files under a name that nobody uses."""
    place.drop(half)
    place.sql(
        f"CREATE DATABASE {quoted(half)} TEMPLATE template0 "
        f"ENCODING {literal(about['encoding'])} "
        f"LC_COLLATE {literal(about['collate'])} LC_CTYPE {literal(about['ctype'])}"
    )
    place.write_note(half, {"addons": {}})  # ./m2m reset drops it, too
    file.seek(0)
    for name, _size, chunks in archive.members(file):
        if name == archive.DUMP:
            say("restoring the database")
            load(place, chunks, about, half)
        elif name.startswith("filestore/"):
            path = place.filestore(half) / name.partition("/")[2]
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as target:
                target.writelines(chunks)
        else:
            list(chunks)


def literal(text):
    """
    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def load(place, chunks, about, half):
    """Have pg_restore read the dump; the first error ends it."""
    program = postgres.program(
        "pg_restore", 10000 * postgres.major(about["postgresql"])
    )
    command = [program, "--no-password", "--exit-on-error", "--no-owner"]
    command += ["--no-privileges", f"--dbname={half}"]
    log = LOGS / f"restore-{half}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            env=place.env,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads
        )
        with process, contextlib.suppress(BrokenPipeError):
            for chunk in chunks:
                process.stdin.write(chunk)
    if process.returncode:
        text = " ".join(log.read_text(errors="replace").split())
        raise Stop(f"pg_restore failed: {text[:300] or 'it said nothing'}")


def compare(place, about, half):
    """Count the rows of all tables again, and look for the file of each attachment."""
    say("comparing")
    rows = dict(place.sql(postgres.COUNTS, database=half))
    before = about["tables"]
    differ = sorted(
        f"{table}: {before.get(table, 'none')} before, {rows.get(table, 'none')}"
        for table in {*rows, *before}
        if rows.get(table) != before.get(table)
    )
    if differ:
        raise Stop(f"not what was backed up: {'; '.join(differ[:5])}")
    stored = place.sql(
        "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL",
        database=half,
    )
    known = {name.partition("/")[2] for name in about["members"]} | set(about["wrong"])
    lost = sorted({name for (name,) in stored} - known)
    if lost:
        raise Stop(f"the files of attachments are not in it: {', '.join(lost[:5])}")


def follow_log(place, about, half):
    """Follow the chain of the log of who did what, to the entry that was its last.

    One that somebody changed before the backup is told of; the data are wanted all
    the same.

    :return: whether it is whole
    """
    if not about.get("log"):
        return True
    count, last = about["log"]
    script = Path(__file__).with_name("log.py")
    done = subprocess.run(
        [place.python, script, half, last],
        env=place.env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join((done.stdout or done.stderr).split())
        print(f"m2m: the log of who did what is not whole: {said}", file=sys.stderr)
        return False
    say(f"the log of who did what is whole: {count} entries")
    return True


def finish(place, about, half, copy):
    if copy:
        say("making it a copy that sends nothing")
        log = LOGS / f"restore-{half}.log"
        database.odoo(place, log, "neutralize", "-d", half)
        database.script(place, log, half, NEW_IDENTITY)
    with contextlib.suppress(TypeError, ValueError):
        place.write_note(half, json.loads(about["note"]))


def publish(place, half, name):
    """Give the finished database its name, when nobody took that meanwhile."""
    if place.filestore(half).exists():
        place.filestore(half).rename(place.filestore(name))
    try:
        place.sql(f"ALTER DATABASE {quoted(half)} RENAME TO {quoted(name)}")
    except Stop:
        remove_tree(place.filestore(name))
        raise
