"""The virtual environment with the pinned packages, one per set of pins."""

import os
import subprocess
import time

from . import system
from .common import (
    CACHE,
    ROOT,
    Stop,
    die_with_parent,
    held_locks,
    lock,
    need_space,
    output,
    remove_tree,
    run,
    say,
    short_hash,
)

REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")


def ensure(odoo):
    """The interpreter of a finished virtual environment.

    It lies in the cache under a name made of everything it depends on, so that
    clones share it and a change of the pins makes another one.
    """
    base = system.venv_python()
    version = output([base, "-c", "import sys; print(sys.executable, sys.version)"])
    key = short_hash(version, odoo.packages, *(f.read_bytes() for f in REQUIREMENTS))
    venv = CACHE / f"venv-{key}"
    if not (venv / "complete").exists():
        with lock("python", CACHE):
            if not (venv / "complete").exists():
                remove_unused()
                build(venv, base, odoo)
    (venv / "complete").touch()
    return venv / "bin/python"


def remove_unused():
    """Remove environments that are half made or that nobody used for a month."""
    for venv in CACHE.glob("venv-*"):
        stamp = venv / "complete"
        if not stamp.exists() or stamp.stat().st_mtime < time.time() - 30 * 86400:
            remove_tree(venv)


def build(venv, base, odoo):
    need_space(CACHE, 900, "the Python packages")
    say("creating the Python environment")
    remove_tree(venv)
    run([base, "-m", "venv", venv], stop="cannot create a virtual environment")
    site = output(
        [venv / "bin/python", "-c", "import site; print(site.getsitepackages()[0])"]
    ).strip()
    with open(os.path.join(site, "odoo-source.pth"), "w", encoding="utf-8") as pth:
        pth.write(f"{odoo.packages}\n")
    say("downloading and installing Python packages (108, 160 MB)")
    command = [venv / "bin/python", "-m", "pip", "--cache-dir", CACHE / "pip"]
    command += ["install", "--no-deps", "--no-input", "--disable-pip-version-check"]
    command += ["--retries", "2"]
    for file in REQUIREMENTS:
        command += ["-r", file]
    pip(command)
    (venv / "complete").touch()


def pip(command):
    """Run pip, showing one line per package instead of its prose."""
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        pass_fds=held_locks,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - there are no threads
    )
    said = []
    count = 0
    for line in process.stdout:
        said.append(line)
        if line.startswith("Collecting "):
            count += 1
            if count % 20 == 0:
                say(f"  {count} packages")
        elif line.startswith("Installing collected"):
            say(f"  installing {count} packages")
    if process.wait():
        errors = [line for line in said if line.startswith("ERROR")] or said
        raise Stop(
            f"pip could not install the Python packages: {errors[-1].strip()}; check "
            "the network and the disk and call again"
        )
