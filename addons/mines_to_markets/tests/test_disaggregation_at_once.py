import threading
from contextlib import closing

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestDisaggregationAtOnce(TransactionCase):
    """Two transactions that need the same new combination end with one row."""

    def setUp(self):
        super().setUp()
        values = self.env.ref("mines_to_markets.mtm_dimension_value_sex_female")
        certification = self.env.ref("mines_to_markets.mtm_dimension_certification")
        values |= certification.value_ids[:1]
        self.key = self.env["mtm.disaggregation"]._key_of(values)
        self.database = db_connect(self.env.cr.dbname)
        self._delete()
        self.addCleanup(self._delete)

    def _delete(self):
        # which commits at its end
        with self.database.cursor() as cr:
            cr.execute("DELETE FROM mtm_disaggregation WHERE key = %s", [self.key])

    def _combination(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        found = env["mtm.disaggregation"]._for_keys([self.key])[self.key]
        self.assertEqual(len(found.value_ids), 2)
        return found.id

    def test_one_waits_and_then_finds_what_the_other_made(self):
        said = []
        with (
            closing(self.database.cursor()) as first,
            closing(self.database.cursor()) as second,
        ):
            second.execute("SELECT count(*) FROM mtm_disaggregation")
            made = self._combination(first)

            def wait():
                try:
                    with mute_logger("odoo.sql_db"):
                        said.append(self._combination(second))
                except SerializationFailure as failure:
                    # upon which the server repeats the request
                    said.append(failure)
                    second.rollback()

            thread = threading.Thread(target=wait)
            thread.start()
            thread.join(0.5)
            self.assertTrue(thread.is_alive(), "the second did not wait")
            first.commit()
            thread.join(20)
            self.assertIsInstance(said[0], SerializationFailure)
            self.assertEqual(self._combination(second), made)
            second.execute(
                "SELECT count(*) FROM mtm_disaggregation WHERE key = %s", [self.key]
            )
            self.assertEqual(second.fetchone()[0], 1)
