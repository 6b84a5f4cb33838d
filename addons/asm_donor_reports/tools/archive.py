"""Files in one ZIP, the same bytes for the same files, with an index of the evidence.

Names are made safe: none leads out of the folder that the ZIP is unpacked in, none is
there twice, and all can be written on any system.
"""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from typing import NamedTuple

from .plain import MARK, plain
from .workbook import NO_MOMENT

CHUNK = 1 << 16
LONGEST = 120
FOLDER = "evidence"
# pressed already
STORED = (".jpg", ".jpeg", ".png", ".webp", ".pdf", ".zip", ".xlsx", ".docx", ".mp4")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
# names of devices, whatever follows the point
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


class File(NamedTuple):
    """A file of the ZIP.

    :param source: bytes, or a function that opens a binary file
    """

    name: str
    source: object


class Evidence(NamedTuple):
    """A piece of evidence, as a row of the index.

    :param number: of the row
    :param of: what it is evidence of
    :param name: of the file, or the address of what is kept elsewhere
    :param date: of the evidence, or None
    :param source: as in :class:`File`; None for what is kept elsewhere
    :param sha256: of the file as it was recorded, or blank
    """

    number: int
    of: str
    name: str
    date: object
    source: object = None
    sha256: str = ""


class Changed(ValueError):
    """A file is not what was recorded of it; its name is the message."""


class Words(NamedTuple):
    """Name of the index, and what stands above its columns."""

    index: str = "evidence index"
    number: str = "No."
    of: str = "Evidence of"
    file: str = "File"
    sha256: str = "SHA-256"
    date: str = "Date"


def write(stream, files, evidence=(), moment=None, words=None):
    """Write a ZIP: the files, the index, and the files of evidence in a folder.

    :param stream: binary file
    :param files: ``[File]``
    :param evidence: ``[Evidence]``, taken once
    :param moment: naive datetime that all files carry
    :param words: :class:`Words`
    :return: ``{name in the ZIP: SHA-256}``
    :raises Changed: when a file of evidence is not what was recorded
    """
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        writer = _Writer(target, moment or NO_MOMENT)
        for file in files:
            writer.add(file.name, file.source)
        evidence = list(evidence)
        if evidence:
            rows = [writer.add_evidence(one) for one in evidence]
            words = words or Words()
            writer.add(f"{words.index}.csv", _index(rows, words))
    return writer.sums


class _Writer:
    def __init__(self, target, moment):
        self._target, self._moment = target, moment
        self._taken = set()
        self.sums = {}

    def add(self, name, source, folder=""):
        """Add a file; return its name in the ZIP."""
        name = unique(safe(name), self._taken, folder)
        info = zipfile.ZipInfo(name, self._moment.timetuple()[:6])
        is_pressed = name.lower().endswith(STORED)
        info.compress_type = zipfile.ZIP_STORED if is_pressed else zipfile.ZIP_DEFLATED
        # of a file that its owner may read and write, on any system
        info.create_system, info.external_attr = 3, 0o100644 << 16
        opened = source() if callable(source) else io.BytesIO(source)
        total = hashlib.sha256()
        # a file may turn out to be larger than 2 GiB
        with opened, self._target.open(info, "w", force_zip64=True) as target:
            while chunk := opened.read(CHUNK):
                total.update(chunk)
                target.write(chunk)
        self.sums[name] = total.hexdigest()
        return name

    def add_evidence(self, one):
        """Add a piece of evidence; return its row of the index."""
        if one.source is None:
            return [one.number, one.of, one.name, one.sha256, one.date]
        name = self.add(f"{one.number:03} {one.name}", one.source, f"{FOLDER}/")
        if one.sha256 and one.sha256 != self.sums[name]:
            raise Changed(name)
        return [one.number, one.of, name, self.sums[name], one.date]


def _index(rows, words):
    text = io.StringIO(newline="")
    text.write(MARK)
    writer = csv.writer(text)
    writer.writerow([words.number, words.of, words.file, words.sha256, words.date])
    writer.writerows([plain(value) for value in row] for row in rows)
    return text.getvalue().encode()


def safe(name):
    """Return a name that any system can write.

    >>> safe("../../etc/passwd"), safe("a:b?.pdf"), safe("CON.txt"), safe(" . ")
    ('_.._etc_passwd', 'a_b_.pdf', '_CON.txt', 'file')
    >>> len(safe("x" * 300 + ".pdf")), safe("x" * 300 + ".pdf")[-5:]
    (120, 'x.pdf')
    """
    name = unicodedata.normalize("NFC", name)
    name = _UNSAFE.sub("_", name).strip(" .")
    if _DEVICES.match(name):
        name = f"_{name}"
    base, point, ending = name.rpartition(".")
    if point and len(ending) <= 10:
        name = f"{base[: LONGEST - len(ending) - 1]}.{ending}"
    return name[:LONGEST] or "file"


def unique(name, taken, folder=""):
    """Return a path that is not taken yet, and take it.

    >>> taken = set()
    >>> unique("a.pdf", taken), unique("A.pdf", taken), unique("a.pdf", taken, "b/")
    ('a.pdf', 'A (2).pdf', 'b/a.pdf')
    """
    base, point, ending = name.rpartition(".")
    base, ending = (base, f".{ending}") if point else (name, "")
    path, number = folder + name, 1
    while path.casefold() in taken:
        number += 1
        path = f"{folder}{base} ({number}){ending}"
    taken.add(path.casefold())
    return path
