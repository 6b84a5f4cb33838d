"""A drawn book as pages: HTML for a look on screen, and for a PDF by WeasyPrint.

The document has a cover, contents with page numbers, and a chapter for each sheet on
paper of the sheet's kind. Its looks are in ``static/src/report/book.css``.
"""

import io
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from odoo.addons.mines_to_markets.tools import paged

from .number_formats import locale_of
from .tables import SheetTable, Styles
from .workbook import NO_MOMENT

CSS = "/asm_donor_reports/static/src/report/book.css"
PREVIEW_ROWS = 200
# of a sheet; what is longer belongs in the workbook
DOCUMENT_ROWS = 2_000
# sheets whose names have room on the cover
SHORT_CONTENTS = 10
# inside the margins, in millimetres
ROOM = {
    ("A4", "portrait"): 182,
    ("A4", "landscape"): 269,
    ("A3", "portrait"): 269,
    ("A3", "landscape"): 392,
    ("letter", "portrait"): 188,
    ("letter", "landscape"): 251,
    ("tabloid", "portrait"): 251,
    ("tabloid", "landscape"): 404,
}
LARGEST, SMALLEST = 8.5, 5.5
# of an average letter of one point
LETTER = 0.205


class Words(NamedTuple):
    """What the pages themselves say, in the book's language.

    ``page`` has ``%(page)s`` and ``%(pages)s``, ``cut`` has ``%(rows)s``.
    """

    contents: str = "Contents"
    page: str = "%(page)s of %(pages)s"
    cut: str = "Only the first %(rows)s rows are shown here."


def preview(book, words=None, limit=PREVIEW_ROWS):
    """Return a book as HTML to be looked at on screen.

    Cells that have a key carry it, so that a click can ask what is behind them.

    :param book: :class:`.book.Book`; its rows are taken
    :param words: :class:`Words`
    :param limit: rows shown of each sheet
    """
    words, styles, parts = words or Words(), Styles(), []
    for sheet in book.sheets:
        table = SheetTable(sheet, styles, book.lang, limit)
        parts.append(
            f'<section><h2>{escape(sheet.name)}</h2><div class="scrolled" tabindex="0">'
            f"{table.html()}</div>{_cut(table, words, limit)}</section>"
        )
    return (
        f'<div class="drawn_book" lang="{_lang(book.lang)}">'
        f"<style>{_preview_css()}{styles.css('drawn_book')}</style>"
        f"{''.join(parts)}</div>"
    )


@lru_cache(maxsize=1)
def _preview_css():
    place = Path(__file__).parent.parent / "static/src/report/preview.css"
    return place.read_text(encoding="utf-8")


def _cut(table, words, limit):
    if not table.is_cut:
        return ""
    return f'<p class="cut">{escape(words.cut % {"rows": limit})}</p>'


def document(book, cover=None, words=None, limit=DOCUMENT_ROWS):
    """Return a book as a whole HTML page for WeasyPrint.

    :param book: :class:`.book.Book`; its rows are taken
    :param dict cover: ``title``; ``facts``: ``{label: text}``; ``note``; ``image``: a
        data: URL; None for a document without a cover
    :param words: :class:`Words`
    :param limit: rows shown of each sheet
    """
    words, styles = words or Words(), Styles()
    chapters = [
        _chapter(
            place,
            sheet,
            SheetTable(sheet, styles, book.lang, limit, _room(sheet)),
            words,
            limit,
        )
        for place, sheet in enumerate(book.sheets, 1)
    ]
    moment = (book.moment or NO_MOMENT).isoformat()
    return (
        f'<!DOCTYPE html><html lang="{_lang(book.lang)}"><head><meta charset="utf-8">'
        f"<title>{escape(book.title)}</title>"
        f'<meta name="author" content="{escape(book.author)}">'
        f'<meta name="dcterms.created" content="{moment}Z">'
        f'<meta name="dcterms.modified" content="{moment}Z">'
        f'<link rel="stylesheet" href="{CSS}">'
        f"<style>{_first_paper(book)}{_page_numbers(words.page)}\n"
        f"{styles.css('drawn_book')}</style></head>"
        f'<body class="drawn_book" data-title="{escape(book.title)}">'
        f"{_front(cover, book.sheets, words)}{''.join(chapters)}"
        "</body></html>"
    )


def write_pdf(html, read):
    """Return the bytes of a PDF, the same for the same document.

    :param html: of :func:`document`
    :param read: as :func:`paged.render` takes it
    :raises paged.Missing: when a library of the system is not there
    """

    def steady(kind, key):
        content = read(kind, key)
        return unpacked(content) if content[:4] == b"wOFF" else content

    return paged.render(html, steady)


@lru_cache(maxsize=8)
def unpacked(font):
    """Return a font of the web as WeasyPrint embeds it.

    It would do this itself, and write the time of day into the font.
    """
    from fontTools.ttLib import TTFont

    target = io.BytesIO()
    made = TTFont(io.BytesIO(font), recalcTimestamp=False)
    made.flavor = made.flavorData = None
    made.save(target)
    return target.getvalue()


def _chapter(place, sheet, table, words, limit):
    look = f"{sheet.paper}-{sheet.orientation}".lower()
    tables = table.html()
    size = _type_size(sheet, table.widest)
    return (
        f'<section class="sheet {look}" id="sheet-{place}" style="font-size:{size}pt">'
        f"<h1>{escape(sheet.name)}</h1>{tables}{_cut(table, words, limit)}</section>"
    )


def _room(sheet):
    """Return how many characters of the smallest type fit on a sheet's paper."""
    return ROOM[sheet.paper, sheet.orientation] / SMALLEST / LETTER


def _type_size(sheet, letters):
    """Return the points in which so many characters fit on a sheet's paper.

    >>> from .book import Sheet
    >>> _type_size(Sheet("a", []), 60), _type_size(Sheet("a", []), 140)
    (8.5, 6.3)
    """
    fitting = ROOM[sheet.paper, sheet.orientation] / max(letters, 1) / LETTER
    return max(SMALLEST, min(LARGEST, round(fitting, 1)))


def _front(cover, sheets, words):
    """Return the cover, with the contents on it where there is room."""
    if not cover:
        return ""
    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>"
        for label, text in cover.get("facts", {}).items()
        if text
    )
    image, note = cover.get("image") or "", cover.get("note") or ""
    is_short = len(sheets) <= SHORT_CONTENTS
    contents = _contents(sheets, words, is_linked=not is_short)
    return (
        '<section class="cover">'
        + (f'<img src="{escape(image)}" alt="">' if image.startswith("data:") else "")
        + f'<p class="title">{escape(cover["title"])}</p><dl>{facts}</dl>'
        + (f'<p class="note">{escape(note)}</p>' if note else "")
        + (f"{contents}</section>" if is_short else f"</section>{contents}")
    )


def _contents(sheets, words, is_linked):
    # Odoo shows the first page of a file beside messages, and cannot take a page with
    # links to others apart
    if len(sheets) < 2:
        return ""
    lines = "".join(
        f'<li><a href="#sheet-{place}">{escape(sheet.name)}</a></li>'
        if is_linked
        else f'<li><span data-to="#sheet-{place}">{escape(sheet.name)}</span></li>'
        for place, sheet in enumerate(sheets, 1)
    )
    return (
        f'<nav class="contents"><h2>{escape(words.contents)}</h2><ol>{lines}</ol></nav>'
    )


def _first_paper(book):
    """Return the rule of the paper of cover and contents."""
    first = book.sheets[0].paper if book.sheets else "A4"
    paper = "A4" if first.startswith("A") else "letter"
    return f"@page{{size:{paper} portrait}}"


def _page_numbers(text):
    """Return the rule of the page number.

    >>> print(_page_numbers('"%(page)s" of %(pages)s'))
    @page{@bottom-right{content:"\\"" counter(page) "\\" of " counter(pages)}}
    """
    marks = {"page": "\0page\0", "pages": "\0pages\0"}
    parts = []
    for place, part in enumerate((text % marks).split("\0")):
        if place % 2:
            parts.append(f"counter({part})")
        elif part:
            plain = part.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")
            parts.append('"' + plain.replace("\n", " ") + '"')
    return f"@page{{@bottom-right{{content:{' '.join(parts)}}}}}"


def _lang(code):
    return escape(str(locale_of(code)).replace("_", "-"))
