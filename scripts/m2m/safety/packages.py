"""Versions of Odoo and of Python packages."""

import re
from importlib import metadata

from . import Finding


def pins(path, installed=None):
    """Packages of another version than requirements.txt says.

    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "requirements.txt"
    >>> _ = path.write_text("a==1\\nb==2  # why\\n# c==3\\n")
    >>> [str(each) for each in pins(path, {"a": "1", "b": "1.9"}.get)]
    ... # doctest: +ELLIPSIS
    ['b 1.9 instead of 2: ...']
    """
    installed = installed or version_of
    found = re.findall(r"^([\w.-]+)==([\w.+!]+)", path.read_text(), re.MULTILINE)
    other = [
        f"{name} {installed(name) or 'missing'} instead of {version}"
        for name, version in found
        if installed(name) != version
    ]
    if other:
        more = f" and {len(other) - 3} more" if len(other) > 3 else ""
        yield Finding(
            f"{', '.join(other[:3])}{more}",
            "nobody tried this set together, and a weakness closed may be open",
            f"pip install --no-deps -r {path.name}",
        )


def version_of(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def odoo(release):
    """Odoo's own version.

    >>> list(odoo("19.0")), [each.what for each in odoo("18.0")]
    ([], ['Odoo is 18.0'])
    """
    if not re.match(r"19\.0\b", release):
        yield Finding(
            f"Odoo is {release}",
            "these addons are made for 19.0 and tried with that",
            "Install Odoo 19.0",
        )
