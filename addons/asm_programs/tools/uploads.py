"""What a file that somebody sends is, and why it is refused.

What counts is what the file holds, never what its name or the browser says. Nothing
is unpacked and no picture is decoded here.

Signatures: PDF 32000-1:2008 7.5 (header and trailer, /Encrypt), PKWARE APPNOTE 4.4
(general purpose bit 0: encrypted), MS-CFB 2.2 and MS-OFFCRYPTO 2.3 (a stream named
EncryptedPackage).
"""

import io
import re
import warnings

from PIL import Image

from odoo.addons.mines_to_markets.tools import archives, photos

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 100_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 256 * 1024 * 1024
# what a browser offers to choose from
ACCEPTED = (
    "image/jpeg,image/png,image/webp,image/heic,application/pdf,text/plain,text/csv,"
    ".jpg,.jpeg,.png,.webp,.heic,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp,"
    ".csv,.txt"
)
# what a name may end in, by what the file holds
ENDINGS = {
    "picture": ("jpg", "jpeg", "jpe", "png", "webp", "heic", "heif"),
    "pdf": ("pdf",),
    "office": ("docx", "xlsx", "pptx", "odt", "ods", "odp"),
    "old_office": ("doc", "xls", "ppt"),
    "text": ("csv", "txt", "tsv"),
}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")


class Refused(ValueError):
    """A file is refused; ``reason`` says why, in one word.

    ``empty``, ``large``, ``kind`` (none that is taken), ``ending`` (the name says
    something else), ``archive``, ``encrypted``, ``macros``, ``picture`` (damaged, or
    none), ``damaged``, ``unpacks`` (too large unpacked)
    """

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def check(name, raw):
    """Say what a file is.

    :param name: as the sender calls it
    :param bytes raw: what it holds
    :return: a key of ``ENDINGS``
    :raises Refused: where it is not taken

    >>> check("list.csv", b"name;sex")
    'text'
    >>> check("list.csv", b"")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.uploads.Refused: empty
    >>> check("photo.jpg", b"name;sex")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.uploads.Refused: picture
    >>> check("report.pdf", bytes(_PICTURES[0]))
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.uploads.Refused: picture
    >>> check("report.pdf", b"%PDF-1.7 trailer << /Encrypt 9 0 R >> %%EOF")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.uploads.Refused: encrypted
    >>> check("run.exe", b"MZ\\x90\\x00")
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.uploads.Refused: kind
    """
    if not raw.strip(b"\x00 \r\n\t"):
        raise Refused("empty")
    if len(raw) > MOST_BYTES:
        raise Refused("large")
    kind = _kind(raw)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in ENDINGS["picture"] and kind != "picture":
        raise Refused("picture")
    _CHECKS.get(kind, lambda _raw: None)(raw)
    if ending not in ENDINGS[kind]:
        raise Refused("ending")
    return kind


def _kind(raw):
    if raw.startswith(_PICTURES) or raw[:4] + raw[8:12] == b"RIFFWEBP":
        return "picture"
    if raw[4:8] == b"ftyp" and raw[8:12] in _HEIF:
        return "picture"
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(b"PK"):
        return "office"
    if raw.startswith(_OLE):
        return "old_office"
    if _is_text(raw):
        return "text"
    raise Refused("kind")


def _is_text(raw):
    """Say whether these are words: of UTF-8, UTF-16, or an older table of characters.

    >>> _is_text("Ngozi; 5 été".encode()), _is_text("été".encode("cp1252"))
    (True, True)
    >>> _is_text(bytes(range(32))), _is_text("é".encode("utf-16"))
    (False, True)
    >>> _is_text(b"<html><script>"), _is_text(b"  <?xml version='1.0'?><svg/>")
    (False, False)
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            raw = raw.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    # pages and drawings may hold scripts
    if raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return False
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", raw)


def _check_picture(raw):
    if raw[4:8] == b"ftyp":
        return
    try:
        with warnings.catch_warnings():
            # its size is judged below
            warnings.simplefilter("ignore")
            # nosemgrep: picture-without-a-bound - verify() decodes no pixels
            with Image.open(io.BytesIO(raw), formats=photos.FORMATS) as picture:
                width, height = picture.size
                picture.verify()
    except Exception as error:
        # a damaged picture fails anywhere in its reader, and in many ways
        raise Refused("picture") from error
    if width * height > MOST_PIXELS:
        raise Refused("large")


def _check_pdf(raw):
    if b"%%EOF" not in raw[-2048:]:
        raise Refused("damaged")
    if re.search(rb"/Encrypt[\s\d<]", raw):
        raise Refused("encrypted")


def _check_office(raw):
    """
    >>> import zipfile
    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    ...     archive.writestr("photos/1.jpg", b" " * 10)
    >>> _check_office(packed.getvalue())
    Traceback (most recent call last):
    odoo.addons.asm_programs.tools.uploads.Refused: archive
    """
    try:
        parts = archives.opened(raw).infolist()
    except archives.BadArchive as error:
        raise Refused("damaged") from error
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted")
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise Refused("unpacks")
    if "[Content_Types].xml" not in names and "mimetype" not in names:
        raise Refused("archive")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused("macros")


def _check_old_office(raw):
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise Refused("encrypted")
    if "_VBA_PROJECT".encode("utf-16-le") in raw:
        raise Refused("macros")


_CHECKS = {
    "picture": _check_picture,
    "pdf": _check_pdf,
    "office": _check_office,
    "old_office": _check_old_office,
}
