from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import Q1, Q2, AsmCommon


@tagged("post_install", "-at_install")
class TestPartnerMerge(AsmCommon):
    """Two records of one partner that both have reported."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line()
        cls.other_line = cls._line("TST-TWO")

    def _merge(self):
        partners = (self.partner + self.other_partner).with_user(self.manager)
        wizard = partners.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, partners[0])
        self.env.flush_all()
        self.env.invalidate_all()

    def _count(self, *models):
        self.env.flush_all()
        return [self.env[model].search_count([]) for model in models]

    def test_reports_of_different_periods_move(self):
        first = self._number(self.line, value=5, site_id=self.north)
        second = self._number(
            self.line, Q2, 7, site_id=self.north, partner=self.other_partner
        )
        models = ("asm.submission", "asm.actual", "asm.actual.revision")
        before = self._count(*models)
        self._merge()
        self.assertEqual(self._count(*models), before)
        self.assertEqual((first + second).partner_id, self.partner)
        self.assertEqual(second.submission_id.partner_id, self.partner)
        self.assertEqual(second.state, "approved")

    def test_an_empty_report_gives_way_to_one_with_numbers(self):
        empty = self._submission(Q1, self.partner)
        empty.narrative = "Rain all month."
        number = self._number(
            self.line, value=5, site_id=self.north, partner=self.other_partner
        )
        empty.message_post(body="Where is it?")
        self._merge()
        self.assertFalse(empty.exists())
        report = number.submission_id
        self.assertEqual(report.partner_id, self.partner)
        self.assertEqual(report.state, "approved")
        self.assertEqual(report.narrative, "Rain all month.")
        self.assertIn("Where is it?", "".join(report.message_ids.mapped("body")))

    def test_reports_of_one_period_become_one(self):
        ours = self._number(self.line, value=5, site_id=self.north)
        theirs = self._row(
            self.line, value=7, site_id=self.south, partner=self.other_partner
        )
        same_place = self._number(
            self.other_line, value=1, site_id=self.north, partner=self.other_partner
        )
        numbers = ours + theirs + same_place
        before = self.program.program_indicator_ids.read_results(
            "2025-01-01", "2025-03-31", include_draft=True
        )
        actuals, reports = self._count("asm.actual", "asm.submission")
        self._merge()
        self.assertEqual(
            self._count("asm.actual", "asm.submission"), [actuals, reports - 1]
        )
        self.assertEqual(len(numbers.submission_id), 1)
        self.assertEqual(numbers.partner_id, self.partner)
        self.assertEqual(numbers.submission_id.state, "open", "one is a draft still")
        after = self.program.program_indicator_ids.read_results(
            "2025-01-01", "2025-03-31", include_draft=True
        )
        values = [
            {
                line: [(cell["categories"], cell["value"]) for cell in cells]
                for line, cells in results.items()
            }
            for results in (before, after)
        ]
        self.assertEqual(*values)

    def test_one_number_in_both_is_for_people_to_decide(self):
        ours = self._number(self.line, value=5, site_id=self.north)
        theirs = self._row(
            self.line, value=5, site_id=self.north, partner=self.other_partner
        )
        with self.assertRaisesRegex(UserError, "same indicator at the same") as caught:
            self._merge()
        for number in ours + theirs:
            self.assertIn(number.display_name, str(caught.exception))

    def test_assignments_roles_and_awards(self):
        assignments = self.env["asm.assignment"].create(
            [
                {
                    "program_indicator_id": self.line.id,
                    "partner_id": partner.id,
                    "site_ids": site.ids,
                    "date_end": end,
                }
                for partner, site, end in (
                    (self.partner, self.north, "2025-06-30"),
                    (self.other_partner, self.south, False),
                )
            ]
        )
        roles = self.env["asm.program.partner"].create(
            [
                {
                    "program_id": self.program.id,
                    "partner_id": partner.id,
                    "role": role,
                }
                for partner, role in (
                    (self.partner, "implementing"),
                    (self.other_partner, "implementing"),
                    (self.other_partner, "accountable"),
                )
            ]
        )
        award = self.env["asm.award"].create(
            {
                "reference": "TST-M",
                "donor_id": self.other_partner.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        self._merge()
        self.assertRecordValues(
            assignments.exists(),
            [
                {
                    "partner_id": self.partner.id,
                    "site_ids": (self.north + self.south).ids,
                    "date_end": False,
                }
            ],
        )
        self.assertEqual(
            sorted(roles.exists().mapped("role")), ["accountable", "implementing"]
        )
        self.assertEqual(roles.exists().partner_id, self.partner)
        self.assertEqual(award.donor_id, self.partner)
