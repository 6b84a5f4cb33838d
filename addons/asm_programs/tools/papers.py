"""Files that come from outside: what they are by their content, whatever their name."""

from . import uploads

MOST_BYTES = 10 * 1024 * 1024
_ZIPPED = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# of what is wrong inside a file, what keeps it out; a scan that is cut short is left
# to whoever looks at it
_HARMFUL = ("archive", "encrypted", "kind", "macros", "picture", "unpacks")
# what may be shown as what it says it is; all else is handed out as plain bytes
SAFE = frozenset(
    {
        "application/pdf",
        "image/jpeg",
        "image/png",
        "text/csv",
        "text/plain",
        *_ZIPPED.values(),
    }
)


class BadFile(ValueError):
    """The file is refused; ``reason`` says why, in one word."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def kind_of(name, raw):
    """Return the media type of a file that may come with a report of money.

    :param name: as the sender calls it
    :param raw: its bytes
    :raises BadFile: ``empty``, ``large``, ``locked`` (a password is on it) or ``kind``

    >>> kind_of("ledger.csv", b"date,amount\\n2026-01-01,5\\n")
    'text/csv'
    >>> kind_of("scan.PDF", b"%PDF-1.7 ...")
    'application/pdf'
    >>> for name, raw in (
    ...     ("a.csv", b""), ("a.xlsx", b"\\xd0\\xcf\\x11\\xe0..."), ("a.exe", b"MZ"),
    ...     ("a.pdf", b"<html>"), ("a.xlsm", b"PK\\x03\\x04"), ("a.csv", b"\\x00\\x01"),
    ... ):
    ...     try:
    ...         kind_of(name, raw)
    ...     except BadFile as refused:
    ...         print(refused.reason)
    empty
    locked
    kind
    kind
    kind
    kind
    """
    if not raw:
        raise BadFile("empty")
    if len(raw) > MOST_BYTES:
        raise BadFile("large")
    mimetype = _mimetype(name, raw)
    try:
        uploads.check(name, raw)
    except uploads.Refused as refused:
        if refused.reason in _HARMFUL:
            locked = refused.reason == "encrypted"
            raise BadFile("locked" if locked else "kind") from refused
    return mimetype


def _mimetype(name, raw):
    ending = "." + name.lower().rpartition(".")[2]
    if ending in _ZIPPED:
        if raw.startswith(b"\xd0\xcf\x11\xe0"):
            # a workbook with a password is wrapped in the older format
            raise BadFile("locked")
        if raw.startswith(b"PK\x03\x04"):
            return _ZIPPED[ending]
    elif ending == ".pdf" and raw.startswith(b"%PDF-"):
        return "application/pdf"
    elif ending in (".jpg", ".jpeg") and raw.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    elif ending == ".png" and raw.startswith(b"\x89PNG\r\n"):
        return "image/png"
    elif ending == ".csv" and b"\x00" not in raw:
        return "text/csv"
    raise BadFile("kind")


def served_as(mimetype):
    """Return as what a file is handed out; a browser must never run it.

    >>> served_as("application/pdf"), served_as("text/html"), served_as(None)
    ('application/pdf', 'application/octet-stream', 'application/octet-stream')
    """
    return mimetype if mimetype in SAFE else "application/octet-stream"
