"""A donor report of forty pages as PDF, against WeasyPrint alone on the ready HTML.

Ours draws the book into HTML first, with a cover, contents, headings and charts, and
unpacks the fonts so that the same report gives the same bytes.
"""

import io
import logging
from datetime import date
from decimal import Decimal
from mimetypes import guess_type

from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from odoo.tools import file_open

from odoo.addons.asm_donor_reports.tools import pages
from odoo.addons.asm_donor_reports.tools.book import (
    Book,
    Cell,
    Chart,
    Column,
    FixedBand,
    Row,
    RowsBand,
    Series,
    Sheet,
    Style,
)
from odoo.addons.mines_to_markets.tools import paged

from bench.measure import compare

PAGES, ROWS = 40, 660
HEADING = Style(bold=True, background="#1F4E5F", color="#FFFFFF", border=1)
COLUMNS = (
    ("result", "text", "", 26),
    ("name", "text", "", 34),
    ("unit", "text", "", 10),
    ("target", "number", "#,##0.##", 10),
    ("actual", "number", "#,##0.##", 10),
    ("percent", "percent", '0.0"%"', 9),
    ("day", "date", "yyyy-mm-dd", 12),
    ("deviation", "text", "", 30),
)


def measure(env, large):
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    html = draw()
    ours_pages, peer_pages = count(ours()), count(alone(html))
    if ours_pages != peer_pages or ours_pages < PAGES:
        raise AssertionError(f"{ours_pages} and {peer_pages} pages")
    return compare(
        "donor_pdf",
        f"a report of {ours_pages} pages; peer: WeasyPrint alone on the same HTML",
        ours,
        lambda: alone(html),
        bound=1.3,
        repeats=3,
        watches_memory=False,
    )


def ours():
    return pages.write_pdf(draw(), read)


def draw():
    return pages.document(
        make_book(), {"title": "Quarterly report", "facts": {"Award": "A-1"}}
    )


def alone(html):
    return HTML(string=html, base_url=paged.BASE, url_fetcher=Fetcher()).write_pdf()


class Fetcher(URLFetcher):
    """Reads what the page refers to, and nothing else."""

    def fetch(self, url, headers=None):
        kind, path = paged.local_path(url)
        headers = {"Content-Type": guess_type(path)[0] or "font/woff"}
        return URLFetcherResponse(url, read(kind, path), headers)


def read(kind, path):
    with file_open(path, "rb") as file:
        return file.read()


def count(content):
    return len(PdfReader(io.BytesIO(content)).pages)


def make_book():
    columns = [
        Column(
            index,
            name,
            kind,
            {"total": Style(border=1, number_format=number_format)},
            is_merged=name == "result",
        )
        for index, (name, kind, number_format, _width) in enumerate(COLUMNS)
    ]
    titles = [
        Cell(index, name.title(), HEADING)
        for index, (name, *_more) in enumerate(COLUMNS)
    ]
    chart = Chart(
        "achievement",
        "Target against actual",
        "rows",
        "name",
        [Series("Target", "target"), Series("Actual", "actual")],
        limit=12,
    )
    return Book(
        "Bench",
        [
            Sheet(
                "Tracking table",
                [
                    FixedBand("head", 0, {0: titles}, 1),
                    RowsBand("rows", 1, columns, make_rows()),
                ],
                {index: width for index, (*_more, width) in enumerate(COLUMNS)},
                "landscape",
                repeat_rows=(0, 0),
                charts=[chart],
            ),
            Sheet(
                "Narrative",
                [FixedBand("story", 0, {0: [Cell(0, "Told. " * 500, Style())]}, 1)],
                {0: 90},
            ),
        ],
    )


def make_rows():
    for number in range(ROWS):
        target, actual = Decimal(120 + number), Decimal(number) * 7 / 4
        yield Row(
            (number,),
            "total",
            [
                f"Outcome {number // 8}: safer and fairer mining",
                f"Number of miners trained in safe practice, course {number}",
                "miners",
                target,
                actual if number % 7 else None,
                actual / target * 100 if number % 7 else None,
                date(2025, 3, 31),
                "Two courses were held in April" if number % 5 == 0 else None,
            ],
        )
