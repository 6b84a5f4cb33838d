"""What else than ledger lines comes into a closed period: late, and then it stays."""

from decimal import Decimal

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MoneyCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-04-10 12:00:00")
class TestClosingFacts(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.award.indirect_method = "computed"
        cls.period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "Q1",
                "date_start": "2025-01-01",
                "date_end": "2025-03-31",
            }
        )

    def _close(self):
        self.period.with_user(self.finance).action_close()

    def _create(self, model, **values):
        values = {"award_id": self.award.id, **values}
        return self.env[model].with_user(self.finance).create(values)

    def _order(self, reference="PO-1"):
        return self._create(
            "asm.obligation", reference=reference, date="2025-03-01", amount=80
        )

    def _received(self, amount=300):
        return self._create(
            "asm.tranche", amount=amount, state="received", date_received="2025-02-03"
        )

    def _facts(self):
        """Return facts of every kind that are dated in the first quarter."""
        subaward = self._subaward(500, "SUB-2")
        return {
            "order": self._order("PO-2"),
            "payment": self._received(),
            "subaward": subaward,
            "expense": self._passed(
                subaward, "expense", 60, "2025-03-31", line=self.staff
            ),
            "amendment": self._create(
                "asm.award.amendment",
                number="1",
                date_signed="2025-03-02",
                cost_share_required=70,
            ),
            "rate": self._create(
                "asm.indirect.rate",
                rate=10,
                date_start="2025-01-01",
                date_end="2025-12-31",
            ),
        }

    def test_what_comes_later_is_late_and_not_in_what_was_known(self):
        self._close()
        closed_on = self.period.closed_on
        before = self.award.read_financials("2025-03-31", closed_on)
        # on the same day still
        with freeze_time("2025-04-10 15:00:00"):
            facts = self._facts()
            ledger = self._spent(7)
        for name, record in facts.items():
            self.assertEqual(str(record.late_on), "2025-04-10 15:00:00", name)
        self.assertEqual(self.award.read_financials("2025-03-31", closed_on), before)
        after = self.award.read_financials("2025-03-31")
        changed = {line for line in after if after[line] != before[line]}
        self.assertGreaterEqual(changed, {"10a", "10e", "10f", "10i", "box11"})
        kinds = {
            (one.kind, one.res_id)
            for one in self.env["asm.award.late.fact"]
            .with_user(self.officer)
            .search(self.period.action_view_late()["domain"])
        }
        self.assertEqual(
            kinds, {(one._name, one.id) for one in (*facts.values(), ledger)}
        )
        self.assertEqual(self.period.late_count, len(kinds))
        self.assertEqual(self.period.late_amount, 60 + 7)
        self.assertEqual(self.award.late_count, len(kinds))

    def test_each_row_opens_its_record(self):
        self._close()
        self._facts()
        self._spent(7)
        rows = self.env["asm.award.late.fact"].search(
            [("award_id", "=", self.award.id)]
        )
        for row in rows.with_user(self.officer):
            action = row.action_open()
            opened = self.env[action["res_model"]].browse(action["res_id"])
            self.assertEqual(opened.award_id, self.award, row.kind)

    def test_before_the_closing_nothing_is_late(self):
        facts = self._facts()
        self._close()
        for name, record in facts.items():
            self.assertFalse(record.late_on, name)
        self.assertEqual(self.period.late_count, 0)

    def test_a_payment_that_is_asked_for_is_late_when_it_is_received(self):
        planned = self._create(
            "asm.tranche", name="First", date="2025-02-01", amount=300
        )
        planned.action_request()
        self._close()
        self.assertFalse(planned.late_on)
        planned.date_received = "2025-03-30"
        planned.action_receive()
        self.assertTrue(planned.late_on)

    def test_a_line_is_late_when_it_is_approved_or_paid_after_the_closing(self):
        subaward = self._subaward(500)
        waiting = self._passed(subaward, "payment", 40, "2025-03-20")
        approved = self._passed(subaward, "payment", 50, "2025-03-20")
        waiting.sudo().write({"state": "draft", "decided_by": False})
        self._close()
        closed_on = self.period.closed_on
        with freeze_time("2025-04-11"):
            waiting.sudo().write({"state": "approved", "decided_by": self.finance.id})
            approved.with_user(self.finance).date_paid = "2025-03-25"
        self.assertTrue(waiting.late_on)
        self.assertFalse(approved.late_on)
        self.assertTrue(approved.paid_late_on)
        read = self.award.read_financials
        self.assertEqual(read("2025-03-31", closed_on)["10b"], 0)
        self.assertEqual(read("2025-03-31")["10b"], Decimal(50))
        self.assertEqual(self.period.late_count, 2)

    def test_nothing_in_it_changes(self):
        facts = self._facts()
        self._close()
        for name, vals in (
            ("order", {"amount": 11}),
            ("payment", {"amount_received": 1}),
            ("subaward", {"amount": 501}),
            ("subaward", {"date_closed": "2025-03-05"}),
            ("expense", {"amount": 61}),
            ("amendment", {"cost_share_required": 1}),
            ("rate", {"rate": 11}),
        ):
            # nor where the system writes
            with self.subTest(name), self.assertRaisesRegex(UserError, "Q1"):
                facts[name].sudo().write(vals)
        for name in ("order", "expense", "amendment", "rate"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "Q1"):
                facts[name].sudo().unlink()
        facts["subaward"].user_id = self.manager
        facts["order"].name = "Two pumps"

    def test_what_moves_into_it_is_late(self):
        order = self._create(
            "asm.obligation", reference="PO-3", date="2025-04-02", amount=5
        )
        self._close()
        self.assertFalse(order.late_on)
        order.date = "2025-03-30"
        self.assertTrue(order.late_on)

    def test_when_it_came_is_not_for_typing(self):
        self._close()
        order = self._order()
        order.late_on = "2025-01-01"
        self.assertEqual(str(order.late_on), "2025-04-10 12:00:00")

    def test_a_sub_award_that_ended_in_it_is_closed_later(self):
        subaward = self._subaward(500, date_end="2025-03-15")
        self._close()
        subaward.with_user(self.finance).action_close()
        self.assertEqual(str(subaward.date_closed), "2025-04-10")

    def test_the_database_holds_to_it(self):
        facts = self._facts()
        self._close()
        self.env.flush_all()
        for name, change in (
            ("order", "amount = 1"),
            ("payment", "amount_received = 1"),
            ("subaward", "amount = 1"),
            ("expense", "amount = 1"),
            ("amendment", "cost_share_required = 1"),
            ("rate", "rate = 1"),
        ):
            record = facts[name]
            for query in (
                f"UPDATE {record._table} SET {change} WHERE id = %s",
                f"DELETE FROM {record._table} WHERE id = %s",
            ):
                with (
                    self.subTest(query),
                    self.assertRaises(psycopg2.errors.CheckViolation),
                    mute_logger("odoo.sql_db"),
                    self.cr.savepoint(),
                ):
                    self.cr.execute(query, [record.id])
