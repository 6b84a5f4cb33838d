"""Closing a period of an award: what comes later is late, and nothing changes."""

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.log_common import LogCommon

from .common import MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-04-10 12:00:00")
class TestClosing(LogCommon, MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period, cls.open_period = (
            cls.env["asm.award.period"]
            .create(
                [
                    {
                        "award_id": cls.award.id,
                        "name": name,
                        "date_start": start,
                        "date_end": end,
                    }
                    for name, start, end in (
                        ("Q1", "2025-01-01", "2025-03-31"),
                        ("Q2", "2025-04-01", "2025-06-30"),
                    )
                ]
            )
            .with_user(cls.finance)
        )

    def test_finance_closes_what_is_over(self):
        with self.assertRaises(AccessError):
            self.period.with_user(self.officer).action_close()
        with self.assertRaisesRegex(UserError, "when it is over"):
            self.open_period.action_close()
        self.period.action_close()
        self.assertEqual(self.period.closed_by, self.finance)
        self.assertEqual(str(self.period.closed_on.date()), "2025-04-10")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.period.action_close()

    def test_closing_and_opening_are_in_the_log(self):
        with self.new_entries() as new:
            self.period.action_close()
            self.period.action_reopen("A late invoice")
        self.assertEqual(
            [(one.kind, one.user_id, one.res_model, one.res_id) for one in new],
            [
                (kind, self.finance, "asm.award.period", self.period.id)
                for kind in ("closing", "period_reopening")
            ],
        )
        self.assertEqual(new[0].res_name, self.period.display_name)

    def test_what_comes_later_is_late_and_posted_after_the_closing(self):
        before = self._spent(10)
        self.period.action_close()
        late = self._spent(7, date_posted="2025-03-01", date_paid="2025-03-02")
        outside = self._spent(5, date="2025-04-02")
        self.assertEqual(
            (before | late | outside).mapped("is_late"), [False, True, False]
        )
        self.assertEqual(str(late.date_posted), "2025-04-10")
        self.assertEqual(str(late.date_paid_known), "2025-04-10")
        self.assertEqual(str(late.date), "2025-02-10")
        self.assertEqual(self.period.late_count, 1)
        self.assertEqual(self.period.late_amount, 7)
        self.assertEqual(self.award.late_count, 1)
        action = self.period.action_view_late()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(
            [(row.kind, row.res_id) for row in rows], [(late._name, late.id)]
        )

    def test_what_was_known_then_stays(self):
        self._spent(10)
        self.period.action_close()
        closed_on = self.period.closed_on
        with freeze_time("2025-04-20"):
            self._spent(7, date_posted="2025-03-01")
        sums = self.award._ledger_sums("2025-03-31", closed_on)[self.award]
        self.assertEqual(sum(one.incurred for one in sums.values()), 10)
        sums = self.award._ledger_sums("2025-03-31")[self.award]
        self.assertEqual(sum(one.incurred for one in sums.values()), 17)

    def test_a_reversal_of_what_is_in_it_is_late(self):
        line = self._spent(10)
        self.period.action_close()
        self.assertTrue(line.action_reverse("Wrong award").is_late)
        self.assertEqual(self.period.late_amount, -10)

    def test_nothing_in_it_changes(self):
        line = self._spent(10)
        order = self._order()
        self.period.action_close()
        for record, vals in (
            (line, {"name": "Other"}),
            (line, {"program_id": self.program.id}),
            (line, {"obligation_id": order.id}),
            (order, {"amount": 11}),
            (order, {"date_closed": "2025-03-05"}),
            (self.period, {"date_end": "2025-03-30"}),
        ):
            with self.assertRaisesRegex(UserError, "closed"):
                record.write(vals)
        for record in (order, self.period):
            with self.assertRaisesRegex(UserError, "closed"):
                record.unlink()
        line.date_paid = "2025-04-09"
        order.date_closed = "2025-04-05"
        self.period.write({"closed_on": False, "name": "Quarter 1"})
        self.assertTrue(self.period.closed_on)

    def test_the_database_holds_to_it(self):
        line, order = self._spent(10), self._order()
        self.period.action_close()
        late = self._spent(7)
        self.env.flush_all()
        columns = (
            "name, date, company_id, amount, award_id, funding, nature, rate, "
            "amount_transaction, transaction_currency_id, amount_award, date_posted"
        )
        again = f"SELECT {columns} FROM account_analytic_line WHERE id = %s"
        for query, number in (
            ("UPDATE account_analytic_line SET name = 'x' WHERE id = %s", line.id),
            ("UPDATE account_analytic_line SET is_late = FALSE WHERE id = %s", late.id),
            ("UPDATE asm_obligation SET amount = 1 WHERE id = %s", order.id),
            ("DELETE FROM asm_obligation WHERE id = %s", order.id),
            (
                "UPDATE asm_award_period SET date_end = '2025-03-01' WHERE id = %s",
                self.period.id,
            ),
            (
                f"INSERT INTO account_analytic_line ({columns}) {again}",
                line.id,
            ),
        ):
            with (
                self.subTest(query),
                self.assertRaises(psycopg2.errors.CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [number])

    def _order(self):
        return (
            self.env["asm.obligation"]
            .with_user(self.finance)
            .create(
                {
                    "award_id": self.award.id,
                    "reference": "PO 1",
                    "date": "2025-03-01",
                    "amount": 10,
                }
            )
        )

    # -- opening again --

    def test_opening_again_takes_a_reason_which_is_kept(self):
        self.period.action_close()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.period.action_reopen(" ")
        with self.assertRaises(AccessError):
            self.period.with_user(self.officer).action_reopen("Audit")
        self.env["asm.award.reopening"].with_user(self.finance).create(
            {"period_id": self.period.id, "reason": "Audit"}
        ).action_reopen()
        self.assertFalse(self.period.closed_on)
        self.assertFalse(self._spent(7).is_late)
        self.period.action_close()
        closings = self.period.closing_ids.sorted("id")
        self.assertEqual(closings.mapped("reason"), ["Audit", False])
        self.assertEqual(closings[0].reopened_by, self.finance)
        with self.assertRaisesRegex(UserError, "is kept"):
            closings.sudo().unlink()
        with self.assertRaises(AccessError):
            closings.with_user(self.finance).write({"reason": "Other"})
