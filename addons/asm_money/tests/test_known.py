"""What is known at a moment: facts by their own day, however late they are typed."""

from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from .common import MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")
class TestKnown(MoneyCommon):
    """An award of 2025 that is taken over from another system in 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.write({"amount": 1000, "date_end": "2026-12-31"})

    def _read(self, line, as_of, date_to="2025-12-31"):
        return self.award.read_financials(date_to, as_of)[line]

    def assertKnownFrom(self, day, before, line, change):
        """Check that a line changes by an amount on the day from which on it knows."""
        read = [self._read(line, as_of) for as_of in (before, day)]
        self.assertEqual(read[1] - read[0], Decimal(change))

    def test_an_amendment_by_its_signature(self):
        self.env["asm.award.amendment"].with_user(self.finance).create(
            {
                "award_id": self.award.id,
                "number": "1",
                "date_signed": "2025-05-01",
                "amount_total": 1500,
            }
        )
        self.assertKnownFrom("2025-05-01", "2025-04-30", "10d", 500)
        part = self.award.read_financials_lines("10d", "2025-12-31", "2025-05-01")[0]
        self.assertEqual(part["model"], "asm.award.amendment")

    def test_a_payment_received_by_its_receipt(self):
        self.env["asm.tranche"].with_user(self.finance).create(
            {
                "award_id": self.award.id,
                "amount": 300,
                "state": "received",
                "date_received": "2025-02-03",
            }
        )
        self.assertKnownFrom("2025-02-03", "2025-02-02", "10a", 300)

    def test_an_order_by_its_date_and_its_closing(self):
        order = (
            self.env["asm.obligation"]
            .with_user(self.finance)
            .create(
                {
                    "award_id": self.award.id,
                    "reference": "PO-1",
                    "date": "2025-03-01",
                    "amount": 80,
                }
            )
        )
        order.date_closed = "2025-09-01"
        self.assertKnownFrom("2025-03-01", "2025-02-28", "10f", 80)
        self.assertKnownFrom("2025-09-01", "2025-08-31", "10f", -80)

    def test_a_sub_award_and_its_money_by_their_days(self):
        subaward = self._subaward(500)
        expense = self._passed(subaward, "expense", 60, "2025-06-30", line=self.staff)
        advance = self._passed(subaward, "advance", 90, "2025-06-01")
        # all is decided and paid today, as the old system has it
        (expense | advance).decided_on = "2026-03-10 09:00:00"
        advance.with_user(self.finance).date_paid = "2025-06-05"
        self.assertKnownFrom("2025-02-01", "2025-01-31", "10f", 500)
        self.assertKnownFrom("2025-06-30", "2025-06-29", "10e", 60)
        self.assertKnownFrom("2025-06-05", "2025-06-04", "10b", 90)
        subaward.with_user(self.finance).date_closed = "2025-11-30"
        subaward.with_user(self.finance).action_close()
        self.assertKnownFrom("2025-11-30", "2025-11-29", "10f", -440)

    def test_a_ledger_line_by_its_posting_and_its_payment(self):
        self._spent(40, "2025-04-01", date_posted="2025-04-10", date_paid="2025-05-02")
        self.assertKnownFrom("2025-04-10", "2025-04-09", "10e", 40)
        self.assertKnownFrom("2025-05-02", "2025-05-01", "10b", 40)

    def test_what_is_in_kind_by_its_posting_where_its_evidence_comes_with_it(self):
        self._spent(
            25,
            "2025-04-01",
            funding="cost_share",
            nature="in_kind",
            valuation="appraisal",
            evidence_ids=self._evidence().ids,
        )
        self.assertKnownFrom("2025-04-01", "2025-03-31", "10j", 25)

    def test_an_indirect_rate_by_its_determination_or_its_start(self):
        self.award.indirect_method = "computed"
        Rate = self.env["asm.indirect.rate"].with_user(self.finance)
        days = {
            "award_id": self.award.id,
            "date_start": "2025-02-01",
            "date_end": "2025-12-31",
        }
        self._spent(100, "2025-02-01", date_posted="2025-01-15")
        Rate.create(days | {"rate": 10})
        self.assertKnownFrom("2025-02-01", "2025-01-31", "10e", 10)
        final = Rate.create(days | {"rate": 12, "kind": "final"})
        self.assertEqual(str(final.date_determined), "2026-03-10", "if nobody says")
        final.date_determined = "2025-08-15"
        self.assertKnownFrom("2025-08-15", "2025-08-14", "10e", 2)

    def test_a_rate_of_exchange_by_the_moment_at_which_it_was_entered(self):
        self._rate(1.1, "2025-02-01")
        found = self.award._rate_for(self.eur, self.award.date_start.replace(month=3))
        self.assertEqual(found.value, Decimal("1.1"))
        known = self.env["asm.exchange.rate"].search([("rate", "=", 1.1)])
        self.assertGreater(str(known.create_date), "2025-12-31")
