import hashlib
import io
import json

from lxml import html
from pypdf import PdfReader

from odoo.tests import BaseCase, tagged
from odoo.tools import file_open
from odoo.tools.pdf import PdfFileReader as OdooReader
from odoo.tools.pdf import PdfFileWriter as OdooWriter

from odoo.addons.asm_donor_reports.tools import pages
from odoo.addons.asm_donor_reports.tools.book import Column, Row, RowsBand, Sheet, Style

from . import books

COVER = {
    "title": "Quarterly report",
    "facts": {"Award": "A-1 <b>", "Donor": "USAID", "Empty": ""},
    "note": "Drawn on 10 April",
}
WORDS = pages.Words("Inhalt", 'Seite "%(page)s" / %(pages)s', "Only %(rows)s rows")


def read(kind, key):
    with file_open(key, "rb") as file:
        return file.read()


def long_sheet(count, name="Long", paper="A4", orientation="portrait"):
    style = Style(border=1)
    columns = [
        Column(0, "a", "text", {"total": style}, is_merged=True),
        Column(1, "b", "text", {"total": style}),
    ]
    rows = (
        Row((n,), "total", [f"Group {n // 30}", f"row {n:04}"]) for n in range(count)
    )
    heading = books.FixedBand(
        "head", 0, {0: [books.Cell(0, "Group", style), books.Cell(1, "Row", style)]}, 1
    )
    return Sheet(
        name,
        [heading, RowsBand("rows", 1, columns, rows, "long")],
        {0: 30, 1: 40},
        orientation,
        paper,
        repeat_rows=(0, 0),
    )


@tagged("post_install", "-at_install")
class TestPreview(BaseCase):
    """A book on screen."""

    def _cells(self, made, **more):
        return html.fromstring(pages.preview(made, **more))

    def test_cells_carry_their_keys(self):
        page = self._cells(books.book(books.table()))
        found = {
            tuple(json.loads(cell.get("data-key"))): cell.text
            for cell in page.iterfind(".//*[@data-key]")
        }
        self.assertEqual(found["table", "rows", 1, "actual"], "90")
        self.assertEqual(found["table", "rows", 1, "f", "actual"], "40.5")
        self.assertEqual(found["table", "rows", 3, "target"], "10.13")
        self.assertEqual(found["table", "sum", "actual"], "130.5")
        self.assertIsNone(found["table", "rows", 3, "actual"])

    def test_numbers_are_in_the_language(self):
        page = self._cells(books.book(books.table(), lang="fr_FR"))
        texts = [cell.text for cell in page.iterfind(".//td[@class]")]
        self.assertIn("10,13", texts)
        self.assertIn("75,0%", texts)
        self.assertEqual(page.get("lang"), "fr-FR")

    def test_every_row_has_every_column(self):
        """Merged cells and gaps included, or columns would slip."""
        page = self._cells(books.book(books.table()))
        for part in page.iterfind(".//table"):
            covered = {}
            for number, row in enumerate(part.iterfind(".//tr")):
                width = covered.pop(number, 0)
                for cell in row:
                    across = int(cell.get("colspan", 1))
                    width += across
                    for below in range(1, int(cell.get("rowspan", 1))):
                        covered[number + below] = (
                            covered.get(number + below, 0) + across
                        )
                self.assertEqual(width, 5, html.tostring(row))
            self.assertFalse(covered)
        self.assertEqual(len(page.findall(".//thead/tr")), 2)
        self.assertEqual({th.get("scope") for th in page.iterfind(".//th")}, {"col"})

    def test_looks_come_last(self):
        """What a layout says of a cell holds against what all tables have."""
        text = pages.preview(books.book(books.table()))
        css = text[text.index("<style>") : text.index("</style>")]
        own = [
            line
            for line in css.splitlines()
            if line.startswith(".drawn_book .cells .s")
        ]
        self.assertIn("font-weight:bold", "".join(own))
        self.assertTrue(css.endswith(own[-1]))

    def test_everything_is_escaped(self):
        text = pages.preview(
            books.book(books.texts(('<img src=x onerror="a()">', "&")))
        )
        self.assertNotIn("<img", text)
        style = Style(color='red"><script>', background="url(x)")
        sheet = books.values("x", style=style)
        sheet.name = "</style><script>"
        text = pages.preview(books.book(sheet))
        self.assertNotIn("<script>", text)
        self.assertNotIn("url(", text)

    def test_long_sheets_are_cut(self):
        made = books.book(long_sheet(500))
        page = html.fromstring(pages.preview(made, WORDS, limit=40))
        self.assertEqual(len(page.findall(".//tr")), 40)
        self.assertEqual(page.find('.//p[@class="cut"]').text, "Only 40 rows")
        page = html.fromstring(
            pages.preview(books.book(long_sheet(39)), WORDS, limit=40)
        )
        self.assertIsNone(page.find('.//p[@class="cut"]'))

    def test_charts_are_told(self):
        page = self._cells(books.book(books.table()))
        chart = page.find(".//svg")
        self.assertEqual(chart.get("role"), "img")
        self.assertEqual(chart.find("title").text, "Target against actual")
        told = chart.find("desc").text
        self.assertIn("Trained: Target 120, Actual 90", told)
        self.assertIn("Equipped: Target –, Actual 0", told)


@tagged("post_install", "-at_install")
class TestDocument(BaseCase):
    """A book as PDF."""

    def _drawn(self, *sheets, lang="en_US"):
        made = books.book(*sheets, lang=lang)
        return pages.write_pdf(pages.document(made, COVER, WORDS), read)

    def _pages(self, content):
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    def test_cover_contents_and_numbers(self):
        texts = self._pages(self._drawn(long_sheet(150), books.table()))
        self.assertIn("Quarterly report", texts[0])
        self.assertIn("A-1 <b>", texts[0])
        self.assertNotIn("Empty", texts[0])
        self.assertNotIn("Seite", texts[0])
        self.assertIn("Inhalt", texts[0])
        last = len(texts)
        self.assertRegex(texts[0], rf"Tracking table\W*{last}\b")
        self.assertIn(f'Seite "2" / {last}', texts[1].replace("\xa0", " "))
        for text in texts[1:-1]:
            # the heading of the table, of the page, and what the rows belong to
            self.assertIn("Report R&D", text)
            self.assertIn("Row", text)
            self.assertIn("Group ", text.replace("Group\n", "Group "))
        rows = [row for text in texts for row in text.split("\n") if "row 0" in row]
        self.assertEqual(len(rows), 150)

    def test_first_page_can_be_taken_apart(self):
        """Odoo's chatter shows it, and stumbles over links to other pages."""
        content = self._drawn(long_sheet(150), books.table())
        odoos = OdooReader(io.BytesIO(content))
        writer = OdooWriter()
        writer.addPage(odoos.getPage(0))
        writer.write(io.BytesIO())
        self.assertIn("Inhalt", odoos.getPage(0).extract_text())

    def test_no_cover_no_contents(self):
        made = books.book(long_sheet(2), books.table())
        self.assertNotIn("Inhalt", pages.document(made, None, WORDS))

    def test_contents_too_long_for_the_cover(self):
        sheets = [long_sheet(2, f"Sheet {number}") for number in range(11)]
        texts = self._pages(self._drawn(*sheets))
        self.assertNotIn("Inhalt", texts[0])
        self.assertRegex(texts[1], r"Sheet 10\W*13\b")

    def test_a_table_wider_than_the_paper(self):
        """Columns go on on another page, each row with what says what it is."""
        style = Style(border=1)
        columns = [
            Column(n, f"c{n}", "text", {"total": style}, is_merged=n == 0)
            for n in range(20)
        ]
        rows = [
            Row(
                (r,),
                "total",
                ["Group", f"row {r}", *(f"{r}-{n}" for n in range(2, 20))],
            )
            for r in range(30)
        ]
        heading = {
            0: [books.Cell(0, "One title of all columns", style, across=20)],
            1: [books.Cell(n, f"Title {n}", style) for n in range(18)]
            + [books.Cell(18, "Two together", style, across=2)],
        }
        sheet = Sheet(
            "Wide",
            [books.FixedBand("h", 0, heading, 2), RowsBand("r", 2, columns, rows)],
            dict.fromkeys(range(20), 15),
            "portrait",
            freeze=(2, 2),
            repeat_rows=(0, 1),
        )
        made = books.book(sheet)
        found = html.fromstring(pages.document(made)).findall(".//table")
        self.assertEqual([len(one.findall("col")) for one in found], [8, 8, 8])
        for table in found:
            for row in table.iterfind("tbody/tr"):
                self.assertRegex("".join(cell.text or "" for cell in row), "row [0-9]+")
        texts = [cell.text for table in found for cell in table.iterfind(".//td")]
        for row in range(30):
            for number in range(2, 20):
                self.assertEqual(texts.count(f"{row}-{number}"), 1)
        self.assertEqual(
            [cell.get("colspan") for cell in found[-1].iterfind(".//th")],
            ["8", *[None] * 6, "2"],
        )

    def test_paper(self):
        content = self._drawn(
            long_sheet(5), long_sheet(5, "B", "letter", "landscape"), books.table()
        )
        sizes = [
            (round(page.mediabox.width), round(page.mediabox.height))
            for page in PdfReader(io.BytesIO(content)).pages
        ]
        self.assertEqual(sizes, [(595, 842), (595, 842), (792, 612), (842, 595)])

    def test_a_text_longer_than_a_page(self):
        story = "In the first quarter. " * 900
        texts = self._pages(self._drawn(books.values(story)))
        said = " ".join(" ".join(texts).split())
        self.assertEqual(said.count("quarter."), 900)

    def test_long_sheets_are_cut(self):
        made = books.book(long_sheet(90))
        page = html.fromstring(pages.document(made, words=WORDS, limit=50))
        self.assertEqual(len(page.findall(".//tr")), 50)
        self.assertEqual(page.find('.//p[@class="cut"]').text, "Only 50 rows")

    def test_same_book_same_bytes(self):
        sums = {
            hashlib.sha256(self._drawn(books.table(), lang="fr_FR")).hexdigest()
            for _ in range(2)
        }
        self.assertEqual(len(sums), 1)

    def test_no_time_of_day(self):
        facts = PdfReader(io.BytesIO(self._drawn(books.table()))).metadata
        self.assertEqual(facts.creation_date.replace(tzinfo=None), books.MOMENT)
        self.assertEqual(facts.modification_date.replace(tzinfo=None), books.MOMENT)
        self.assertEqual(facts.title, "Report R&D")

    def test_charts_are_drawings(self):
        content = self._drawn(books.table())
        reader = PdfReader(io.BytesIO(content))
        self.assertFalse([image for page in reader.pages for image in page.images])
        self.assertIn("Target against actual", reader.pages[-1].extract_text())
