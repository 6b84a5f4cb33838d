"""One invoice split over several awards: the parts make it, and nothing beyond."""

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

from .common import MoneyCommon


@tagged("post_install", "-at_install")
class TestVoucher(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._award("GR-2", currency_id=cls.eur.id, rate_policy="fixed")
        cls._rate(
            0.9, "2025-01-01", cls.usd, cls.eur, kind="fixed", award_id=cls.other.id
        )
        cls.third = cls._award("GR-3", currency_id=cls.eur.id, rate_policy="month")
        cls._rate(0.95, "2025-02-01", cls.usd, cls.eur, kind="month", source="EC")

    def _voucher(self, amount, *parts, **values):
        names = {
            "reference": "INV 7",
            "name": "Rent",
            "date": "2025-02-10",
            "amount": amount,
            "currency_id": self.usd.id,
            "part_ids": [
                Command.create({"award_id": award.id, name: part})
                for award, name, part in parts
            ],
        }
        return (
            self.env["asm.voucher"].with_user(self.finance).create(names | values)
        )  # fmt: skip

    def _thirds(self, amount=100):
        return self._voucher(
            amount,
            (self.award, "percentage", 33.34),
            (self.other, "percentage", 33.33),
            (self.third, "percentage", 33.33),
        )

    def test_parts_add_up_each_by_the_rule_of_its_award(self):
        voucher = self._thirds(100.01)
        voucher.action_post()
        lines = voucher.line_ids.sorted("id")
        self.assertEqual(lines.mapped("amount_transaction"), [33.35, 33.33, 33.33])
        self.assertEqual(lines.mapped("amount_award"), [33.35, 30.0, 31.66])
        self.assertEqual(lines.mapped("rate"), [1, 0.9, 0.95])
        self.assertEqual(lines.mapped("rate_source"), [False, "ECB", "EC"])
        self.assertEqual(voucher.amount_posted, 100.01)
        self.assertEqual(voucher.state, "posted")

    def test_a_credit_note_is_split_as_well(self):
        voucher = self._thirds(-0.02)
        voucher.action_post()
        self.assertEqual(sum(voucher.line_ids.mapped("amount_transaction")), -0.02)

    def test_parts_that_do_not_make_the_whole_are_refused(self):
        short = self._voucher(100, (self.award, "percentage", 90))
        with self.assertRaisesRegex(UserError, "90.0 %, not 100 %"):
            short.action_post()
        over = self._voucher(
            100,
            (self.award, "amount", 60),
            (self.other, "amount", 60),
            split_by="amount",
            reference="INV 8",
        )
        with self.assertRaisesRegex(UserError, "make .*120.*over .*100"):
            over.action_post()
        self.assertFalse((short | over).line_ids)

    def test_nothing_is_charged_beyond_the_invoice(self):
        voucher = self._thirds()
        voucher.action_post()
        with self.assertRaisesRegex(ValidationError, "INV 7 is over"):
            self._spent(1, voucher_id=voucher.id)
        with self.assertRaisesRegex(ValidationError, "INV 7 is over"):
            self._spent(1).voucher_id = voucher

    def test_lines_of_a_ledger_may_name_their_invoice_up_to_its_amount(self):
        voucher = self._voucher(10)
        self._spent(6, voucher_id=voucher.id)
        self._spent(4).voucher_id = voucher
        self.assertEqual(voucher.amount_posted, 10)
        with self.assertRaises(ValidationError):
            self._spent(1, voucher_id=voucher.id)

    def test_the_database_holds_to_it(self):
        voucher = self._voucher(10)
        self._spent(10, voucher_id=voucher.id)
        line = self._spent(1)
        euro = self._spent(
            1,
            award_id=self.other.id,
            budget_line_id=False,
            transaction_currency_id=self.eur.id,
        )
        self.env.flush_all()
        for number in (line.id, euro.id):
            with (
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    "UPDATE account_analytic_line SET voucher_id = %s WHERE id = %s",
                    [voucher.id, number],
                )

    def test_reversed_it_can_be_split_anew(self):
        voucher = self._thirds()
        voucher.action_post()
        with self.assertRaisesRegex(UserError, "Reverse it first"):
            voucher.amount = 90
        with self.assertRaisesRegex(UserError, "Reverse it first"):
            voucher.part_ids[0].percentage = 30
        with self.assertRaises(UserError):
            voucher.unlink()
        self.env["asm.ledger.reversal"].with_user(self.finance).create(
            {"voucher_id": voucher.id, "reason": "Wrong shares"}
        ).action_reverse()
        self.assertEqual((voucher.state, voucher.amount_posted), ("draft", 0))
        voucher.part_ids = [
            Command.clear(),
            Command.create({"award_id": self.award.id, "percentage": 100}),
        ]
        voucher.action_post()
        self.assertEqual(voucher.amount_posted, 100)
        self.assertEqual(len(voucher.line_ids), 7)

    def test_its_payment_is_that_of_its_parts(self):
        voucher = self._thirds()
        voucher.action_post()
        voucher.date_paid = "2025-03-01"
        days = {str(day) for day in voucher.line_ids.mapped("date_paid")}
        self.assertEqual(days, {"2025-03-01"})

    def test_a_missing_rate_posts_nothing(self):
        voucher = self._thirds()
        voucher.date = "2025-03-10"
        with self.assertRaisesRegex(UserError, "USD to EUR"):
            voucher.action_post()
        self.assertEqual(voucher.state, "draft")
        tried.fault("exchange rate missing for an invoice", "a draft as before")

    def test_an_invoice_is_entered_once(self):
        self._thirds()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._thirds()

    def test_officers_do_not_post(self):
        voucher = self._thirds().with_user(self.officer)
        with self.assertRaises(AccessError):
            voucher.action_post()

    def test_chosen_lines_are_reversed_from_the_list(self):
        lines = self._spent(1) + self._spent(2)
        self.env["asm.ledger.reversal"].with_user(self.finance).with_context(
            active_model="account.analytic.line", active_ids=lines.ids
        ).create({"reason": "Entered twice"}).action_reverse()
        self.assertEqual(sorted(lines.reversal_ids.mapped("amount_award")), [-2, -1])
