"""The checks of the source, each a program with its own words."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from . import addons, python, scanners
from .common import (
    CACHE,
    ROOT,
    STATE,
    Stop,
    lock,
    output,
    remove_tree,
    run,
    say,
    short_hash,
)

# Odoo's own checkers for pylint (test_lint/tests/test_pylint.py). Its plugin that
# makes pylint follow every import into Odoo is left out: with it, one addon takes
# minutes and gigabytes, and the checkers look at one file at a time anyway.
ODOO_CHECKERS = [
    "_odoo_checker_gettext",
    "_odoo_checker_sql_injection",
    "_odoo_checker_unlink_override",
]
ODOO_MESSAGES = [
    "gettext-placeholders",
    "gettext-repr",
    "gettext-variable",
    "missing-gettext",
    "raise-unlink-override",
    "sql-injection",
]
PRETTIER = ROOT / "scripts/prettier"
FORMATTED = (".xml", ".js", ".scss", ".css")
# Held while the words of one check are printed.
printing = threading.Lock()


def check(workplace, paths=(), fix=False):
    """Run every check, all of them even when one fails.

    As many at the same time as there are processors, the long ones first; those that
    put files right go one after the other, before the rest.
    """
    steps = {
        "ruff": partial(ruff, workplace, paths, "check", *["--fix"] * fix),
        "ruff format": partial(
            ruff, workplace, paths, "format", *["--check"] * (not fix)
        ),
        "XML, JavaScript, SCSS": partial(prettier, workplace, paths, fix),
        "conversions of money": partial(rate_lint, workplace, paths),
        "reasons of exceptions": partial(answers, workplace, paths),
        "bandit of the tools": partial(scanners.bandit, paths, ("scripts", "bench")),
        "published weaknesses": partial(audit, workplace, paths),
    }
    long = {
        "semgrep": partial(scanners.semgrep, paths),
        "pylint-odoo": partial(pylint, workplace, paths),
        "Odoo's pylint": partial(odoo_pylint, workplace, paths),
        "Odoo's test_lint": partial(test_lint, workplace, paths),
        "bandit": partial(scanners.bandit, paths, ("addons",)),
    }
    python.ensure_scanners()
    failed = []
    if fix:
        failed = failures(workplace, steps, 1)
        steps = long
    else:
        steps = {**long, **steps}
    failed += failures(workplace, steps, len(os.sched_getaffinity(0)))
    if failed:
        hint = "" if fix else "; ./m2m lint --fix puts right what a program can"
        raise Stop(f"failed: {', '.join(failed)}{hint}")
    say("all checks passed")


def failures(workplace, steps, processes):
    """Run some checks, several at the same time; the names of those that failed."""
    with ThreadPoolExecutor(processes) as pool:
        results = {
            name: pool.submit(passes, name, command, workplace)
            for name, command in steps.items()
        }
    return [name for name, result in results.items() if not result.result()]


def ruff(workplace, paths, *words):
    """ruff over everything, or over those paths that it can read."""
    chosen = [path for path in paths if path.is_dir() or path.suffix == ".py"]
    if paths and not chosen:
        return None
    return [workplace.python.parent / "ruff", *words, "--quiet", *(chosen or ["."])]


def pylint(workplace, paths):
    """OCA's rules over the addons."""
    return pylint_command(workplace, paths, f"--rcfile={ROOT / '.pylintrc'}")


def odoo_pylint(workplace, paths):
    """Odoo's rules for pylint over the addons."""
    return pylint_command(
        workplace,
        paths,
        f"--rcfile={os.devnull}",
        "--score=n",
        f"--load-plugins=pylint.extensions.bad_builtin,{','.join(ODOO_CHECKERS)}",
        "--bad-functions=input",
        "--disable=all",
        f"--enable=bad-builtin,{','.join(ODOO_MESSAGES)}",
    )


def pylint_command(workplace, paths, *options):
    """pylint over all our addons, or over those paths that lie in one."""
    chosen = [
        p for p in paths if addons.ADDONS in p.parents and p.suffix in ("", ".py")
    ]
    if not paths:
        chosen = [addons.ADDONS / name for name in addons.manifests()]
    jobs = max(1, len(os.sched_getaffinity(0)) // 2)  # two of these run together
    command = [workplace.python.parent / "pylint", f"--jobs={jobs}", *options]
    return chosen and [*command, *chosen]


def test_lint(workplace, paths):
    """Odoo's rules over the addons, or over those that the paths lie in."""
    names = set(addons.manifests())
    if paths:
        names &= {p.relative_to(addons.ADDONS).parts[0] for p in paths
                  if addons.ADDONS in p.parents}  # fmt: skip
    return names and [workplace.python, "-m", "m2m.odoo_lint", *sorted(names)]


def rate_lint(workplace, paths):
    """One way to convert money, over the addons or those paths that lie in one."""
    chosen = [path for path in paths if addons.ADDONS in path.parents]
    if not paths:
        chosen = [addons.ADDONS / name for name in addons.manifests()]
    return chosen and [workplace.python, "-m", "m2m.rate_lint", *chosen]


def answers(workplace, paths):
    """Each exception of a line to bandit and semgrep names its check and its reason."""
    chosen = paths or [addons.ADDONS, ROOT / "scripts", ROOT / "bench"]
    return [workplace.python, "-m", "m2m.answers", *chosen]


def audit(workplace, paths):
    """Weaknesses of the pinned packages, when the pins are among the paths."""
    files = [file for file in python.REQUIREMENTS if not paths or file in paths]
    command = [workplace.python, "-m", "m2m.audit", scanners.program("pip-audit")]
    return files and [*command, *files]


def passes(name, make_command, workplace):
    """Run one check and print what it says when it has ended."""
    started = time.monotonic()
    command = make_command()
    if not command:
        return True
    checkers = workplace.odoo.packages / "odoo/addons/test_lint/tests"
    env = dict(
        workplace.env,
        PATH=f"{workplace.python.parent}:{os.environ.get('PATH', os.defpath)}",
        PYTHONPATH=f"{ROOT / 'scripts'}:{checkers}",
        RUFF_CACHE_DIR=str(STATE / "ruff"),
        PYLINTHOME=str(STATE / f"pylint-{short_hash(name)}"),
    )
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    verdict = "FAILED" if done.returncode else "ok"
    with printing:
        print(done.stdout, end="", file=sys.stderr, flush=True)
        say(f"{name}: {verdict} ({time.monotonic() - started:.1f} s)")
    return done.returncode == 0


def prettier(workplace, paths, fix):
    """The command that checks, or puts right, the format of our web files."""
    listed = output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]
        + [str(path) for path in paths],
        cwd=ROOT,
    )
    if listed is None:
        raise Stop("git does not list the files of this checkout; is it one?")
    files = [
        file
        for file in listed.split("\0")
        if file.endswith(FORMATTED) and "/lib/" not in file and (ROOT / file).exists()
    ]
    if not files:
        return None
    modules = node_modules(workplace) / "node_modules"
    return [
        *[workplace.python.parent / "node", modules / "prettier/bin/prettier.cjs"],
        *["--config", PRETTIER / "prettierrc.json"],
        *["--plugin", modules / "@prettier/plugin-xml/src/plugin.js"],
        *["--log-level", "warn", "--write" if fix else "--check"],
        *files,
    ]


def node_modules(workplace):
    """A folder with the pinned prettier, installed when it is not there yet."""
    lockfile = PRETTIER / "package-lock.json"
    key = hashlib.sha256(lockfile.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"prettier-{key}"
    if folder.is_dir():
        return folder
    with lock("prettier", CACHE):
        if not folder.is_dir():
            say("installing prettier, which formats XML")
            new = folder.with_name(f"{folder.name}.new")
            remove_tree(new)
            new.mkdir()
            for name in ("package.json", "package-lock.json"):
                (new / name).write_bytes((PRETTIER / name).read_bytes())
            env = dict(os.environ, PATH=f"{workplace.python.parent}:{os.defpath}")
            npm = [workplace.python.parent / "npm", "ci", "--ignore-scripts"]
            npm += ["--no-audit", "--no-fund", "--silent", "--cache", CACHE / "npm"]
            run(
                npm,
                cwd=new,
                env=env,
                stop="npm cannot install prettier; check the network and call again",
            )
            new.rename(folder)
    return folder
