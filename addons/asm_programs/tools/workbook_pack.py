"""A workbook with the files that its numbers rest on, in one ZIP.

Nothing is written to a disk: what is in the ZIP is found by its path, and a path
that leads out of it, or a ZIP that unpacks to too much, is refused.
"""

import re
from pathlib import PurePosixPath

from odoo.addons.mines_to_markets.tools import archives, tables

from .workbook_reading import BadWorkbook

MOST_FILES = 500
MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
ENDING = ".xlsx"
# written by computers for themselves
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_SEPARATORS = re.compile(r"[;\n]")


class Pack:
    """The workbook of an upload, and the files beside it by their paths."""

    def __init__(self, content):
        """
        :param bytes content: a workbook, or a ZIP that holds one
        :raises BadWorkbook: ``pack_paths``, ``pack_encrypted``, ``pack_workbooks``
            (none or several), ``unpacks``, ``workbook``
        """
        self._archive = None
        self._parts, self.workbook = {}, content
        if content.startswith(b"PK\x03\x04"):
            self._open(content)
        self.unused = set(self._parts)

    def _open(self, content):
        try:
            archive = archives.opened(content)
        except archives.BadArchive as error:
            raise BadWorkbook("workbook") from error
        parts = [part for part in archive.infolist() if not part.is_dir()]
        if tables.MAIN_PART in archive.namelist():
            return
        _check_parts(parts, len(content))
        found = {_path(part.filename): part for part in parts}
        found = {path: part for path, part in found.items() if not _JUNK.search(path)}
        workbook = _workbook_of(found)
        self._archive = archive
        self.workbook = self._read(found.pop(workbook))
        top = str(PurePosixPath(workbook).parent)
        self._parts = {_below(path, top): part for path, part in found.items()}

    def _read(self, part):
        try:
            return archives.unpacked(self._archive, part)
        except archives.BadArchive as error:
            raise BadWorkbook("workbook") from error

    def find(self, name):
        """Return the path of a file that somebody named, None where it is not there.

        :param name: its path from the workbook on, or its name where that is enough
        """
        wanted = name.replace("\\", "/").strip().lstrip("./").casefold()
        same = [path for path in self._parts if path.casefold() == wanted]
        same = same or [
            path for path in self._parts if path.rpartition("/")[2].casefold() == wanted
        ]
        return same[0] if len(same) == 1 else None

    def folder(self, sheet, row):
        """Return the paths of what lies in the folder of a row: ``sheet/row/``."""
        start = f"{sheet}/{row}/".casefold()
        return sorted(path for path in self._parts if path.casefold().startswith(start))

    def content_of(self, path):
        """Return what a file holds.

        :raises BadWorkbook: where it is damaged
        """
        self.unused.discard(path)
        return self._read(self._parts[path])

    def size(self, path):
        return self._parts[path].file_size


def names_in(text):
    """Return the names of files that a cell lists.

    >>> names_in("a.jpg; list.pdf;\\nb, c.jpg"), names_in("")
    (['a.jpg', 'list.pdf', 'b, c.jpg'], [])
    """
    return [name for part in _SEPARATORS.split(text) if (name := part.strip())]


def _check_parts(parts, size):
    unpacked = sum(part.file_size for part in parts)
    # photos hardly get smaller: what unpacks to much more is made to
    if (
        len(parts) > MOST_FILES
        or unpacked > MOST_UNPACKED
        or unpacked > max(tables.MOST_RATIO * size, tables.RATIO_MATTERS)
        or any(part.file_size > MOST_BYTES for part in parts)
    ):
        raise BadWorkbook("unpacks")
    if any(part.flag_bits & 1 for part in parts):
        raise BadWorkbook("pack_encrypted")


def _path(name):
    """Return a path inside of the archive.

    >>> _path("a/b.jpg"), _path("a\\\\b.jpg")
    ('a/b.jpg', 'a/b.jpg')
    >>> _path("../b.jpg")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: pack_paths
    >>> _path("C:/b.jpg")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: pack_paths
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name) or "\0" in name:
        raise BadWorkbook("pack_paths")
    return str(path)


def _workbook_of(paths):
    """Return which of these is the workbook: the one that lies highest.

    >>> _workbook_of(["x/book.xlsx", "x/lists/list.xlsx", "x/a.jpg"])
    'x/book.xlsx'
    >>> _workbook_of(["a.xlsx", "b.xlsx"])
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.workbook_reading.BadWorkbook: pack_workbooks
    """
    books = [path for path in paths if path.lower().endswith(ENDING)]
    highest = min((path.count("/") for path in books), default=0)
    books = [path for path in books if path.count("/") == highest]
    if len(books) != 1:
        raise BadWorkbook("pack_workbooks")
    return books[0]


def _below(path, top):
    """Return a path as seen from a folder.

    >>> _below("x/a.jpg", "x"), _below("y/a.jpg", "x"), _below("a.jpg", ".")
    ('a.jpg', 'y/a.jpg', 'a.jpg')
    """
    return path[len(top) + 1 :] if path.startswith(f"{top}/") else path
