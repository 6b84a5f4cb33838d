"""Posted journal entries arrive in the ledgers of the awards, and stay there right."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.asm_money.tests.common import MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-03-10 12:00:00")
class TestEntries(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "accountant",
            groups="account.group_account_manager,analytic.group_analytic_accounting",
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Supplier"})
        cls.accounts = {
            code: cls.env["account.account"].create(
                {
                    "code": code,
                    "name": code,
                    "account_type": kind,
                    "reconcile": kind == "liability_payable",
                }
            )
            for code, kind in (
                ("910001", "expense"),
                ("910002", "liability_payable"),
                ("910003", "asset_cash"),
                ("910004", "income"),
            )
        }
        cls.purchases, cls.other = cls.env["account.journal"].create(
            [
                {
                    "name": "Bills of awards",
                    "code": "BAW",
                    "type": "purchase",
                    "default_account_id": cls.accounts["910001"].id,
                },
                {"name": "Entries of awards", "code": "EAW", "type": "general"},
            ]
        )
        cls.supplier.property_account_payable_id = cls.accounts["910002"]

    def _bill(self, amount, distribution, currency=None, **values):
        bill = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.supplier.id,
                    "journal_id": self.purchases.id,
                    "invoice_date": "2025-02-10",
                    "date": "2025-02-28",
                    "currency_id": (currency or self.usd).id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Hotel",
                                "account_id": self.accounts["910001"].id,
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [],
                                "analytic_distribution": {
                                    str(account.id): part
                                    for account, part in distribution.items()
                                },
                            }
                        )
                    ],
                }
                | values
            )
        )
        bill.action_post()
        return bill

    def _lines(self, award=None):
        return self.env["account.analytic.line"].search(
            [("award_id", "=", (award or self.award).id)], order="id"
        )

    def _travel(self):
        return {self.travel.analytic_account_id: 100}

    def _total(self):
        return sum(self._lines().mapped("amount_award"))

    def _pay(self, bill):
        payment = self.env["account.move"].create(
            {
                "journal_id": self.other.id,
                "date": "2025-03-05",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.accounts[code].id,
                            "partner_id": self.supplier.id,
                            "debit": debit,
                            "credit": credit,
                        }
                    )
                    for code, debit, credit in (
                        ("910002", bill.amount_total, 0),
                        ("910003", 0, bill.amount_total),
                    )
                ],
            }
        )
        payment.action_post()
        owed = (bill.sudo() | payment).line_ids
        owed.filtered(
            lambda line: line.account_id == self.accounts["910002"]
        ).reconcile()

    def test_a_bill_is_charged_to_award_and_budget_line(self):
        bill = self._bill(70, self._travel())
        line = self._lines()
        self.assertEqual(line.budget_line_id, self.travel)
        self.assertEqual((line.amount_award, line.amount), (70, -70))
        self.assertEqual((line.funding, line.nature), ("donor", "direct"))
        self.assertEqual(str(line.date), "2025-02-10")
        self.assertEqual(str(line.date_posted), "2025-03-10")
        self.assertFalse(line.date_paid)
        self.assertEqual(line.ledger_entry, bill.name)

    def test_a_foreign_bill_is_converted_by_the_award_s_rule(self):
        self.env["res.currency.rate"].create(
            {"currency_id": self.eur.id, "name": "2025-01-01", "rate": 0.5}
        )
        self._rate(1.1, "2025-02-01")
        other = self._award("GR-2", currency_id=self.eur.id)
        self._bill(
            100.01,
            {self.travel.analytic_account_id: 50, other.analytic_account_id: 50},
            self.eur,
        )
        here, there = self._lines(), self._lines(other)
        self.assertEqual(here.transaction_currency_id, self.eur)
        total = here.amount_transaction + there.amount_transaction
        self.assertEqual(round(total, 2), 100.01)
        self.assertEqual(here.rate_source, "ECB")
        self.assertEqual(here.amount_award, round(here.amount_transaction * 1.1, 2))
        self.assertEqual(there.amount_award, there.amount_transaction)

    def test_a_missing_rate_stops_the_posting(self):
        self.env["res.currency.rate"].create(
            {"currency_id": self.eur.id, "name": "2025-01-01", "rate": 0.5}
        )
        with self.assertRaisesRegex(UserError, "EUR to USD for 02/10/2025"):
            self._bill(100, self._travel(), self.eur)

    def test_it_is_paid_when_the_bill_is(self):
        bill = self._bill(70, self._travel())
        self._pay(bill)
        line = self._lines()
        self.assertEqual(str(line.date_paid), "2025-03-05")
        self.assertEqual(str(line.date_paid_known), "2025-03-10")

    def test_a_payment_undone_leaves_it_owed(self):
        bill = self._bill(70, self._travel())
        self._pay(bill)
        bill.sudo().line_ids.remove_move_reconcile()
        lines = self._lines()
        self.assertEqual(lines.mapped("amount_award"), [70, -70, 70])
        self.assertEqual([bool(line.date_paid) for line in lines], [True, True, False])
        self.assertEqual(lines[2].move_line_id.move_id, bill)

    def test_back_to_draft_on_its_day_it_is_gone_and_comes_once(self):
        bill = self._bill(70, self._travel())
        bill.button_draft()
        self.assertFalse(self._lines())
        bill.action_post()
        self.assertEqual(self._lines().mapped("amount_award"), [70])

    def test_back_to_draft_later_it_is_reversed_and_comes_once(self):
        bill = self._bill(70, self._travel())
        with freeze_time("2025-03-20"):
            bill.button_draft()
            self.assertEqual(self._lines().mapped("amount_award"), [70, -70])
            bill.invoice_line_ids.price_unit = 80
            bill.action_post()
        self.assertEqual(self._lines().mapped("amount_award"), [70, -70, 80])
        known = self.award._ledger_sums("2025-03-31", "2025-03-15")[self.award]
        self.assertEqual(sum(one.incurred for one in known.values()), 70)
        with freeze_time("2025-03-20"):
            bill.button_draft()
            bill.unlink()
        self.assertEqual(self._total(), 0)

    def test_in_a_closed_period_it_is_reversed_as_late(self):
        period = self.env["asm.award.period"].create(
            {
                "award_id": self.award.id,
                "name": "Q",
                "date_start": "2025-01-01",
                "date_end": "2025-02-28",
            }
        )
        bill = self._bill(70, self._travel())
        period.with_user(self.finance).action_close()
        bill.button_draft()
        self.assertEqual(self._lines().mapped("is_late"), [False, True])
        bill.action_post()
        self.assertEqual(self._lines().mapped("is_late"), [False, True, True])
        self.assertEqual(self._total(), 70)

    def test_another_distribution_moves_it(self):
        bill = self._bill(70, self._travel())
        account = self.staff.analytic_account_id
        with freeze_time("2025-03-20"):
            bill.invoice_line_ids.analytic_distribution = {str(account.id): 100}
        sums = {
            line: sum(
                self._lines()
                .filtered(lambda one, line=line: one.budget_line_id == line)
                .mapped("amount_award")
            )
            for line in (self.staff, self.travel)
        }
        self.assertEqual(sums, {self.staff: 70, self.travel: 0})

    def test_a_payment_entry_is_paid_at_once_and_income_is_positive(self):
        self.accounts["910001"].write(
            {"award_nature": "indirect", "award_funding": "cost_share"}
        )
        account = {str(self.staff.analytic_account_id.id): 100}
        entry = self.env["account.move"].create(
            {
                "journal_id": self.other.id,
                "date": "2025-02-20",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.accounts[code].id,
                            "debit": debit,
                            "credit": credit,
                            "analytic_distribution": charged,
                        }
                    )
                    for code, debit, credit, charged in (
                        ("910001", 30, 0, account),
                        ("910004", 0, 12, account),
                        ("910003", 0, 18, False),
                    )
                ],
            }
        )
        entry.action_post()
        cost, income = self._lines().sorted(lambda line: line.nature != "indirect")
        self.assertEqual((cost.amount_award, cost.funding), (30, "cost_share"))
        self.assertEqual((income.nature, income.amount_award), ("income", 12))
        self.assertEqual(
            {str(line.date_paid) for line in self._lines()}, {"2025-02-20"}
        )

    def test_finance_corrects_it_in_the_entry(self):
        self._bill(70, self._travel())
        with self.assertRaisesRegex(UserError, "Correct it there"):
            self._lines().with_user(self.finance).action_reverse()
