"""Files that are made to do harm, small enough to be made in a test.

None does more than say that it is what it is: a bomb unpacks to what a test can bear.
"""

import io
import stat
import struct
import zipfile
import zlib

CONTENT_TYPES = b"""<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-\
officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.\
openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
RELATIONS = b"""<?xml version="1.0"?>
<Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/\
relationships/%s" Target="%s"/></Relationships>"""
BOOK = """<?xml version="1.0"%s?>%s
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="%s" sheetId="1" r:id="r1"/></sheets></workbook>"""
SHEET = b"""<?xml version="1.0"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>%s</sheetData></worksheet>"""
ROW = b"<row><c><v>1</v></c></row>"
_LAUGHING = "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
LAUGHS = f"<!DOCTYPE x [<!ENTITY a 'ha'>{_LAUGHING}]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
INCLUDED = (
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text"'
    ' href="file:///etc/passwd"/>'
)
PAPER = (
    b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)
SCRIPT = b"<html><script>alert(1)</script></html>"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
    b"<script>alert(1)</script></svg>"
)


def packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(declaration="", sheet="Sheet", rows=ROW, encoding="utf-8", **more):
    """A workbook, with what is wrong in it."""
    said = f' encoding="{encoding}"'
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS % (b"officeDocument", b"xl/workbook.xml"),
            "xl/workbook.xml": (BOOK % (said, declaration, sheet)).encode(encoding),
            "xl/_rels/workbook.xml.rels": RELATIONS
            % (b"worksheet", b"worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": SHEET % rows,
            **more,
        }
    )


def _linked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("book.xlsx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def _chunk(name, content):
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def picture(width, height, extra=b""):
    """A PNG that says of itself how large it is, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(64 * 1024))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + extra
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def workbooks():
    """``{kind: bytes}`` of files that are sent as a workbook."""
    return {
        "A workbook that unpacks to very much": workbook(rows=ROW * 400_000),
        "A workbook with very many parts": workbook(
            **{f"xl/media/{number}": b"" for number in range(1_100)}
        ),
        "Entities that multiply": workbook(LAUGHS, "&i;"),
        "Entities that multiply, in UTF-16": workbook(LAUGHS, "&i;", encoding="utf-16"),
        "An entity that names a file of the server": workbook(OUTSIDE, "&a;"),
        "A ZIP of a workbook of a workbook": packed(
            {"a.zip": packed({"b.xlsx": workbook()})}
        ),
        "Names that lead out of an archive": packed(
            {"../../etc/book.xlsx": workbook()}
        ),
        "A name from the root of the disk": packed({"/etc/book.xlsx": workbook()}),
        "A link instead of a file in an archive": _linked(),
        "A page with a script": SCRIPT,
        "A drawing with a script": DRAWING,
        "A damaged workbook": workbook()[:-40],
        "Entities that multiply, as plain XML": f"{LAUGHS}<x>&i;</x>".encode(),
        "An old workbook with a password": bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(4096)
        + "EncryptedPackage".encode("utf-16-le"),
    }


def pictures():
    """``{kind: (name, bytes)}`` of files that are sent as pictures and papers."""
    photo = b"\xff\xd8\xff\xe0\x00\x10JFIF"
    return {
        "A page with a script": ("photo.png", SCRIPT),
        "A page in UTF-16": ("list.csv", "<script>1</script>".encode("utf-16")),
        "A drawing with a script": ("photo.png", DRAWING),
        "A drawing as what it is": ("photo.svg", DRAWING),
        "XML as a list": ("list.csv", b"<?xml version='1.0'?>" + DRAWING),
        "A script as what it is": ("run.js", b"alert(1)"),
        "A program": ("photo.jpg", b"MZ\x90\x00" + bytes(200)),
        "A picture that is none": ("photo.jpg", photo + b"nothing"),
        "A picture of very many pixels": ("photo.png", picture(60_000, 60_000)),
        "A picture that ends in the middle": ("photo.png", picture(8, 8)[:40]),
        "A picture that is an archive, too": (
            "photo.zip",
            picture(8, 8) + packed({"a.html": SCRIPT}),
        ),
        "An archive that unpacks to very much": (
            "report.docx",
            packed({"[Content_Types].xml": CONTENT_TYPES, "w": bytes(300 * 1024**2)}),
        ),
        "An archive as what it is": ("all.zip", packed({"a.txt": b"a"})),
        "A workbook with macros": (
            "book.xlsx",
            packed({"[Content_Types].xml": b"", "xl/vbaProject.bin": b"x"}),
        ),
        "A file that is a name only": ("photo.jpg", b""),
    }


def inert():
    """``{kind: (name, bytes)}`` of what may be kept, and never runs."""
    junk = b"MM\x00*" + bytes(range(256)) * 8
    return {
        "A PDF with a script": (
            "report.pdf",
            PAPER,
        ),
        "A picture whose tags are junk": (
            "photo.png",
            picture(8, 8, _chunk(b"eXIf", junk)),
        ),
        "A list whose cells are scripts": (
            "list.csv",
            b"name,age\n<script>alert(1)</script>,5\n",
        ),
    }
