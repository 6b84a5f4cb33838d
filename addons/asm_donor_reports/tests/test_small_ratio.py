"""Small numbers of people in a percentage: its numerator, its denominator, the rest."""

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.asm_programs.tests.common import Q1
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .test_small_elsewhere import ElsewhereCommon
from .test_small_numbers import ACTUAL, KIND, SOURCE

NUMERATOR, DENOMINATOR = (
    f"indicator.{name}@period" for name in ("numerator", "denominator")
)


class RatioCommon(ElsewhereCommon):
    """Of miners with a licence: shares of the miners at two places."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.share = cls._ratio("TST-PCT", name="Licensed miners", counts_people=True)
        cls.award.award_indicator_ids.filtered(
            lambda one: one.program_indicator_id == cls.people
        ).unlink()
        cls.share_line = cls._award_line(cls.award, cls.share, name="Licensed miners")

    def _shares(self, north, south):
        for site, (part, whole) in ((self.north, north), (self.south, south)):
            self._number(
                self.share, Q1, numerator=part, denominator=whole, site_id=site.id
            )

    def _share_values(self, *terms, report=None):
        """Return ``{part: [value of each term]}``."""
        terms = terms or (ACTUAL,)
        report = (report or self._report()).with_user(self.finance)
        inputs = report._read_inputs(rows={SOURCE: list(terms)})
        return {
            one.key[1:]: [one.values[term] for term in terms]
            for one in inputs.rows[SOURCE]
            if one.key[0] == self.share_line.id
        }

    def _hidden(self, *terms):
        """Return the parts that are not shown; of them, no term is."""
        values = self._share_values(*terms)
        hidden = {part for part, told in values.items() if "not shown" in told}
        for part in hidden:
            self.assertEqual(set(values[part]), {"not shown"})
        return hidden


@tagged("post_install", "-at_install")
class TestSmallRatio(RatioCommon):
    def test_with_real_counts_it_is_told(self):
        self._shares((3, 40), (30, 40))
        values = self._share_values(ACTUAL, NUMERATOR, DENOMINATOR)
        self.assertEqual(values["site", self.north.id], [7.5, 3, 40])

    def test_of_few_and_what_leaves_few(self):
        """3 of 40 in the North; 33 of 80 in all less 30 of 40 tells them as well."""
        self.award.has_real_counts = False
        self._shares((3, 40), (30, 40))
        north, south = (("site", site.id) for site in (self.north, self.south))
        for terms in (
            (ACTUAL,),
            (NUMERATOR,),
            (DENOMINATOR,),
            (ACTUAL, NUMERATOR, DENOMINATOR),
        ):
            with self.subTest(terms=terms):
                hidden = self._hidden(*terms)
                self.assertIn(north, hidden)
                self.assertTrue(hidden & {south, ()})
        tried.attack(KIND, "a percentage of few is not shown", 4)

    def test_of_all_but_few(self):
        self.award.has_real_counts = False
        self._shares((38, 40), (30, 40))
        self.assertIn(("site", self.north.id), self._hidden(ACTUAL))
        tried.attack(KIND, "a percentage of few is not shown")

    def test_of_many_it_is_shown(self):
        self.award.has_real_counts = False
        self._shares((20, 40), (30, 40))
        self.assertFalse(self._hidden(ACTUAL, NUMERATOR))

    def test_a_correction_by_few(self):
        self.award.has_real_counts = False
        self._shares((20, 40), (30, 40))
        self._sent(has_trace=False)
        numbers = self.env["asm.actual"].search(
            [("program_indicator_id", "=", self.share.id)]
        )
        number = numbers.filtered(lambda one: one.site_id == self.north)
        number.with_user(self.approver).action_reopen("Counted twice")
        number.with_user(self.officer).numerator = 22
        self._approve(number)
        self.assertIn((), self._hidden(ACTUAL))
        tried.attack(KIND, "what few corrected is not shown")

    def test_a_baseline_of_few(self):
        self._shares((20, 40), (30, 40))
        self._baseline(self.share, numerator=2, denominator=10)
        self.award.has_real_counts = False
        [told] = self._share_values("indicator.baseline")[()]
        self.assertEqual(told, "not shown")
        tried.attack(KIND, "a percentage of few is not shown")

    def test_the_plain_table(self):
        self._shares((3, 40), (1, 60))
        report = self._report()
        report.format_id = False
        self.assertEqual(self._drawn_share(report).actual, 4)
        self.award.has_real_counts = False
        line = self._drawn_share(report)
        self.assertIs(line.actual, False)
        self.assertIs(line.life_actual, False)
        tried.attack(KIND, "a percentage of few is not shown")

    def _drawn_share(self, report):
        report.with_user(self.finance).action_draw()
        return report.line_ids.filtered(
            lambda one: one.award_indicator_id == self.share_line
        )

    def test_the_snapshot_keeps_no_few(self):
        self.award.has_real_counts = False
        self._shares((3, 40), (30, 40))
        report = self._sent()
        kept = report._kept_inputs().parts.values()
        self.assertNotIn(3, {int(one) for pair in kept for one in pair})
        tried.attack(KIND, "a percentage of few is not shown")


@tagged("post_install", "-at_install")
class TestSmallRatioFile(RatioCommon, PortalCase):
    def _status(self, report):
        self.authenticate(self.reader.login, self.reader.login)
        url = f"/my/awards/{self.award.id}/reports/{report.id}/file"
        with mute_logger("odoo.http"):
            return self.url_open(url).status_code

    def test_of_few(self):
        self._shares((1, 40), (2, 60))
        for values in ({}, {"format_id": False}):
            with self.subTest(**values):
                report = self._sent(has_trace=False, **values)
                self.assertEqual(self._status(report), 404)
                tried.attack(KIND, "the portal does not hand out the file")

    def test_of_many(self):
        self._shares((20, 40), (30, 60))
        for values in ({}, {"format_id": False}):
            with self.subTest(**values):
                report = self._sent(has_trace=False, **values)
                self.assertEqual(self._status(report), 200)

    def test_a_trace_of_few_that_others_make_many(self):
        """35 in all of 75: of the 5 alone who are at one place the trace speaks."""
        self._shares((30, 70), (5, 5))
        self.award.least_people = 10
        self.assertEqual(self._status(self._sent(has_trace=False)), 200)
        self.assertEqual(self._status(self._sent()), 404)
        tried.attack(KIND, "the portal does not hand out the file")

    def test_where_the_donor_need_not_have_them(self):
        self._shares((1, 40), (2, 60))
        self.award.has_real_counts = False
        self.assertEqual(self._status(self._sent()), 200)
