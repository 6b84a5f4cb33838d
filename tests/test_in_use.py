"""What lists name and records use is not deleted from under them."""

from psycopg2.errors import ForeignKeyViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.asm_programs.tests.common import AsmCommon
from odoo.addons.mines_to_markets.tests import tried

LISTS = ["res_country", "res_currency", "uom_uom"]
# what may lose it for the database, and what keeps it
MAY_LOSE = {
    # the site, of which it is the country
    "asm_actual.country_id",
    # the country itself
    "asm_program_country_rel.country_id",
    "mtm_staff_scope_country_rel.country_id",
}
KEYS = """
    SELECT c.conrelid::regclass::text, a.attname
      FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confdeltype <> 'r'
       AND c.confrelid = ANY(%s::regclass[])
       AND c.conrelid::regclass::text ~ '^(mtm|asm)_'
"""


@tagged("post_install", "-at_install")
class TestInUse(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env["res.country"].create({"name": "Nowhere", "code": "QQ"})

    def _refuses(self, record, error=ForeignKeyViolation, user=None, reason=""):
        """Delete something as whoever may: it stays."""
        mine = record.with_user(user or self.env.ref("base.user_admin"))
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(error, reason),
            self.env.cr.savepoint(),
        ):
            mine.unlink()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(record.exists())
        kind = record._description.lower()
        tried.fault(f"a {kind} in use is deleted", "refused, all stays")

    def test_the_database_keeps_what_is_used(self):
        rows = self.env.execute_query(SQL(KEYS, LISTS))
        transient = {model._table for model in self.env.values() if model._transient}
        lost = {f"{table}.{name}" for table, name in rows if table not in transient}
        self.assertEqual(lost, MAY_LOSE)

    def test_country(self):
        self.partner.operating_country_ids = self.country
        self._refuses(self.country)
        self.partner.operating_country_ids = self.congo
        site = self._site("Nowhere", self.country)
        self._refuses(self.country)
        site.country_id = self.congo
        self.program.country_ids = [Command.link(self.country.id)]
        self._refuses(self.country, UserError, reason="is a country of")
        self.program.country_ids = [Command.unlink(self.country.id)]
        self.env.flush_all()
        self.country.unlink()
        self.assertFalse(self.country.exists())

    def test_currency_and_unit(self):
        currency = self.env["res.currency"].create({"name": "QQQ", "symbol": "q"})
        self.env["asm.award"].create(
            {
                "reference": "IN-USE",
                "name": "In use",
                "donor_id": self.donor.id,
                "amount": 1,
                "currency_id": currency.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        self._refuses(currency)
        unit = self.env["uom.uom"].create({"name": "Crate"})
        self.env["mtm.mineral"].create(
            {"code": "IN-USE", "name": "Sand", "uom_id": unit.id}
        )
        self._refuses(unit)

    def test_what_restricts_somebody(self):
        """Who sees one programme or country does not see all when it is gone."""
        other = self._program("OTHER")
        scope = self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "program_ids": other.ids}
        )
        seen = self.env["asm.program"].with_user(self.officer).search([])
        self._refuses(other, UserError, self.manager, "restricts what")
        self.assertEqual(
            self.env["asm.program"].with_user(self.officer).search([]), seen
        )
        self.assertNotIn(self.program, seen)
        scope.write({"program_ids": False, "country_ids": self.country.ids})
        self._refuses(self.country, UserError, reason="restricts what")
        self.assertEqual(scope.country_ids, self.country)
        scope.unlink()
        other.with_user(self.manager).unlink()
