"""The programs that look for weaknesses: bandit, semgrep with our rules, pip-audit."""

import os

from . import addons, python
from .common import ROOT, STATE

RULES = ROOT / "scripts/semgrep"
# What a server never runs: the tests, and what others wrote.
LEFT_OUT = ("tests", "lib")
# Where no user's word arrives, programs are started by design (never by a shell, which
# semgrep looks for), statements are made of constants, and numbers that can be foretold
# are wanted.
TOOLS_ONLY = "B311,B404,B603,B606,B607,B608"


def program(name):
    """The path of a scanner, installed when it is not there yet."""
    return python.ensure_scanners().parent / name


def bandit(paths, where):
    """bandit over one of our folders, or over those paths that lie in it.

    The rule markup-of-a-value of semgrep is the stricter B704.
    """
    folders = [ROOT / name for name in where]
    chosen = [
        path
        for path in paths
        if path.suffix in ("", ".py")
        and any(path.is_relative_to(folder) for folder in folders)
    ]
    if paths and not chosen:
        return None
    skipped = "B704" if "addons" in where else f"B704,{TOOLS_ONLY}"
    return [
        *[program("bandit"), "--quiet", "--recursive", "--skip", skipped],
        *["--exclude", ",".join(f"*/{name}/*" for name in LEFT_OUT)],
        *["--format", "custom", "--msg-template", "{relpath}:{line}: {test_id}: {msg}"],
        *(chosen or folders),
    ]


def semgrep(paths, rules=RULES, words=("--error", "--emacs")):
    """semgrep with the rules of this repository, without the network."""
    if paths:
        paths = [p for p in paths if p.is_relative_to(addons.ADDONS)
                 or p.is_relative_to(ROOT / "scripts")]  # fmt: skip
        if not paths:
            return None
    # Nothing is written into the home of whoever calls it.
    env = {
        "PATH": f"{program('semgrep').parent}:{os.defpath}",
        "SEMGREP_SETTINGS_FILE": STATE / "semgrep.yml",
        "SEMGREP_LOG_FILE": STATE / "logs/semgrep.log",
    }
    return [
        *["env", *(f"{key}={value}" for key, value in env.items())],
        *[program("semgrep"), "scan", "--config", rules, "--metrics=off"],
        *["--disable-version-check", "--quiet", "--no-rewrite-rule-ids", *words],
        *[word for name in LEFT_OUT for word in ("--exclude", name)],
        *(paths or [addons.ADDONS, ROOT / "scripts"]),
    ]
