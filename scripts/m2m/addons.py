"""What lies in addons/, and when it last changed."""

import ast
import os

from .common import ROOT, Stop, short_hash

ADDONS = ROOT / "addons"
# Folders of an addon that leave no trace in a database.
NOT_INSTALLED = {"tests", "readme", "__pycache__", "tools"}


def manifests():
    """The manifest of each of our installable addons, by name."""
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        try:
            manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError) as error:
            raise Stop(f"{path} cannot be read: {error}") from None
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def fingerprints(names):
    """A hash of what each addon puts into a database, by name."""
    return {name: fingerprint(ADDONS / name) for name in sorted(names)}


def fingerprint(folder):
    parts = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - NOT_INSTALLED)
        for name in sorted(files):
            if name.endswith((".pyc", ".pyo")):
                continue
            path = os.path.join(parent, name)
            with open(path, "rb") as file:
                parts += [os.path.relpath(path, folder), file.read()]
    return short_hash(*parts)


def with_dependencies(names):
    """These addons and those of ours that they depend on."""
    known = manifests()
    todo, found = list(names), set()
    while todo:
        name = todo.pop()
        if name in known and name not in found:
            found.add(name)
            todo += known[name].get("depends", [])
    return sorted(found)
