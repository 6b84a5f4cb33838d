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
# Programs that import what the product must not be held back by.
SCANNERS = (ROOT / "scripts/scanners.txt",)


def ensure(odoo):
    """The interpreter of a finished virtual environment.

    It lies in the cache under a name made of everything it depends on, so that
    clones share it and a change of the pins makes another one.
    """
    return environment("venv", REQUIREMENTS, odoo.packages)


def ensure_scanners():
    """The interpreter beside the programs that look for weaknesses."""
    return environment("venv-scanners", SCANNERS)


def environment(kind, files, packages=None):
    """The interpreter of an environment with what some files pin.

    :param packages: a folder that it imports from as well
    """
    base = system.venv_python()
    version = output([base, "-c", "import sys; print(sys.executable, sys.version)"])
    key = short_hash(version, packages or "", *(f.read_bytes() for f in files))
    venv = CACHE / f"{kind}-{key}"
    if not (venv / "complete").exists():
        with lock("python", CACHE):
            if not (venv / "complete").exists():
                remove_unused()
                build(venv, base, files, packages)
    (venv / "complete").touch()
    return venv / "bin/python"


def remove_unused():
    """Remove environments that are half made or that nobody used for a month."""
    for venv in CACHE.glob("venv-*"):
        stamp = venv / "complete"
        if not stamp.exists() or stamp.stat().st_mtime < time.time() - 30 * 86400:
            remove_tree(venv)


def build(venv, base, files, packages=None):
    need_space(CACHE, 900, "the Python packages")
    say("creating the Python environment")
    remove_tree(venv)
    run([base, "-m", "venv", venv], stop="cannot create a virtual environment")
    if packages:
        write_path(venv, packages)
    pins = sum("==" in line for f in files for line in f.read_text().splitlines())
    say(f"downloading and installing {pins} Python packages")
    command = [venv / "bin/python", "-m", "pip", "--cache-dir", CACHE / "pip"]
    command += ["install", "--no-deps", "--no-input", "--disable-pip-version-check"]
    command += ["--retries", "2"]
    for file in files:
        command += ["-r", file]
    pip(command)
    (venv / "complete").touch()


def write_path(venv, packages):
    """Have an environment import from one more folder."""
    site = output(
        [venv / "bin/python", "-c", "import site; print(site.getsitepackages()[0])"]
    ).strip()
    with open(os.path.join(site, "odoo-source.pth"), "w", encoding="utf-8") as pth:
        pth.write(f"{packages}\n")


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
