"""Small numbers of people in reports: real where the donor must have them."""

from decimal import Decimal

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.asm_programs.tests.common import Q1
from odoo.addons.asm_programs.tests.test_space_small import SmallCommon
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

KIND = "Small numbers of people in a report"
SOURCE = "indicator|sex,site|"
ACTUAL = "indicator.actual@period"


class SmallReportCommon(SmallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.indicator_id.dimension_ids = cls.sex
        for sex, count in ((cls.female, 3), (cls.male, 40)):
            cls._number(cls.people, Q1, count, categories=sex, site_id=cls.north)
        cls._number(cls.people, Q1, 20, site_id=cls.south)
        cls.period.kind = "quarter"
        cls.layout = cls.env["asm.donor.format"]._newest("usaid_tracking_table")

    @classmethod
    def _report(cls, awards=None):
        report = super()._report(awards)
        report.format_id = cls.layout
        return report

    def _values(self, report, term=ACTUAL):
        """Return ``{part: value}`` of the people trained."""
        inputs = report.with_user(self.finance)._read_inputs(rows={SOURCE: [term]})
        line = self.award.award_indicator_ids.filtered(
            lambda one: one.program_indicator_id == self.people
        )
        return {
            one.key[1:]: one.values[term]
            for one in inputs.rows[SOURCE]
            if one.key[0] == line.id
        }


@tagged("post_install", "-at_install")
class TestSmallInReport(SmallReportCommon):
    def test_a_donor_who_must_have_them_has_them(self):
        values = self._values(self._report())
        self.assertEqual(values[()], Decimal(63))
        self.assertEqual(values["sex", self.female.code], Decimal(3))

    def test_another_has_not_nor_what_would_tell_them(self):
        self.award.has_real_counts = False
        values = self._values(self._report())
        self.assertEqual(values["sex", self.female.code], "fewer than 5")
        # of what would tell it, the smallest is not shown
        self.assertEqual(values["sex", "_nd"], "not shown")
        self.assertEqual(values["sex", self.male.code], Decimal(40))
        self.assertEqual(values[()], Decimal(63))
        self.assertEqual(values["site", self.south.id], Decimal(20))
        tried.attack(KIND, "what adds up with it is not shown", 2)

    def test_a_percentage_of_its_target_is_blank(self):
        self.award.has_real_counts = False
        self._target(self.people, 30, days=Q1, categories=self.female)
        term = "indicator.achievement@period"
        self.assertIsNone(self._values(self._report(), term)["sex", self.female.code])

    def test_the_table_of_a_report_without_a_layout(self):
        self.award.has_real_counts = False
        report = self._report()
        report.format_id = False
        report.with_user(self.finance).action_draw()
        lines = report.line_ids.filtered(
            lambda line: line.program_indicator_id == self.people
        )
        women = lines.filtered(lambda line: line.value_id == self.female)
        self.assertIs(women.actual, False)
        self.assertIs(women.life_actual, False)
        self.assertIn("not shown", women.note)
        rest = lines.filtered(lambda line: not (line.value_id or line.is_total))
        self.assertIs(rest.year_actual, False)
        self.assertEqual(lines.filtered("is_total").actual, 63)
        tried.attack(KIND, "what adds up with it is not shown", 2)

    def test_what_was_frozen_stays(self):
        """A setting that changes afterwards changes no report that was sent."""
        report = self._sent_report()
        before = report._kept_snapshot()
        self.award.has_real_counts = False
        self.assertEqual(report._kept_snapshot(), before)
        self.assertTrue(report.redraw())


@tagged("post_install", "-at_install")
class TestSmallFile(SmallReportCommon, PortalCase):
    """Who reads the portal does not get a file that tells a small number."""

    def _status(self, report, path):
        self.authenticate(self.reader.login, self.reader.login)
        url = f"/my/awards/{self.award.id}/reports/{report.id}/{path}"
        with mute_logger("odoo.http"):
            return self.url_open(url).status_code

    def test_real_counts_are_not_for_the_portal(self):
        report = self._sent_report()
        for path in ("file", "pages"):
            self.assertEqual(self._status(report, path), 404)
        page = self._get(self.reader, f"/my/awards/{self.award.id}?tab=reports")
        self.assertIn("in another way", page)
        self.assertNotIn(f"/reports/{report.id}/file", page)
        # whoever has to send it has it
        self.assertTrue(report.with_user(self.finance).action_download())
        tried.attack(KIND, "the portal does not hand out the file", 2)

    def test_a_report_without_them_is(self):
        self.award.has_real_counts = False
        report = self._sent_report()
        self.assertEqual(self._status(report, "file"), 200)

    def test_it_is_as_the_award_has_it_today(self):
        """What the setting of the award is when somebody asks for it."""
        self.award.has_real_counts = False
        self._site_release(self.south)
        self._count(Q1, 21, site_id=self.abroad)
        self._release()
        report = self._sent_report()
        self.assertEqual(self._status(report, "file"), 200)
        self.award.least_people = 100
        self.assertEqual(self._status(report, "file"), 404)
        self.award.least_people = 0
        self.assertEqual(self._status(report, "file"), 200)
