"""The totals of reports and their subtotals are kept current."""

from contextlib import contextmanager

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models._summary_source import sees_all_numbers
from .common import Q1, Q2, Q3, Q4, YEAR, AsmCommon

QUARTERS = (Q1, Q2, Q3, Q4)
INNER_MODELS = ("asm.result.summary", "asm.result.subtotal", "asm.summary.touched")


class SummaryCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.summary = cls.env["asm.result.summary"]
        cls.age = cls.env.ref("mines_to_markets.mtm_dimension_age_band")

    def stored(self, line):
        """Return ``{(period, site, partner): value}`` as it is stored."""
        rows = self.summary.search([("program_indicator_id", "=", line.id)])
        return {(r.period_id, r.site_id, r.partner_id): r.value for r in rows}

    def assertCurrent(self):
        """The summary is what a rebuild makes of it."""
        self.summary._drain()
        self.assertFalse(self.summary._rebuild())

    def waiting(self):
        self.env.flush_all()
        return self.env["asm.summary.touched"].search_count([])

    @contextmanager
    def undone(self):
        with self.env.cr.savepoint() as savepoint:
            yield
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSummary(SummaryCommon):
    def setUp(self):
        super().setUp()
        self.line = self._line(dimensions=self.sex)
        self.summary._drain()

    def test_a_draft_touches_nothing(self):
        self._row(self.line, Q1, 5)
        self.env.flush_all()
        self.assertFalse(self.waiting())

    def test_approval_touches_the_report_and_draining_stores_its_total(self):
        self._number(self.line, Q1, 3, categories=self.female)
        self._number(self.line, Q1, 4, categories=self.male)
        self.env.flush_all()
        self.assertTrue(self.waiting())
        self.assertFalse(self.stored(self.line))
        self.summary._drain()
        self.assertEqual(list(self.stored(self.line).values()), [7])
        self.assertFalse(self.waiting())

    def test_a_correction_touches_what_it_corrects(self):
        wrong = self._number(self.line, Q1, 10)
        self.summary._drain()
        self._number(self.line, Q2, -4, correction_of_id=wrong)
        self.summary._drain()
        self.assertEqual(list(self.stored(self.line).values()), [6])

    def test_a_reopened_number_leaves(self):
        row = self._number(self.line, Q1, 10)
        self.summary._drain()
        row.with_user(self.approver).action_reopen("Counted again")
        self.summary._drain()
        self.assertFalse(self.stored(self.line))

    def test_a_change_by_sql_is_seen(self):
        row = self._number(self.line, Q1, 10)
        self.summary._drain()
        self.env.cr.execute("UPDATE asm_actual SET value = 8 WHERE id = %s", [row.id])
        self.assertEqual(self.waiting(), 1)
        self.summary._drain()
        self.assertEqual(list(self.stored(self.line).values()), [8])
        self.env.cr.execute(
            "UPDATE asm_actual SET comment = 'x' WHERE id = %s", [row.id]
        )
        self.assertFalse(self.waiting())

    def test_merged_partners_move_their_reports(self):
        self._number(self.line, Q1, 10, partner=self.other_partner)
        self.summary._drain()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.partner | self.other_partner).ids, self.partner)
        self.summary._drain()
        [key] = self.stored(self.line)
        self.assertEqual(key[2], self.partner.id)
        self.assertCurrent()

    def test_a_dimension_that_is_not_exclusive_touches_all_reports(self):
        line = self._line("TST-DIM", dimensions=self.age)
        self._number(line, Q1, 3, categories=self.age.value_ids[0])
        self.summary._drain()
        self.assertEqual(list(self.stored(line).values()), [3])
        self.age.exclusive = False
        self.summary._drain()
        self.assertEqual(list(self.stored(line).values()), [0])
        self.assertIsNone(self.read_value(line))
        self.assertCurrent()

    def test_the_order_in_which_categories_are_kept_says_nothing(self):
        line = self._line("TST-ORDER", dimensions=self.sex | self.age)
        band = self.age.value_ids[0]
        self._number(line, Q1, 3, categories=self.female | band)
        self._number(line, Q1, 4, categories=self.male | band)
        combination = self.env["mtm.disaggregation"]._for_values(self.male | band)
        self.env.flush_all()
        links = SQL.identifier("mtm_dimension_value_mtm_disaggregation_rel")
        for values in (self.male | band, band | self.male):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE mtm_disaggregation_id = %s",
                    links,
                    combination.id,
                )
            )
            for value in values:
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO %s (mtm_disaggregation_id,
                           mtm_dimension_value_id) VALUES (%s, %s)""",
                        links,
                        combination.id,
                        value.id,
                    )
                )
            self.summary._rebuild()
            self.env.invalidate_all()
            self.assertEqual(list(self.stored(line).values()), [7])

    def test_the_queue_is_drained_in_batches(self):
        for days in QUARTERS:
            self._number(self.line, days, 1)
        count = self.waiting()
        self.assertGreaterEqual(count, 4)
        self.assertEqual(self.summary._drain(2), 2)
        self.assertEqual(self.waiting(), count - 2)
        self.assertCurrent()

    def test_drift_is_repaired_and_told(self):
        self._number(self.line, Q1, 10)
        self.summary._drain()
        self.env.cr.execute(
            SQL(
                "UPDATE asm_result_summary SET value = 11 "
                "WHERE program_indicator_id = %s",
                self.line.id,
            )
        )
        with mute_logger("odoo.addons.asm_programs.models.asm_result_summary"):
            self.summary._cron_rebuild()
        self.env.invalidate_all()
        self.assertEqual(list(self.stored(self.line).values()), [10])
        activity = self.admin.partner_id.activity_ids
        self.assertIn("TST-SUM", activity.note)
        self.assertFalse(self.summary._rebuild())

    def test_nobody_reads_it_as_such(self):
        for user in (self.admin, self.finance, self.officer):
            for model in INNER_MODELS:
                self.assertFalse(self.env[model].with_user(user).has_access("read"))

    def test_it_serves_readers_who_see_all_numbers(self):
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.assertTrue(sees_all_numbers(self.env(user=self.officer)))
        self.assertTrue(sees_all_numbers(self.env(user=scoped)))
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        self.assertFalse(sees_all_numbers(self.env(user=scoped)))
        employee = new_test_user(self.env, "asm_employee", "base.group_user")
        self.assertFalse(sees_all_numbers(self.env(user=employee)))

    def test_a_restricted_reader_sees_the_same_way_less(self):
        self._number(self.line, Q1, 10, site_id=self.north)
        self._number(self.line, Q1, 5, site_id=self.abroad)
        scoped = new_test_user(
            self.env, "asm_scoped", "mines_to_markets.group_mtm_user"
        )
        self.env["mtm.staff.scope"].create(
            {"user_id": scoped.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        cell = self.program.with_user(scoped).read_tracking(*YEAR)[self.line.id]
        self.assertEqual(cell["total"]["value"], 10)
        self.assertIn("hidden", cell["total"]["notes"][0])


@tagged("post_install", "-at_install")
class TestSubtotals(SummaryCommon):
    """Totals of reports are added up by indicator, period and country."""

    def setUp(self):
        super().setUp()
        self.line = self._line()
        self.subtotal = self.env["asm.result.subtotal"]
        self._number(self.line, Q1, 1, site_id=self.north)
        self._number(self.line, Q1, 2, site_id=self.north, partner=self.other_partner)
        self._number(self.line, Q1, 4, site_id=self.abroad)
        self._number(self.line, Q1, 8)
        self.summary._drain()

    def _found(self):
        rows = self.subtotal.search([("program_indicator_id", "=", self.line.id)])
        return {row.country_id if row.is_placed else "none": row for row in rows}

    def _total(self):
        [row] = self.env["asm.portfolio"].read_totals(
            *YEAR, indicator_ids=self.line.indicator_id.ids
        )
        return row["value"]

    def test_there_is_one_for_each_country_and_one_without_site(self):
        found = self._found()
        values = {key: row.value for key, row in found.items()}
        congo, rwanda = self.north.country_id.id, self.abroad.country_id.id
        self.assertEqual(values, {congo: 3, rwanda: 4, "none": 8})
        self.assertEqual(found[congo].reported, 2)
        self.assertEqual(found[congo].expected, 2)

    def test_who_reported_is_said_once_for_all_countries(self):
        [reporters] = [row.reporters for row in self._found().values() if row.reporters]
        partner, other = self.partner.id << 32, self.other_partner.id << 32
        north, abroad = self.north.id, self.abroad.id
        self.assertEqual(
            reporters,
            sorted([partner, partner | north, partner | abroad, other, other | north]),
        )

    def test_a_number_read_is_of_now_and_so_is_what_is_beside_it(self):
        self._number(self.line, Q1, 16, site_id=self.south)
        self._number(self.line, Q2, 32, site_id=self.north)
        self.assertEqual(self._total(), 63)
        self.assertNotEqual(sum(row.value for row in self._found().values()), 63)
        self.summary._drain()
        self.env.invalidate_all()
        self.assertEqual(self._total(), 63)
        self.assertCurrent()

    def test_one_that_is_left_without_reports_leaves(self):
        rows = self.env["asm.actual"].search(
            [("program_indicator_id", "=", self.line.id), ("site_id", "!=", False)]
        )
        for row in rows:
            row.with_user(self.approver).action_reopen("Counted again")
        self.assertEqual(self._total(), 8)
        self.summary._drain()
        self.env.invalidate_all()
        self.assertEqual(list(self._found()), ["none"])
        self.assertEqual(self._total(), 8)

    def test_drift_is_repaired_and_told(self):
        self.env.cr.execute(
            SQL(
                "UPDATE asm_result_subtotal SET value = 11 "
                "WHERE program_indicator_id = %s AND NOT is_placed",
                self.line.id,
            )
        )
        with mute_logger("odoo.addons.asm_programs.models.asm_result_summary"):
            self.summary._cron_rebuild()
        self.env.invalidate_all()
        self.assertEqual(self._found()["none"].value, 8)
        self.assertIn("TST-SUM", self.admin.partner_id.activity_ids.note)
        self.assertFalse(self.summary._rebuild())

    def test_a_lost_one_is_drift_unless_its_change_waits(self):
        self.env.cr.execute("DELETE FROM asm_result_subtotal")
        self._number(self.line, Q2, 1)
        self.env.flush_all()
        pairs = [key for key in self.summary._rebuild() if key[0] == self.line.id]
        self.assertEqual([len(key) for key in pairs], [2])
        self.assertEqual(self._total(), 16)

    def test_they_are_filled_where_only_totals_are_there(self):
        self._number(self.line, Q2, 1)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM asm_result_subtotal")
        self.summary._fill_once()
        self.env.invalidate_all()
        self.assertEqual(self._total(), 16)
        self.assertFalse(self.waiting())
