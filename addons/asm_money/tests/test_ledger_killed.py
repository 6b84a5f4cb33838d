"""An import in the background: seen while it runs, and gone when its server dies."""

import base64
import contextlib
import subprocess
import sys
import time
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name

from .ledger_common import LedgerCommon

ROWS = 300
WORKER = """
import sys, time
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(["-d", sys.argv[1], "--no-http", "--log-level=error"])
with Registry(sys.argv[1]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {"cron_id": int(sys.argv[2])})
    item = env["mtm.import"].browse(int(sys.argv[3]))
    model = type(item)
    tell = model._tell

    def tell_slowly(self, *args):
        tell(self, *args)
        time.sleep(0.3)

    model._tell, model._ledger_batch = tell_slowly, 10
    item._cron_import()
"""


@tagged("post_install", "-at_install")
class TestLedgerInBackground(LedgerCommon):
    def _run_cron(self):
        """Run the scheduled action without its commits; return what it told."""
        cron = self.env.ref("mines_to_markets.ir_cron_mtm_import")
        told = []

        def tell(item, progress, message):
            lines = item.env["account.analytic.line"]
            told.append((progress, lines.search_count([("import_id", "=", item.id)])))

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return float("inf")

        with (
            patch.object(type(cron), "_commit_progress", commit),
            patch.object(type(self.env["mtm.import"]), "_tell", tell),
            patch.object(type(self.env["mtm.import"]), "_ledger_batch", 2),
        ):
            self.env["mtm.import"].with_context(cron_id=cron.id)._cron_import()
        return told

    def test_in_the_background(self):
        item = self._upload(self._file({}, {}, {}))
        item.action_import_in_background()
        self.assertFalse(self._lines(item))
        told = self._run_cron()
        self.assertDone(item, add=3)
        self.assertEqual([progress for progress, _lines in told][-1], 100)
        self.assertEqual(self._lines(item).create_uid, self.finance)

    def test_a_bad_file_in_the_background(self):
        item = self._upload(self._file({}, {"Amount": "ten"}))
        item.action_import_in_background()
        self._run_cron()
        self.assertEqual((item.state, item.error_count), ("refused", 1))
        self.assertFalse(self._lines(item))

    def test_written_and_not_marked_as_done(self):
        """The server died after the lines were in and before that was noted."""
        item = self._upload(self._file({}, {}))
        item.action_import()
        item._record(state="running")
        self._run_cron()
        self.assertDone(item, add=2)
        self.assertEqual((len(self._lines(item)), item.leave_count), (2, 0))


@tagged("post_install", "-at_install")
class TestLedgerKilled(BaseCase):
    """In a process of its own, with what it needs really in the database."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._env() as env:
            self.made = self._make(env)

    @contextlib.contextmanager
    def _env(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _make(self, env):
        donor = env["res.partner"].create({"name": "Of a test", "is_company": True})
        award = env["asm.award"].create(
            {
                "reference": "KILLED-1",
                "donor_id": donor.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        mapping = env["asm.ledger.mapping"].create(
            {
                "name": "Killed",
                "column_reference": "Ref",
                "column_date": "Date",
                "column_award": "Award",
                "column_amount": "Amount",
                "currency_id": award.currency_id.id,
            }
        )
        rows = "".join(f"KILLED{n},2025-02-01,KILLED-1,1\n" for n in range(ROWS))
        item = env["mtm.import"].create(
            {
                "kind": "ledger",
                "filename": "killed.csv",
                "file": base64.b64encode(f"Ref,Date,Award,Amount\n{rows}".encode()),
                "mapping_id": mapping.id,
            }
        )
        item.action_import_in_background()
        self.addCleanup(self._unmake, (donor, award, mapping, item))
        self.cron = env.ref("mines_to_markets.ir_cron_mtm_import").id
        return item.id

    def _unmake(self, records):
        donor, award, mapping, item = records
        with self._env() as env:
            item.with_env(env)._record(state="refused")
            item.with_env(env).unlink()
            mapping.with_env(env).unlink()
            account = award.with_env(env).analytic_account_id
            award.with_env(env).unlink()
            account.unlink()
            donor.with_env(env).unlink()
            env["ir.cron.trigger"].search([("cron_id", "=", self.cron)]).unlink()

    def _look(self):
        """Return state, progress and lines as anybody else sees them."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state, progress, (SELECT count(*) FROM account_analytic_line "
                "WHERE import_id = item.id) FROM mtm_import item WHERE id = %s",
                [self.made],
            )
            return cr.fetchone()

    def test_a_server_that_is_killed_leaves_no_line(self):
        worker = subprocess.Popen(
            [
                sys.executable,
                "-c",
                WORKER,
                get_db_name(),
                str(self.cron),
                str(self.made),
            ]
        )
        self.addCleanup(worker.wait)
        self.addCleanup(worker.kill)
        seen = []
        while not seen or seen[-1] < 55:
            self.assertIsNone(worker.poll(), "the import ended before it was killed")
            state, progress, lines = self._look()
            self.assertEqual((state, lines), ("running", 0))
            seen.append(progress)
            time.sleep(0.1)
        worker.kill()
        worker.wait()
        self.assertLess(worker.returncode, 0)
        state, progress, lines = self._look()
        self.assertEqual((state, lines), ("running", 0))
        self.assertGreaterEqual(progress, 55)
        self.assertLess(progress, 100)
        self.assertGreater(len(set(seen)), 1, "progress was seen to move")
