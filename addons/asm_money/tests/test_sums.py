"""What was spent of an award: the sums that all its pages and reports add up."""

from decimal import Decimal

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MoneyCommon


@tagged("post_install", "-at_install")
class TestSums(MoneyCommon):
    def _sums(self, date_to="2025-12-31", as_of=None, **wanted):
        """Return what the keys with these parts add up to, as plain strings."""
        sums = self.award._ledger_sums(date_to, as_of)[self.award]
        chosen = [
            (amounts.incurred, amounts.paid, amounts.owed)
            for key, amounts in sums.items()
            if wanted.items() <= key._asdict().items()
        ]
        return tuple(
            str(sum(parts, Decimal("0.00"))) for parts in zip(*chosen, strict=True)
        )

    def test_incurred_paid_and_owed_by_line(self):
        self._spent(100.10, date_paid="2025-02-20")
        self._spent(50, date="2025-03-31")
        self._spent(7, date="2025-04-01", date_paid="2025-03-30", line=self.travel)
        found = self._sums("2025-03-31", budget_line_id=self.staff.id)
        self.assertEqual(found, ("150.10", "100.10", "50.00"))
        found = self._sums("2025-03-31", budget_line_id=self.travel.id)
        self.assertEqual(found, ("0.00", "7.00", "0.00"), "paid before its day")

    def test_what_an_order_had_announced_by_the_day(self):
        order = self.env["asm.obligation"].create(
            {"award_id": self.award.id, "reference": "PO", "amount": 100}
            | {"date": "2025-01-05"}
        )
        self._spent(30)
        self._spent(20, date="2025-03-31", obligation_id=order.id)
        self._spent(
            7, date="2025-04-01", date_paid="2025-03-30", obligation_id=order.id
        )
        [amounts] = self.award._ledger_sums("2025-03-31")[self.award].values()
        self.assertEqual((amounts.incurred, amounts.ordered), (50, 20))

    def test_what_was_posted_or_paid_later_was_not_known(self):
        self._spent(100, date_posted="2025-04-10")
        line = self._spent(10, date_posted="2025-02-11")
        with freeze_time("2025-04-01"):
            line.date_paid = "2025-02-12"
        self.assertEqual(
            self._sums("2025-03-31", "2025-03-31"), ("10.00", "0.00", "10.00")
        )
        self.assertEqual(self._sums("2025-03-31"), ("110.00", "10.00", "100.00"))

    def test_an_in_kind_share_counts_with_valuation_and_evidence(self):
        values = {"funding": "cost_share", "nature": "in_kind", "valuation": "hours"}
        line = self._spent(
            0, **values, valuation_quantity=8, valuation_price=12.5, subaward_id=False
        )
        self.assertEqual(line.amount_award, 100)
        self.assertEqual(self.award._ledger_sums("2025-12-31"), {self.award: {}})
        attachment = self.env["ir.attachment"].create({"name": "a", "raw": b"hours"})
        evidence = self.env["mtm.evidence"].create({"attachment_id": attachment.id})
        line.evidence_ids = evidence
        self.assertEqual(self._sums(), ("100.00", "100.00", "0.00"))
        line.evidence_ids = False
        self.assertFalse(line.date_evidenced)

    def test_the_funder_s_page_reads_what_the_donor_paid_for(self):
        self._spent(100)
        self._spent(40, funding="cost_share")
        self._spent(30, nature="income", funding="program_income")
        self.assertEqual(
            self.award._spent_by_line("2025-12-31", None), {self.staff.id: 100}
        )

    def test_only_who_may_read_the_award(self):
        portal = self.env.ref("base.public_user")
        with self.assertRaises(AccessError):
            self.award.with_user(portal)._ledger_sums("2025-12-31")
