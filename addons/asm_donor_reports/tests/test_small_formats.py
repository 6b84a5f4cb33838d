"""Whoever takes the files of a report apart finds no small number of people."""

import json
import re
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q1
from odoo.addons.mines_to_markets.tests import tried

from .test_small_ratio import RatioCommon

KIND = "Looking for a small number of people in all files of a report"
FORMATS = (
    *("corporate_one_page", "eu_logframe", "ilab_data_tracking", "tracking_table"),
    *("usaid_reference_sheets", "usaid_tracking_table", "world_bank_results", ""),
)
# below 1000, and nowhere else in a report: women, a share of few, a baseline, what was
# taken off, and 3 for each of 127 who are not in the award's framework
SMALL = {"women": 317, "part": 613, "baseline": 433, "twice": 257, "hours": 381}


def texts_in(name, raw):
    """Yield all texts in a file, those in the files inside it as well."""
    if name.endswith((".zip", ".xlsx")):
        with ZipFile(BytesIO(raw)) as archive:
            for inside in archive.namelist():
                yield from texts_in(inside, archive.read(inside))
    elif name.endswith(".pdf"):
        reader = PdfReader(BytesIO(raw))
        yield from (page.extract_text() for page in reader.pages)
        yield str(reader.metadata)
    else:
        yield raw.decode(errors="replace")


@tagged("post_install", "-at_install")
class TestSmallInEveryFormat(RatioCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.write({"has_real_counts": False, "least_people": 1000})
        cls._award_line(cls.award, cls.people, name="Miners trained", code="TST-PPL")
        few = cls._line("TST-FEW", name="Miners helped", unit="people")
        cls._number(few, Q1, 127, site_id=cls.north)
        hours = cls._line("TST-HRS", name="Hours", unit="hour", formula="3 * {TST-FEW}")
        cls._award_line(cls.award, hours, name="Hours", code="TST-HRS")
        for sex, count in ((cls.female, 317), (cls.male, 9041)):
            cls._number(cls.people, Q1, count, categories=sex, site_id=cls.abroad)
        cls._baseline(cls.people, 433)
        cls._target(cls.people, 20000, days=Q1)

    def _files(self, report):
        """Return ``{name: bytes}`` of all that was frozen, and of what it rests on."""
        files = {file.name: file.raw for file in report.sudo().attachment_ids}
        files["snapshot.json"] = json.dumps(report._kept_snapshot()).encode()
        return files

    def _found(self, report):
        """Return the names of the small numbers that some file tells, and where."""
        found = set()
        for name, raw in self._files(report).items():
            for text in texts_in(name, raw):
                found |= {
                    (what, name.rpartition(".")[2])
                    for what, number in SMALL.items()
                    if re.search(rf"(?<![\d.,]){number}(?:\.0+)?(?![\d.,]*\d)", text)
                }
        return found

    def test_every_format(self):
        self._shares((613, 7919), (6089, 8161))
        self._overlap(257, self.north | self.abroad)
        for code in FORMATS:
            with self.subTest(code), self.cr.savepoint() as point:
                layout = code and self.env["asm.donor.format"]._newest(code)
                report = self._sent(format_id=layout and layout.id)
                self.assertFalse(self._found(report))
                tried.attack(KIND, "none is in it", len(SMALL))
                point.rollback()
                self.env.invalidate_all()

    def test_the_attacker_finds_what_is_there(self):
        """With real counts they are in the files: what is searched for is found."""
        self.award.has_real_counts = True
        self._shares((613, 7919), (6089, 8161))
        self._overlap(257, self.north | self.abroad)
        found = {what for what, _kind in self._found(self._sent())}
        self.assertLessEqual({"women", "baseline", "hours"}, found)
