"""Obligations, sub-awards, indirect cost and cost share, one at a time."""

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MoneyCommon


@tagged("post_install", "-at_install")
class TestObligation(MoneyCommon):
    def _order(self, amount=100, reference="PO-1", **values):
        return (
            self.env["asm.obligation"]
            .with_user(self.finance)
            .create(
                {
                    "award_id": self.award.id,
                    "reference": reference,
                    "date": "2025-02-01",
                    "amount": amount,
                    **values,
                }
            )
        )

    def test_liquidated_in_parts_then_closed(self):
        order = self._order()
        self.assertEqual((order.state, order.amount_open), ("open", 100))
        self._spent(30, obligation_id=order.id)
        self.assertEqual((order.state, order.amount_open), ("part", 70))
        self._spent(60, obligation_id=order.id)
        self.assertEqual(order.amount_liquidated, 90)
        with freeze_time("2025-03-05"):
            order.action_close()
            self.assertEqual(order.state, "closed")
        self.assertEqual(str(order.date_closed), "2025-03-05")
        self.assertEqual(order.amount_open, 0, "what was left is released")
        read = self.award.read_financials
        self.assertEqual(float(read("2025-03-04")["10f"]), 10)
        self.assertEqual(float(read("2025-03-05")["10f"]), 0)
        with self.assertRaisesRegex(UserError, "closed already"):
            order.date_closed = False

    def test_closed_after_the_award_it_ends_with_the_award(self):
        order = self._order()
        with freeze_time("2027-02-01"):
            order.action_close()
        self.assertEqual(str(order.date_closed), "2026-12-31")

    def test_more_than_ordered_is_shown_and_not_refused(self):
        order = self._order()
        self._spent(130, obligation_id=order.id)
        self.assertEqual((order.amount_open, order.amount_over), (0, 30))
        self.assertEqual(order.state, "liquidated")
        warnings = self.award.read_sf425("2025-12-31")["warnings"]
        self.assertTrue(any("PO-1" in one and "30.00" in one for one in warnings))

    def test_what_was_invoiced_on_stays_as_ordered(self):
        order = self._order()
        order.amount = 120
        self._spent(30, obligation_id=order.id)
        with self.assertRaisesRegex(UserError, "stays as it was"):
            order.amount = 90

    def test_an_order_in_euros_that_is_invoiced_is_not_open(self):
        self._rate(1.1, "2025-02-01")
        self._rate(1.2, "2025-02-10")
        order = self._order(currency_id=self.eur.id)
        self.assertEqual((order.amount_award, order.amount_open), (110, 110))
        in_euros = {"transaction_currency_id": self.eur.id, "obligation_id": order.id}
        self._spent(50, **in_euros)
        self.assertEqual(order.amount_open, 55, "50 EUR at the order's rate")
        self._spent(50, **in_euros)
        self.assertEqual((order.amount_open, order.amount_over), (0, 0))
        self.assertEqual(order.amount_liquidated, 120)

    def test_no_order_without_a_rate(self):
        with self.assertRaisesRegex(UserError, "EUR to USD"):
            self._order(currency_id=self.eur.id)

    def test_officers_do_not_close(self):
        with self.assertRaises(AccessError):
            self._order().with_user(self.officer).action_close()


@tagged("post_install", "-at_install")
class TestSubaward(MoneyCommon):
    def test_owed_on_accrual_and_on_cash_are_different(self):
        subaward = self._subaward(1000)
        self._passed(subaward, "advance", 300, "2025-02-05", "2025-02-05")
        self._passed(subaward, "expense", 450, "2025-03-31", line=self.staff)
        self.assertEqual((subaward.open_accrual, subaward.open_cash), (550, 700))
        self.assertEqual((subaward.owed_award, subaward.advance_award), (150, 0))
        read = self.award.read_financials
        self.assertEqual(float(read("2025-03-31")["10f"]), 550)
        self.award.accounting_basis = "cash"
        self.assertEqual(float(read("2025-03-31")["10f"]), 700)
        subaward.with_user(self.finance).action_close()
        self.assertEqual(str(subaward.date_closed), "2025-12-31")
        self.assertEqual((subaward.open_accrual, subaward.open_cash), (0, 150))

    def test_a_refund_lessens_what_was_paid(self):
        subaward = self._subaward(1000)
        self._passed(subaward, "advance", 300, "2025-02-05", "2025-02-05")
        self._passed(subaward, "refund", 40, "2025-03-05")
        self.assertEqual(subaward.paid_award, 260)
        self.assertEqual(float(self.award.read_financials("2025-12-31")["10b"]), 260)

    def test_each_line_has_the_rate_of_its_day(self):
        self._rate(1.1, "2025-02-01")
        self._rate(1.2, "2025-02-20")
        subaward = self._subaward(1000, currency_id=self.eur.id)
        self.assertEqual((subaward.amount_award, subaward.rate), (1100, 1.1))
        advance = self._passed(subaward, "advance", 300, "2025-02-05", "2025-02-21")
        self.assertEqual((advance.amount_award, advance.rate), (360, 1.2))
        expense = self._passed(subaward, "expense", 100, "2025-02-10", line=self.staff)
        self.assertEqual(expense.amount_award, 110)
        found = self.award.read_financials("2025-12-31")
        self.assertEqual((float(found["10b"]), float(found["10e"])), (360, 110))
        self.assertEqual(float(found["10f"]), 990, "900 EUR at 1.1")

    def test_no_rate_no_start(self):
        with self.assertRaisesRegex(UserError, "EUR to USD"):
            self._subaward(1000, currency_id=self.eur.id)

    def test_a_payment_is_known_from_its_day_whenever_it_is_entered(self):
        subaward = self._subaward(1000)
        line = self._passed(subaward, "payment", 80, "2025-02-05")
        line = line.with_user(self.finance)
        with freeze_time("2025-04-20"):
            with self.assertRaisesRegex(UserError, "still to come"):
                line.date_paid = "2025-04-21"
            line.date_paid = "2025-02-28"
            with self.assertRaisesRegex(UserError, "paid already"):
                line.date_paid = "2025-02-27"
        read = self.award.read_financials
        self.assertEqual(float(read("2025-03-31", "2025-02-27")["10b"]), 0)
        self.assertEqual(float(read("2025-03-31", "2025-02-28")["10b"]), 80)
        with self.assertRaises(AccessError):
            line.with_user(self.officer).date_paid = "2025-02-26"

    def test_postings_count_once_and_are_reconciled(self):
        subaward = self._subaward(1000)
        self._spent(70, subaward_id=subaward.id)
        read = self.award.read_financials
        found = read("2025-12-31")
        self.assertEqual(float(found["10e"]), 70, "the ledger alone says it")
        self.assertEqual(float(found["10f"]), 930)
        self._passed(subaward, "expense", 100, "2025-03-31", line=self.staff)
        self.assertEqual(float(read("2025-12-31")["10e"]), 100)
        self.assertEqual((subaward.posted_award, subaward.posted_difference), (70, -30))

    def test_it_follows_from_a_signed_agreement_with_the_partner(self):
        kind = self.env["agreement.type"].create({"name": "Sub-grant"})
        agreement = self.env["agreement"].create(
            {
                "name": "Sub-grant of the Association",
                "code": "AG-1",
                "agreement_type_id": kind.id,
                "partner_id": self.partner.id,
                "start_date": "2025-02-01",
                "end_date": "2025-12-31",
            }
        )
        action = agreement.with_user(self.finance).action_new_subaward()
        defaults = action["context"]
        self.assertEqual(defaults["default_partner_id"], self.partner.id)
        self.assertEqual(defaults["default_reference"], "AG-1")
        with self.assertRaises(AccessError):
            agreement.with_user(self.officer).action_new_subaward()
        subaward = self.env["asm.subaward"].create(
            {
                "award_id": self.award.id,
                "program_id": self.program.id,
                "amount": 10,
                **{key[len("default_") :]: v for key, v in defaults.items()},
            }
        )
        with self.assertRaisesRegex(UserError, "not signed yet"):
            subaward.with_user(self.finance).action_start()
        self.assertEqual(agreement.with_user(self.officer).subaward_count, 1)
        with self.assertRaisesRegex(ValidationError, "with the sub-grantee"):
            subaward.partner_id = self.other_partner

    def test_who_failed_a_check_gets_no_money(self):
        check = self.env["mtm.vetting"].create(
            {"partner_id": self.partner.id, "kind": "sanctions"}
        )
        check.sudo().write(
            {
                "result": "failed",
                "date": "2025-01-10",
                "requested_by": self.officer.id,
                "decided_by": self.manager.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "failed"):
            self._subaward(1000)


@tagged("post_install", "-at_install")
class TestIndirect(MoneyCommon):
    def _indirect(self, rate, kind="provisional", **values):
        return (
            self.env["asm.indirect.rate"]
            .with_user(self.finance)
            .create(
                {
                    "award_id": self.award.id,
                    "kind": kind,
                    "rate": rate,
                    "date_start": "2025-01-01",
                    "date_end": "2025-12-31",
                    **values,
                }
            )
        )

    def test_posted_or_computed_never_both(self):
        indirect = {"nature": "indirect"}
        self.award.indirect_method = "posted"
        self._spent(10, **indirect)
        with self.assertRaisesRegex(ValidationError, "never both"):
            self.award.indirect_method = "computed"
        other = self._award("GR-2", currency_id=self.usd.id)
        other.indirect_method = "computed"
        with self.assertRaisesRegex(ValidationError, "count it twice"):
            self._spent(10, **indirect, award_id=other.id, budget_line_id=False)

    def test_what_was_reversed_is_not_posted_any_more(self):
        self.award.indirect_method = "posted"
        self._spent(10, nature="indirect").action_reverse("Computed from now on")
        self.award.indirect_method = "computed"
        self.assertEqual(float(self.award.read_financials("2025-12-31")["10e"]), 0)

    def test_the_database_holds_to_posted_or_computed(self):
        self.award.indirect_method = "posted"
        line = self._spent(10, nature="indirect")
        other = self._award("GR-2", currency_id=self.usd.id)
        other.indirect_method = "computed"
        self.env.flush_all()
        columns = (
            "name, date, company_id, amount, award_id, funding, nature, rate, "
            "amount_transaction, transaction_currency_id, amount_award, date_posted"
        )
        for query, number in (
            (
                "UPDATE asm_award SET indirect_method = 'computed' WHERE id = %s",
                self.award.id,
            ),
            (
                f"INSERT INTO account_analytic_line ({columns}) SELECT "
                + columns.replace("award_id", str(other.id))
                + " FROM account_analytic_line WHERE id = %s",
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

    def test_posted_stands_in_box_11_beside_its_base(self):
        self.award.indirect_method = "posted"
        self._indirect(10)
        self._spent(200)
        self._spent(19, nature="indirect")
        found = self.award.read_financials("2025-12-31")
        [row] = found["box11"]
        self.assertEqual(float(row["base"]), 200)
        self.assertEqual(float(row["amount_charged"]), 19)
        self.assertEqual(float(found["10e"]), 219)
        self.assertEqual(float(found["10b"]), 19, "charged, though nothing is paid")

    def test_a_final_rate_is_trued_up(self):
        self.award.indirect_method = "posted"
        self._indirect(10)
        final = self._indirect(12, "final")
        self._spent(200)
        self._spent(20, nature="indirect")
        self.assertEqual((final.true_up_charged, final.true_up_due), (20, 24))
        context = final.action_propose_true_up()["context"]
        self.assertEqual(context["default_amount_transaction"], 4)
        values = {key[len("default_") :]: v for key, v in context.items()}
        self.env["account.analytic.line"].with_user(self.finance).create(values)
        final.invalidate_recordset()
        self.assertEqual(final.true_up, 0)
        with self.assertRaisesRegex(UserError, "nothing to post"):
            final.action_propose_true_up()

    def test_computed_has_the_true_up_in_it(self):
        self.award.indirect_method = "computed"
        self._indirect(10)
        self._spent(200)
        self.assertEqual(float(self.award.read_financials("2025-12-31")["10e"]), 220)
        final = self._indirect(12, "final")
        self.assertEqual(float(self.award.read_financials("2025-12-31")["10e"]), 224)
        self.assertEqual((final.true_up, final.true_up_charged), (4, 20))

    def test_on_our_share_where_the_donor_agrees(self):
        self.award.indirect_method = "computed"
        rate = self._indirect(10)
        self._spent(200)
        self._spent(50, funding="cost_share")
        found = self.award.read_financials("2025-12-31")
        self.assertEqual((float(found["10e"]), float(found["10j"])), (220, 50))
        rate.is_on_cost_share = True
        found = self.award.read_financials("2025-12-31")
        self.assertEqual((float(found["10e"]), float(found["10j"])), (220, 55))
        [row] = found["box11"]
        self.assertEqual(float(row["amount_charged"] - row["federal_share"]), 5)

    def test_the_base_is_of_the_award(self):
        line = self.env["asm.budget.line"].create(
            {"award_id": self._award("GR-2").id, "code": "1", "name": "Other"}
        )
        with self.assertRaisesRegex(ValidationError, "cannot be in the base"):
            self._indirect(10, base_line_ids=line.ids)

    def test_sums_hold_it_on_its_budget_line(self):
        self.award.indirect_method = "computed"
        line = self.env["asm.budget.line"].create(
            {
                "award_id": self.award.id,
                "code": "9",
                "name": "Indirect",
                "category": "indirect",
            }
        )
        self._indirect(10)
        self._spent(200)
        self.assertEqual(
            self.award._spent_by_line("2025-12-31", None),
            {self.staff.id: 200, line.id: 20},
        )


@tagged("post_install", "-at_install")
class TestShareAndScreen(MoneyCommon):
    def test_required_met_and_waiting(self):
        self.award.write({"cost_share_required": 100, "program_income_use": "addition"})
        share = {"funding": "cost_share"}
        self._spent(40, **share)
        self._spent(30, **share, nature="in_kind", valuation="appraisal")
        self._spent(20, funding="program_income", nature="income")
        self._spent(5, funding="program_income")
        award = self.award.with_user(self.officer)
        self.assertEqual((award.share_met, award.share_left), (40, 60))
        self.assertEqual(award.share_in_kind_waiting, 30)
        self.assertEqual(
            (award.income_earned, award.income_used, award.income_left), (20, 5, 15)
        )
        warnings = award.read_sf425("2025-12-31")["warnings"]
        self.assertTrue(any("in kind" in one and "30.00" in one for one in warnings))
        lines = self.env["account.analytic.line"].search(
            award.action_view_cost_share()["domain"]
        )
        self.assertEqual(sum(lines.mapped("amount_award")), 70)

    def test_hours_at_a_rate_make_the_value(self):
        values = {"nature": "in_kind", "funding": "cost_share", "valuation": "hours"}
        line = self._spent(0, **values, valuation_quantity=3, valuation_price=10.5)
        self.assertEqual(line.amount_award, 31.5)
        with self.assertRaisesRegex(ValidationError, "make"):
            self._spent(30, **values, valuation_quantity=3, valuation_price=10.5)
        with self.assertRaisesRegex(ValidationError, "not in kind"):
            self._spent(30, valuation="hours")

    def test_the_screen_opens_each_line(self):
        self._spent(100.4, date_paid="2025-02-11")
        self._subaward(500)
        self.env["asm.indirect.rate"].create(
            {
                "award_id": self.award.id,
                "rate": 12.5,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        action = self.award.with_user(self.officer).action_financial_report()
        report = self.env["asm.financial.report"].with_user(self.officer)
        report = report.browse(action["res_id"])
        report.write({"date_to": "2025-12-31", "is_whole": True})
        rows = {row.code: row for row in report.line_ids if row.code}
        self.assertEqual(next(iter(rows)), "10a")
        self.assertEqual((rows["10e"].amount, rows["10g"].amount), (100, 600))
        opened = rows["10e"].action_open()
        lines = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual(lines.mapped("amount_award"), [100.4])
        opened = rows["10f"].action_open()
        self.assertEqual(opened["res_model"], "asm.subaward")
        self._assert_derived_opens(rows["10g"], "10g = 10e + 10f", ["10e", "10f"])
        self._assert_derived_opens(rows["10h"], "10h = 10d - 10g", ["10d", "10g"])
        with self.assertRaisesRegex(UserError, "Nothing is in line 10a"):
            rows["10a"].action_open()
        with self.assertRaisesRegex(UserError, "SUB-1"):
            report.is_final = True
        pages = self.env["ir.actions.report"]._render_qweb_html(
            "asm_money.report_financial_report", report.ids
        )[0]
        self.assertIn(b"Federal share of expenditures", pages)
        self.assertIn(b"12.5", pages)

    def _assert_derived_opens(self, row, name, codes):
        opened = row.action_open()
        self.assertEqual(opened["name"], name)
        lines = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual([line.code for line in lines if line.code], codes)
        self.assertEqual(lines.report_id, row.report_id)

    def _attachment(self, awards):
        return (
            self.env["asm.financial.attachment"]
            .with_user(self.officer)
            .with_context(active_model="asm.award", active_ids=awards.ids)
            .create({"date_to": "2025-12-31"})
        )

    def test_several_awards_of_a_donor_on_one_page(self):
        self.award.recipient_account = "ACC-7"
        euros = self._award("GR-2", currency_id=self.eur.id)
        self._spent(100.4, date_paid="2025-02-11")
        page = self._attachment(self.award | euros)
        self.assertEqual(page.donor_id, self.award.donor_id)
        first, second = page.line_ids
        self.assertEqual(
            (first.reference, first.recipient_account, first.amount),
            ("GR-1", "ACC-7", 100.4),
        )
        self.assertEqual(second.amount, 0)
        self.assertIn("100.40", page.total_text)
        self.assertIn("€", page.total_text, "nothing is summed across currencies")
        page.write({"is_whole": True, "award_ids": self.award.ids})
        self.assertEqual(page.line_ids.mapped("amount"), [100])
        self.assertNotIn("€", page.total_text)
        opened = page.line_ids.action_open()
        report = self.env[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual((report.award_id, report.is_whole), (self.award, True))
        pages = self.env["ir.actions.report"]._render_qweb_html(
            "asm_money.report_financial_attachment", page.ids
        )[0]
        self.assertIn(b"ACC-7", pages)

    def test_awards_of_two_donors_are_no_attachment(self):
        other = self._award("GR-2", donor_id=self.other_partner.id)
        with self.assertRaisesRegex(ValidationError, "one donor. GR-2"):
            self._attachment(self.award | other)
        chosen = self.env["asm.financial.attachment"].create(
            {"donor_id": self.other_partner.id, "date_to": "2025-12-31"}
        )
        self.assertEqual(chosen.award_ids, other)
