"""A database as the addons of the last release left it, to try an update on.

Made once, with that release's addons from the history and its demo data, and kept as
a backup in the cache.
"""

import contextlib
import dataclasses
import json
import os
import subprocess

from . import addons, database, restore
from .common import CACHE, ROOT, Stop, lock, remove_tree, run, say, short_hash

FILE = ROOT / "tests/releases.json"


def latest():
    """The name and the commit of the last release."""
    return list(json.loads(FILE.read_text()).items())[-1]


def ensure(place):
    """The name of a database of this checkout that is as the last release made it."""
    release, commit = latest()
    key = short_hash(commit, place.odoo.version)
    name = f"release-{key}"
    with lock(name):
        if place.exists(name):
            return name
        path = CACHE / f"{name}.tar"
        if path.exists():
            with contextlib.suppress(Stop):  # a damaged one is made anew
                restore.restore(place, path, name)
                return name
            path.unlink()
        say(f"making a database of release {release}: two to four minutes")
        create(place, name, unpacked(commit))
        keep(place, name, path)
    return name


def unpacked(commit):
    """The addons of a commit, in a folder of the cache."""
    folder = CACHE / f"release-{commit[:12]}"
    if folder.is_dir():
        return folder
    new = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    remove_tree(new)
    new.mkdir()
    read = ["git", "archive", "--format=tar", commit, "addons"]
    with subprocess.Popen(read, cwd=ROOT, stdout=subprocess.PIPE) as git:
        run(["tar", "-x", "-C", new], stdin=git.stdout)
    if git.returncode or not (new / "addons").is_dir():
        remove_tree(new)
        raise Stop(
            f"the history here lacks {commit}, the commit of the last release, whose "
            "addons the update begins with; fetch it: git fetch --unshallow"
        )
    with contextlib.suppress(OSError):  # somebody else was faster
        new.rename(folder)
    remove_tree(new)
    return folder


def manifests(folder):
    """The manifest of each addon of a release, by name."""
    return {
        path.parent.name: addons.read(path)
        for path in sorted((folder / "addons").glob("*/__manifest__.py"))
    }


def create(place, name, folder):
    """Install a release with its demo data, under another name until it is whole."""
    new = f"{name}-new"
    place.drop(new)
    theirs = manifests(folder)
    names = [n for n, manifest in theirs.items() if not manifest.get("auto_install")]
    path = [folder / "addons", *place.odoo.addons]
    env = place.env | {"ODOO_ADDONS_PATH": ",".join(map(str, path))}
    old = dataclasses.replace(place, env=env)
    options = database.installing([*names, *database.adopted()], demo=True)
    log = database.LOGS / f"create-{name}.log"
    database.odoo(old, log, "-d", new, *options, *database.QUIET)
    place.write_note(new, {"addons": {}})  # ./m2m reset drops it, too
    place.rename(new, name)


def keep(place, name, path):
    """Write the backup; without it the next checkout makes the database anew."""
    env = place.env | {"PYTHONPATH": str(ROOT / "scripts")}
    command = [place.python, "-m", "m2m.backup", name, path]
    if run(command, env=env).returncode:
        say("the database of the release is not kept in the cache")
