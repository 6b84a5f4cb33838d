"""Input that parsers are given in search of one that they do not answer."""

import io
import struct
import zipfile

from hypothesis import strategies as st


def text_of(content):
    return content.decode("utf-8", "surrogateescape")


def encoded(strategy):
    return strategy.map(lambda text: text.encode("utf-8", "surrogatepass"))


# Inputs

ODD = ["", " ", "\x00", "\ufeff", "\u202e", "\u00a0", "\u2212", "\u0663", "'", '"', "="]
BOTH = st.booleans()
ANY = st.binary(max_size=400)
WORDS = st.text(max_size=40) | st.sampled_from(ODD)
NUMBERS = st.text("0123456789.,'’ \u00a0\u202f-+()%eE\u0663²½$€A", max_size=30)
DAYS = st.text("0123456789-/. :TZ", max_size=14)


def table(words, separators=",;\t|"):
    """A file of lines, of cells that may hold anything."""
    row = st.lists(words, max_size=6)
    quoted = st.booleans()

    def join(parts):
        rows, separator, is_quoted = parts
        if is_quoted:
            rows = [[f'"{cell}"' for cell in row] for row in rows]
        return "\n".join(separator.join(row) for row in rows)

    drawn = st.tuples(st.lists(row, max_size=6), st.sampled_from(separators), quoted)
    return encoded(drawn.map(join)) | ANY


def headed(titles):
    """The same below titles that the parser knows."""
    head = ",".join(titles).encode()
    return table(WORDS | NUMBERS | DAYS, ",").map(lambda rest: head + b"\n" + rest)


MAIN = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SKELETON = {
    "[Content_Types].xml": "<Types/>",
    MAIN: f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
    RELATIONS: f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPREADSHEET}"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    "</sheetData></worksheet>",
}
FRAGMENTS = st.sampled_from(
    [
        '<c r="A2"><v>1</v></c>',
        '<c r="XFD1048576"><v>1</v></c>',
        '<c r="A0"/>',
        '<c r="A1"><f>1+1</f><v>2</v></c>',
        '<c t="s"><v>99999999999</v></c>',
        '<c t="e"><v>#REF!</v></c>',
        '<c t="d"><v>9999-99-99</v></c>',
        '<c r="A1"><v>1e999</v></c>',
        '<row r="99999999999">',
        "</sheetData>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]>",
        "&b;",
        "<![CDATA[",
        "\x00",
    ]
)


def cut(draw, content):
    """The content, or its beginning."""
    return content[: draw(st.integers(0, len(content)))] if draw(BOTH) else content


@st.composite
def workbooks(draw):
    """A workbook of one sheet, some of its parts left out, cut or changed."""
    parts = {name: text.encode() for name, text in SKELETON.items()}
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(sorted(parts)))
        raw = parts[name]
        place = draw(st.integers(0, len(raw)))
        change = draw(st.sampled_from(["drop", "cut", "add", "bytes", "cells"]))
        if change == "drop":
            parts[name] = b""
        elif change == "cut":
            parts[name] = raw[:place]
        elif change == "add":
            added = draw(FRAGMENTS | st.text(max_size=9))
            added = added.encode("utf-8", "surrogatepass")
            parts[name] = raw[:place] + added + raw[place:]
        elif change == "bytes":
            parts[name] = raw[:place] + draw(st.binary(max_size=9)) + raw[place + 1 :]
        else:
            inside = "".join(draw(st.lists(FRAGMENTS, max_size=4))).encode()
            parts[name] = raw.replace(b"</row>", inside + b"</row>")
    packed = pack(parts)
    if draw(BOTH):
        place = draw(st.integers(0, len(packed) - 1))
        byte = draw(st.integers(0, 255))
        packed = packed[:place] + bytes([byte]) + packed[place + 1 :]
    return (
        packed[: draw(st.integers(0, len(packed)))] if draw(st.booleans()) else packed
    )


def pack(parts):
    """An archive whose bytes depend on its parts alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), raw)
    return stream.getvalue()


@st.composite
def archives(draw):
    """An archive of workbooks and other files, under names that may be anything."""
    names = st.sampled_from(["a.xlsx", "x/a.xlsx", "../a", "/a", "C:\\a", "x/../../a"])
    inside = st.dictionaries(
        names | st.text(min_size=1, max_size=9).filter(lambda name: "\x00" not in name),
        workbooks() | st.binary(max_size=20),
        max_size=4,
    )
    try:
        packed = pack(draw(inside))
    except UnicodeEncodeError:
        return b"PK\x03\x04"
    return (
        packed[: draw(st.integers(0, len(packed)))] if draw(st.booleans()) else packed
    )


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)


def values(keys):
    """Anything that JSON can say, under keys that mean something, or not."""
    names = st.sampled_from(keys) | st.text(max_size=8)
    return st.recursive(
        LEAVES | st.sampled_from(keys),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6)
        ),
        max_leaves=25,
    )


LAYOUT_KEYS = (
    *("name", "sheets", "blocks", "columns", "rows", "kind", "content", "formula"),
    *("styles", "style", "text", "width", "title", "titles", "charts", "sections"),
    *("per", "format", "version", "source", "label", "widths", "words", "cells"),
)
HIDDEN_KEYS = ("version", "parts", "inputs", "kind", "id", "sheet", "rows", "key")
SIGNS = [*"()+-*/^,:;!=<>&%\"'{}[]@#$ ", "<>", "<=", "**", "//", "..", "e9", "9" * 30]
NAMES = ["SUM", "IF", "ROUND", "A1", "$B$2", "x.y", "IND-1", "__class__", "lambda"]


def terms():
    """Sums of names, numbers and signs in any order, deep ones as well."""
    pieces = st.sampled_from(SIGNS + NAMES) | st.text("0123456789.", max_size=4)
    flat = st.lists(pieces, max_size=30).map("".join)
    deep = st.integers(1, 400).map(lambda n: "(" * n + "1" + ")" * n)
    signs = st.integers(1, 400).map(lambda n: "-" * n + "1")
    return encoded(flat | deep | signs | flat.map(lambda text: f"={text}") | WORDS)


@st.composite
def photographs(draw):
    """The beginnings of photos, and what cameras write into them, cut or changed."""
    from PIL import Image

    stream = io.BytesIO()
    picture = Image.new("RGB", (4, 3))
    exif = Image.Exif()
    exif[0x9003] = draw(st.text(max_size=20))
    exif[0x0132] = draw(st.text("0123456789: ", max_size=20))
    rational = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
    place = exif.get_ifd(0x8825)
    place[1], place[3] = draw(st.sampled_from("NSX")), draw(st.sampled_from("EWX"))
    place[2], place[4] = (draw(st.tuples(rational, rational, rational)) for _ in "ab")
    kind = draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    try:
        picture.save(stream, kind, exif=exif)
    except (ValueError, TypeError, OverflowError, struct.error):
        # Pillow cannot write all that a file can hold
        stream = io.BytesIO()
        picture.save(stream, kind)
    raw = bytearray(stream.getvalue())
    for _ in range(draw(st.integers(0, 6))):
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    return cut(draw, bytes(raw))


HEADS = st.sampled_from(
    [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xd8\xff"]
)
