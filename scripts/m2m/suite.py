"""The tests: a database of their own for each run, copied from a kept template."""

import contextlib
import fcntl
import json
import re
import signal
import subprocess
import time
import uuid
from pathlib import Path

from . import addons, database, noise
from .common import ROOT, STATE, Stop, die_with_parent, lock, say, short_hash

RUNS = STATE / "runs"
# Where the tests lie; doctests are looked for in all of it.
PATHS = ("scripts", "bench", "tests", "addons")
ODOO_OPTIONS = ["--odoo-http", "--odoo-log-level=warn"]


def run(workplace, arguments):
    """Run pytest on a fresh copy of the template; its exit code."""
    raise_floor = "--raise-floor" in arguments
    arguments = [a for a in arguments if a != "--raise-floor"]
    full = not arguments
    paths, options = split(arguments)
    names = modules(paths)
    RUNS.mkdir(exist_ok=True)
    drop_leftovers(workplace)
    with run_database() as name:
        with lock("template"):
            template = ensure_template(workplace, names, full)
            workplace.copy(template, name)
        note = workplace.note(template)
        env = dict(
            workplace.env,
            PGDATABASE=name,
            PGOPTIONS="-c synchronous_commit=off",
            PYTHONPATH=str(ROOT / "scripts"),
            ODOO_MAX_CRON_THREADS="0",
            M2M_FULL_RUN="1" if full else "",
            M2M_RAISE_FLOOR="1" if raise_floor else "",
            M2M_COMPLAINTS=json.dumps(note.get("complaints", [])),
        )
        paths = paths or [str(ROOT / p) for p in PATHS if (ROOT / p).exists()]
        command = [workplace.python, "-m", "pytest", "-p", "m2m.pytest_plugin"]
        command += [*ODOO_OPTIONS, "--doctest-modules", *options, *paths]
        say(f"testing with {', '.join(n for n in names if n in addons.manifests())}")
        try:
            code = call(command, env)
            return code if code >= 0 else 128 - code
        finally:
            workplace.drop(name)


def call(command, env):
    """Run pytest; an interrupt is its business, and we wait for it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            preexec_fn=prepare_child,  # noqa: PLW1509 - we have no threads
        )
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def prepare_child():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    die_with_parent()


def split(arguments):
    """Paths made absolute, and everything else.

    >>> split(["-k", "word", "tests/no_such_file.py"])
    ([], ['-k', 'word', 'tests/no_such_file.py'])
    """
    paths, options = [], []
    for argument in arguments:
        file, colons, rest = argument.partition("::")
        found = None
        if not argument.startswith("-"):
            found = next((p for p in (Path.cwd() / file, ROOT / file) if p.exists()), 0)
        if found:
            paths.append(f"{found.resolve()}{colons}{rest}")
        else:
            options.append(argument)
    return paths, options


def modules(paths):
    """What must be installed for these tests: all, or some addons and theirs."""
    chosen = set()
    for path in paths:
        match = re.match(rf"{re.escape(str(addons.ADDONS))}/(\w+)", path)
        if not match:
            return database.modules()
        chosen.add(match[1])
    return addons.with_dependencies(chosen) or database.modules()


@contextlib.contextmanager
def run_database():
    """A name for a database of one run, held by a lock as long as the run lives."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    path = RUNS / f"{name}.lock"
    with lock(name, RUNS):
        yield name
        path.unlink()


def drop_leftovers(workplace):
    """Drop the databases of runs that were killed."""
    for path in RUNS.glob("test-*.lock"):
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            workplace.drop(path.stem)
            path.unlink(missing_ok=True)


def ensure_template(workplace, names, full):
    """The database that runs are copied from, as new as the addons.

    A full run wants one that was installed from nothing by the addons as they are.
    Others are content with one that was updated.
    """
    name = f"template-{short_hash(*sorted(names))}"
    note = workplace.note(name)
    current = addons.fingerprints(set(names) & set(addons.manifests()))
    same = note.get("environment") == workplace.environment_key()
    if same and note["addons"] == current and not (full and note.get("updated")):
        return name
    if same and not full:
        try:
            return update_template(workplace, name, note, current)
        except Stop as stop:
            say(f"the update failed, so everything anew: {stop}")
    log = database.create(workplace, name, names)
    found = noise.complaints(log)
    workplace.write_note(name, dict(workplace.note(name), complaints=found))
    return name


def update_template(workplace, name, note, current):
    """Update a copy of the template, and put it in the template's place."""
    changed = [key for key in current if current[key] != note["addons"].get(key)]
    say(f"updating the test database: {', '.join(changed)} changed")
    started = time.time()
    new = f"{name}-new"
    workplace.copy(name, new)
    log = STATE / "logs" / f"update-{name}.log"
    database.odoo(workplace, log, "-d", new, "-u", ",".join(changed), *database.QUIET)
    found = noise.complaints(log)
    note = dict(note, addons=current, updated=started, complaints=found)
    workplace.write_note(new, note)
    workplace.rename(new, name)
    return name
