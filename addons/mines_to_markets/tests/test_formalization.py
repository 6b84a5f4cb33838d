from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
class TestFormalization(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls._create_site()
        cls.low, cls.high = cls.env["mtm.formalization.step"].create(
            [{"code": code, "name": code, "sequence": 900} for code in ("lo", "hi")]
        )

    def _record(self, step, date, **values):
        values = values or {"site_id": self.site.id}
        return (
            self.env["mtm.formalization"]
            .with_user(self.officer)
            .create({"step_id": step.id, "date": date} | values)
        )

    def test_a_site_has_a_history_and_a_present_step(self):
        first = self._record(self.low, "2024-01-01")
        last = self._record(self.high, "2025-01-01")
        self.assertEqual(self.site.formalization_ids, last | first)
        self.assertEqual(self.site.formalization_step_id, self.high)
        self.assertRecordValues(
            first | last, [{"is_current": False}, {"is_current": True}]
        )

    def test_the_present_step_follows_the_dates_whatever_comes_when(self):
        last = self._record(self.high, "2025-01-01")
        older = self._record(self.low, "2024-01-01")
        self.assertEqual(self.site.formalization_step_id, self.high)
        older.date = "2026-01-01"
        self.assertEqual(older.is_current, True)
        self.assertEqual(last.is_current, False)
        older.sudo().unlink()
        self.assertEqual(last.is_current, True)

    def test_cooperatives_and_sites_do_not_mix(self):
        site = self._record(self.low, "2024-01-01")
        partner = self._record(self.high, "2025-01-01", partner_id=self.miners.id)
        self.assertTrue(site.is_current and partner.is_current)
        self.assertEqual(self.miners.formalization_step_id, self.high)

    def test_found_by_present_step_only(self):
        self._record(self.low, "2024-01-01")
        self._record(self.high, "2025-01-01")
        Site = self.env["mtm.site"]
        self.assertIn(
            self.site, Site.search([("formalization_step_id", "=", self.high.id)])
        )
        self.assertNotIn(
            self.site, Site.search([("formalization_step_id", "=", self.low.id)])
        )

    def test_many_present_steps_cost_one_query(self):
        sites = self.site | self._create_site("Other hill")
        self._record(self.low, "2024-01-01")
        self.env.flush_all()
        self.env.invalidate_all()
        sites.mapped("name")
        with self.assertQueryCount(1):
            sites.mapped("formalization_step_id")

    def test_the_database_refuses_both_none_and_twice_a_day(self):
        self._record(self.low, "2024-01-01")
        for values, said in (
            ({"site_id": self.site.id, "partner_id": self.miners.id}, "one of the two"),
            ({"site_id": False}, "one of the two"),
            ({"site_id": self.site.id, "date": "2024-01-01"}, "of this site"),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError) as refused,
                self.env.cr.savepoint(),
            ):
                self._record(self.high, **{"date": "2025-01-01"} | values)
            model = self.env["mtm.formalization"]
            self.assertIn(said, model._sql_error_to_message(refused.exception))
