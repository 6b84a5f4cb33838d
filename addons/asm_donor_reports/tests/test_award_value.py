from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q1

from .test_report import ReportCommon


@tagged("post_install", "-at_install")
class TestAwardValue(ReportCommon):
    """Money beside results: the award, then its indicators."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        life = (cls.award.date_start, cls.award.date_end)
        cls._target(cls.line, 100, life)

    def _page(self, user=None, day="2025-03-31"):
        return (
            self.env["asm.award.value"]
            .with_user(user or self.officer)
            .create({"award_ids": self.award.ids, "date_to": day})
        )

    def test_an_award_and_its_indicator(self):
        award, indicator = self._page().line_ids
        self.assertEqual((award.kind, award.budget, award.spent), ("award", 1000, 100))
        self.assertEqual((award.burn, award.achievement), (10, 10))
        self.assertEqual(award.divergence, "together")
        self.assertEqual((indicator.target, indicator.actual), (100, 10))
        self.assertEqual(indicator.unit_cost, False)

    def test_cost_per_result(self):
        self._spent(100, program_id=self.program.id)
        indicator = self._page().line_ids[1]
        self.assertEqual((indicator.spent, indicator.unit_cost), (100, 10))

    def test_spending_ahead(self):
        self._spent(300)
        award = self._page().line_ids[0]
        self.assertEqual((award.burn, award.divergence), (40, "spending_ahead"))
        self.award.company_id.asm_divergence_from = 30
        self.assertEqual(self._page().line_ids[0].divergence, "together")

    def test_results_ahead(self):
        self._change(50)
        self.assertEqual(self._page().line_ids[0].divergence, "results_ahead")

    def test_nothing_to_compare(self):
        other = self._award("GR-3", amount=0)
        page = self.env["asm.award.value"].create(
            {"award_ids": other.ids, "date_to": "2025-03-31"}
        )
        [award] = page.line_ids
        self.assertEqual((award.burn, award.achievement), (False, False))
        self.assertFalse(award.divergence)

    def test_before_the_award_began(self):
        page = self._page(day="2024-06-30")
        self.assertEqual(len(page.line_ids), 1)
        self.assertEqual(page.line_ids.spent, 0)

    def test_the_way_to_what_it_rests_on(self):
        award, indicator = self._page().line_ids
        action = award.action_view_spending()
        lines = self.env["account.analytic.line"].search(action["domain"])
        self.assertEqual(sum(lines.mapped("amount_award")), 100)
        action = indicator.action_view_results()
        self.assertEqual(self.env["asm.actual"].search(action["domain"]), self.number)

    def test_same_number_as_the_report(self):
        self._spent(33.33)
        award = self._page().line_ids[0]
        form = self.award.read_financials(Q1[1])
        self.assertEqual(Decimal(str(award.spent)), form["10e"])

    def test_a_page_is_ones_own(self):
        page = self._page()
        with self.assertRefuses(AccessError, ""):
            page.with_user(self.manager).read(["warning"])
