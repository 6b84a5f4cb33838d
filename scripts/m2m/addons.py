"""What lies in addons/, what comes along with it, and when it last changed."""

import ast
import os

from . import source
from .common import ROOT, Stop, short_hash

ADDONS = ROOT / "addons"
# Folders of an addon that leave no trace in a database.
NOT_INSTALLED = {"tests", "readme", "__pycache__", "tools"}


def manifests():
    """The manifest of each of our installable addons, by name."""
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        manifest = read(path)
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def read(path):
    try:
        return ast.literal_eval(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as error:
        raise Stop(f"{path} cannot be read: {error}") from None


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
    """These addons, those of ours that they depend on, and those that come along.

    Odoo installs an addon that says `auto_install` by itself as soon as what it
    waits for is there; so does this.
    """
    ours = manifests()
    found = everything_under(names, ours)
    while True:
        coming = [
            name
            for name, manifest in ours.items()
            if name not in found and manifest.get("auto_install")
            if awaited(manifest) <= found
        ]
        if not coming:
            return sorted(found & set(ours))
        found |= everything_under(coming, ours)


def awaited(manifest):
    """What an addon that comes along waits for.

    >>> sorted(awaited({"depends": ["a", "b"], "auto_install": True}))
    ['a', 'b']
    >>> sorted(awaited({"depends": ["a", "b"], "auto_install": ["a"]}))
    ['a']
    """
    if manifest["auto_install"] is True:
        return set(manifest.get("depends", ()))
    return set(manifest["auto_install"])


def everything_under(names, ours):
    """These addons and all that they depend on, Odoo's own included."""
    todo, found = list(names), set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            manifest = ours[name] if name in ours else odoos_own(name)
            todo += manifest.get("depends", ["base"])
    return found


def odoos_own(name):
    """The manifest of an addon of Odoo; of one from elsewhere we know but the name."""
    odoo = source.ensure()
    for folder in (odoo.packages / "odoo/addons", *odoo.addons):
        path = folder / name / "__manifest__.py"
        if path.exists():
            return read(path)
    return {}
