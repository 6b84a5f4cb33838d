"""The tests: databases of their own for each run, copied from kept templates."""

import argparse
import contextlib
import fcntl
import json
import os
import re
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from . import addons, coverage_of, database, noise
from .common import ROOT, STATE, Stop, die_with_parent, lock, say, short_hash

RUNS = STATE / "runs"
# Where the tests lie; doctests are looked for in all of it.
PATHS = ("scripts", "bench", "tests", "addons")
ODOO_OPTIONS = ["--odoo-http", "--odoo-log-level=warn"]
# More processes than this wait for each other's disk and memory.
MOST_PROCESSES = 4
# What needs the terminal, or the order, of a single process.
ALONE = re.compile(
    r"-[lqsvx]*[sx][lqsvx]*|--exitfirst|--pdb|--trace|--capture=no"
    r"|--collect-only|--co|--stepwise|--sw"
)


@dataclass
class Group:
    """Tests that want the same addons installed.

    :param addon: the addon whose tests these are; blank: all that are not apart
    :param names: what must be installed for them
    :param processes: how many processes run them
    """

    addon: str
    names: list
    processes: int = 1


def run(workplace, arguments):
    """Run pytest on fresh copies of the templates; its exit code."""
    ours, arguments = own_options().parse_known_args(arguments)
    full = not arguments
    paths, options = split(arguments)
    together = groups(paths)
    alone = any(ALONE.fullmatch(option) for option in options)
    if alone and len(together) > 1:
        options += [f"--ignore={addons.ADDONS / g.addon}" for g in together[1:]]
        left_out = ", ".join(g.addon for g in together[1:])
        say(f"one process has one database, so this run leaves out: {left_out}")
        together = together[:1]
    if full:
        options.append("--durations=30")
    paths = paths or [str(ROOT / p) for p in PATHS if (ROOT / p).exists()]
    together[0].processes = 1 if alone else ours.processes or processes_for(paths)
    RUNS.mkdir(exist_ok=True)
    coverage = "html" if ours.coverage_html else "yes" if full else ""
    if coverage:
        coverage_of.clear()
    drop_leftovers(workplace)
    with contextlib.ExitStack() as stack:
        databases = [
            (group, stack.enter_context(run_database(workplace)))
            for group in together
            for _ in range(group.processes)
        ]
        env = dict(
            workplace.env,
            PGDATABASE=databases[0][1],
            PGOPTIONS="-c synchronous_commit=off",
            PYTHONPATH=str(ROOT / "scripts"),
            ODOO_MAX_CRON_THREADS="0",
            M2M_FULL_RUN="1" if full else "",
            M2M_RAISE_FLOOR="1" if ours.raise_floor else "",
            M2M_WRITE_TRUST="1" if ours.write_trust else "",
            M2M_COVERAGE=coverage,
            M2M_COMPLAINTS=json.dumps(copy_templates(workplace, databases, full)),
            M2M_APART=",".join(group.addon for group in together if group.addon),
        )
        command = [workplace.python, "-m", "pytest", "-p", "m2m.pytest_plugin"]
        command += [*ODOO_OPTIONS, "--doctest-modules", *options]
        command += [*spread(databases), *paths]
        mine = addons.manifests()
        for group in together:
            names = ", ".join(name for name in group.names if name in mine)
            say(f"testing with {names}; processes: {group.processes}")
        code = call(command, env)
        return code if code >= 0 else 128 - code


def own_options():
    """What ./m2m test understands itself; pytest gets the rest."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--raise-floor", action="store_true")
    parser.add_argument("--write-trust", action="store_true")
    parser.add_argument("--coverage-html", action="store_true")
    parser.add_argument("--processes", type=int, metavar="N")
    return parser


def processes_for(paths):
    """How many processes are worth their start: one file has one."""
    files = 0
    for path in paths:
        path = Path(path.partition("::")[0])
        files += sum(1 for _ in path.rglob("test_*.py")) if path.is_dir() else 1
    return max(1, min(files, len(os.sched_getaffinity(0)), MOST_PROCESSES))


def groups(paths):
    """The tests under these paths, by what they want installed.

    Those of an addon that the others' database does not have are apart.
    """
    common = Group("", modules(paths))
    apart = [
        Group(name, sorted({*common.names, *addons.with_dependencies([name])}))
        for name in addons.manifests()
        if name not in common.names and is_among(addons.ADDONS / name, paths)
    ]
    return [common, *apart]


def is_among(folder, paths):
    """Whether some of the paths lie in a folder, or around it."""
    chosen = [Path(path.partition("::")[0]) for path in paths]
    return not paths or any(
        path.is_relative_to(folder) or folder.is_relative_to(path) for path in chosen
    )


def copy_templates(workplace, databases, full):
    """Make each database of the run; what Odoo complained of in the templates."""
    complaints = []
    templates = {}
    with lock("template"):
        for group, name in databases:
            if group.addon not in templates:
                base = templates.get("")
                template = ensure_template(workplace, group.names, full, base)
                templates[group.addon] = template
                complaints += workplace.note(template).get("complaints", [])
            workplace.copy(templates[group.addon], name)
    return complaints


def spread(databases):
    """Options of pytest-xdist: a process for each database, none for a single one.

    >>> common, bridge = Group("", []), Group("asm_bridge", [])
    >>> spread([(common, "test-1")])
    []
    >>> spread([(common, "test-1"), (bridge, "test-2")])
    ... # doctest: +NORMALIZE_WHITESPACE
    ['--dist=loadscope', '--max-worker-restart=2',
     '--tx=popen//env:PGDATABASE=test-1//env:M2M_ADDON=none',
     '--tx=popen//env:PGDATABASE=test-2//env:M2M_ADDON=asm_bridge']
    """
    if len(databases) == 1:
        return []
    return ["--dist=loadscope", "--max-worker-restart=2"] + [
        f"--tx=popen//env:PGDATABASE={name}//env:M2M_ADDON={group.addon or 'none'}"
        for group, name in databases
    ]


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
def run_database(workplace):
    """A name for a database of one run, held by a lock as long as the run lives."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    path = RUNS / f"{name}.lock"
    with lock(name, RUNS):
        try:
            yield name
        finally:
            workplace.drop_with_copies(name)
            path.unlink()


def drop_leftovers(workplace):
    """Drop the databases of runs that were killed."""
    for path in RUNS.glob("test-*.lock"):
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            workplace.drop_with_copies(path.stem)
            path.unlink(missing_ok=True)


def ensure_template(workplace, names, full, base=None):
    """The database that runs are copied from, as new as the addons.

    A full run wants one that was installed from nothing by the addons as they are,
    or on top of another such (``base``). Others are content with one that was updated.
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
    log = database.create(workplace, name, names, base=base)
    new = dict(workplace.note(name), complaints=noise.complaints(log))
    if base and (updated := workplace.note(base).get("updated")):
        new["updated"] = updated
    workplace.write_note(name, new)
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
