"""What is posted stays, is corrected by its opposite, and costs few queries."""

from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import MoneyCommon


@tagged("post_install", "-at_install")
class TestLedgerPosted(MoneyCommon):
    def test_what_is_posted_stays(self):
        line = self._spent(10)
        other = self._award("GR-2", currency_id=self.usd.id)
        for vals in (
            {"amount_transaction": 11},
            {"amount": -11},
            {"date": "2025-02-11"},
            {"date_posted": "2025-02-11"},
            {"award_id": other.id, "budget_line_id": False},
            {"budget_line_id": self.travel.id},
            {"funding": "own"},
            {"rate": 2},
            {self.award._plan_column(): other.analytic_account_id.id},
        ):
            with self.assertRaisesRegex(UserError, "Reverse it"):
                line.write(vals)
        with self.assertRaisesRegex(UserError, "Reverse it instead"):
            line.sudo().unlink()
        with self.assertRaises(UserError):
            line.sudo().write({"amount_transaction": 11})

    def test_words_may_improve_and_the_same_again_is_no_change(self):
        line = self._spent(10)
        line.write({"name": "Salary", "amount_transaction": 10.0, "date": "2025-02-10"})
        self.assertEqual(line.name, "Salary")

    def test_when_it_was_paid_is_told_once(self):
        line = self._spent(10)
        with freeze_time("2025-03-20"):
            line.write({"date_paid": "2025-03-01", "date_paid_known": "2025-03-01"})
        self.assertEqual(str(line.date_paid_known), "2025-03-20")
        with self.assertRaisesRegex(UserError, "Paid On"):
            line.date_paid = "2025-03-02"
        with self.assertRaises(UserError):
            line.date_paid = False

    def test_the_programme_and_order_are_told_once(self):
        line = self._spent(10)
        line.program_id = self.program
        with self.assertRaises(UserError):
            line.program_id = False

    def test_a_new_line_reads_no_more_of_a_longer_ledger(self):
        """A plan made after a large import was undone stays for the session."""
        line = self._spent(10)
        line.flush_recordset()
        # one that holds nothing else; the trigger finds it before the other
        self.env.cr.execute(
            """
            CREATE TEMP TABLE account_analytic_line ON COMMIT DROP AS
                SELECT * FROM account_analytic_line WITH NO DATA;
            ALTER TABLE pg_temp.account_analytic_line ADD PRIMARY KEY (id);
            CREATE TRIGGER agrees AFTER INSERT ON pg_temp.account_analytic_line
                REFERENCING NEW TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION asm_ledger_line_agrees();
            SAVEPOINT undone;
            """
        )
        self._reads_of_copies(line, 5000)
        self.env.cr.execute(
            "ROLLBACK TO SAVEPOINT undone; ANALYZE pg_temp.account_analytic_line"
        )
        first = self._reads_of_copies(line, 1)
        self._reads_of_copies(line, 50)
        self.assertEqual(self._reads_of_copies(line, 1), first)

    def _reads_of_copies(self, line, count):
        """Enter a line so often; return how many of the ledger that has read."""
        read = SQL(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables "
            "WHERE relid = 'pg_temp.account_analytic_line'::regclass"
        )
        [[before]] = self.env.execute_query(read)
        self.env.cr.execute(
            """
            INSERT INTO pg_temp.account_analytic_line
            SELECT (jsonb_populate_record(
                        line, jsonb_build_object('id', nextval(%s)))).*
              FROM public.account_analytic_line line, generate_series(1, %s)
             WHERE line.id = %s
            """,
            ["account_analytic_line_id_seq", count, line.id],
        )
        [[after]] = self.env.execute_query(read)
        return after - before

    def test_the_database_holds_to_it(self):
        line = self._spent(10, date_paid="2025-02-10")
        other = self._award("GR-2", currency_id=self.usd.id)
        column = self.award._plan_column()
        self.env.flush_all()
        for query in (
            "UPDATE account_analytic_line SET amount_award = 11 WHERE id = %s",
            "UPDATE account_analytic_line SET date = '2025-02-11' WHERE id = %s",
            "UPDATE account_analytic_line SET award_id = NULL WHERE id = %s",
            f"UPDATE account_analytic_line SET {column} = NULL WHERE id = %s",
            "UPDATE account_analytic_line SET date_paid = NULL WHERE id = %s",
            "DELETE FROM account_analytic_line WHERE id = %s",
        ):
            self._refused(query, [line.id])
        self._refused(
            "UPDATE asm_budget_line SET award_id = %s WHERE id = %s",
            [other.id, self.staff.id],
        )

    def test_the_database_holds_lines_to_one_award(self):
        other = self._award("GR-2", currency_id=self.usd.id)
        line = self._spent(10, award_id=other.id, budget_line_id=False)
        self.env.flush_all()
        self._refused(
            "INSERT INTO account_analytic_line (name, date, company_id, amount, "
            "award_id, budget_line_id, funding, nature, amount_transaction, "
            "transaction_currency_id, amount_award, rate, date_posted) "
            "SELECT name, date, company_id, amount, award_id, %s, funding, nature, "
            "amount_transaction, transaction_currency_id, amount_award, rate, "
            "date_posted FROM account_analytic_line WHERE id = %s",
            [self.staff.id, line.id],
        )

    def _refused(self, query, params):
        with (
            self.assertRaises(psycopg2.errors.CheckViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(query, params)

    # -- reversing --

    def test_a_reversal_takes_back_the_amounts_by_the_same_rate(self):
        self._rate(1.1, "2025-02-01")
        line = self._spent(
            100, transaction_currency_id=self.eur.id, date_paid="2025-02-12"
        )
        self._rate(1.5, "2025-02-10")
        with freeze_time("2025-03-20"):
            reversal = line.action_reverse("Wrong award")
        self.assertEqual(reversal.reversal_of_id, line)
        self.assertEqual(
            (reversal.amount_transaction, reversal.amount_award, reversal.rate),
            (-100, -110, 1.1),
        )
        self.assertEqual(reversal.amount, -line.amount)
        self.assertEqual(str(reversal.date), "2025-02-10")
        self.assertEqual(str(reversal.date_posted), "2025-03-20")
        self.assertEqual(str(reversal.date_paid_known), "2025-03-20")
        self.assertEqual(reversal.budget_line_id, self.staff)
        self.assertEqual(reversal.reversal_reason, "Wrong award")

    def test_once_and_not_back_and_forth(self):
        line = self._spent(10)
        reversal = line.action_reverse()
        for record in (line, reversal):
            with self.assertRaisesRegex(UserError, "cannot be reversed"):
                record.action_reverse()
        with self.assertRaises(UserError):
            line.date_paid = "2025-03-01"

    def test_officers_do_not_reverse(self):
        line = self._spent(10).with_user(self.officer)
        with self.assertRaises(UserError):
            line.action_reverse()

    # -- the ledger's own conversion --

    def test_the_ledger_s_own_rate_is_kept_with_its_source(self):
        line = self._spent(
            100, transaction_currency_id=self.eur.id, rate=1.07, rate_source="Bank"
        )
        self.assertEqual((line.amount_award, line.rate), (107, 1.07))
        self.assertEqual(
            (line.rate_source, str(line.rate_date)), ("Bank", "2025-02-10")
        )
        with self.assertRaisesRegex(UserError, "EUR to USD"):
            self._spent(100, transaction_currency_id=self.eur.id, rate=1.07)

    def test_the_ledger_s_own_amount_tells_the_rate(self):
        line = self._spent(
            10_000_000,
            transaction_currency_id=self.env.ref("base.CDF").id,
            amount_award=3571.43,
            rate=0.00036,
            rate_source="Ledger",
        )
        self.assertEqual(line.amount_award, 3571.43)
        self.assertEqual(line.rate, 0.000357143)

    def test_one_currency_has_one_amount(self):
        with self.assertRaisesRegex(ValidationError, "both amounts are"):
            self._spent(10, amount_award=11)

    def test_the_company_s_amount_where_a_rate_is_known(self):
        award = self._award("GR-3", currency_id=self.eur.id)
        cdf = self.env.ref("base.CDF")
        self._rate(0.0004, "2025-02-01", cdf, self.eur)
        values = {"award_id": award.id, "budget_line_id": False}
        values["transaction_currency_id"] = cdf.id
        self.assertEqual(self._spent(10_000, **values).amount, 0)
        self._rate(0.0005, "2025-02-01", cdf, self.usd)
        line = self._spent(10_000, **values)
        self.assertEqual((line.amount_award, line.amount), (4, -5))

    # -- entries of others --

    def test_an_entry_by_its_account_alone_is_the_award_s(self):
        column = self.award._plan_column()
        account = self.travel.analytic_account_id
        entry = {"name": "Hotel", "date": "2025-02-10", "amount": -70}
        line = self.env["account.analytic.line"].create(entry | {column: account.id})
        self.assertEqual(
            (line.award_id, line.budget_line_id), (self.award, self.travel)
        )
        self.assertEqual((line.amount_award, line.amount), (70, -70))
        whole = self.award.analytic_account_id
        line = self.env["account.analytic.line"].create(entry | {column: whole.id})
        self.assertEqual(line.award_id, self.award)
        self.assertFalse(line.budget_line_id)

    def test_an_entry_that_gets_the_account_later_is_completed_then(self):
        plan, _others = self.env["account.analytic.plan"]._get_all_plans()
        account = self.env["account.analytic.account"].create(
            {"name": "Elsewhere", "plan_id": plan.id}
        )
        line = self.env["account.analytic.line"].create(
            {
                "name": "Hotel",
                "date": "2025-02-10",
                "amount": -70,
                plan._column_name(): account.id,
            }
        )
        self.assertFalse(line.award_id)
        line[self.award._plan_column()] = self.travel.analytic_account_id
        self.assertEqual(
            (line.award_id, line.budget_line_id), (self.award, self.travel)
        )
        self.assertEqual(line.amount_award, 70)
        with self.assertRaises(UserError):
            line.amount = -80

    # -- many at once --

    def test_many_lines_take_as_many_queries_as_a_few(self):
        self._rate(1.1, "2025-01-31")
        other = self._award("GR-2", currency_id=self.eur.id, rate_max_age=400)
        self._rate(0.9, "2025-01-31", self.usd, self.eur)
        counts = [self._queries(other, times) for times in (1, 1, 20)]
        self.assertEqual(counts[1], counts[2])

    def _queries(self, other, times):
        currency = {"transaction_currency_id": self.eur.id}
        one = [
            {"award_id": self.award.id, "budget_line_id": self.staff.id},
            {"award_id": self.award.id, "budget_line_id": self.travel.id} | currency,
            {"award_id": other.id, "transaction_currency_id": self.usd.id},
        ]
        vals_list = [
            vals | {"name": "Cost", "date": date(2025, 2, day), "amount_transaction": 9}
            for day in range(1, times + 1)
            for vals in one
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        Line = self.env["account.analytic.line"].with_user(self.finance)
        Line.create(vals_list)
        self.env.flush_all()
        return self.cr.sql_log_count - before
