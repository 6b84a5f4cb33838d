"""An import in the background: seen while it runs, and gone when its server dies."""

from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.killed import KilledCase, build, run_cron

from .ledger_common import LedgerCommon

ROWS = 60
CRON = "mines_to_markets.ir_cron_mtm_import"


def make(env):
    """Return an import that waits for the background."""
    made = build(env, LedgerCommon)()
    item = made._upload(made._file(*[{}] * ROWS))
    item.action_import_in_background()
    return item.id


def carry_on(env):
    """Run what the server runs in the background, in small batches."""
    type(env["mtm.import"])._ledger_batch = 10
    return run_cron(env, CRON)


def look(env, item_id):
    """Return state, progress and lines as anybody else sees them."""
    item = env["mtm.import"].browse(item_id)
    lines = env["account.analytic.line"].search_count([("import_id", "=", item_id)])
    return [item.state, item.progress, lines]


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
class TestLedgerKilled(KilledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item_id = cls.run_there(make)

    def _look(self):
        return self.run_there(look, self.item_id)

    def test_a_server_that_is_killed_leaves_no_line(self):
        with self.start(carry_on, hold=("mtm.import", "_tell")) as work:
            seen = [0]
            while seen[-1] < 80:
                work.wait_until_held()
                state, progress, lines = self._look()
                self.assertEqual((state, lines), ("running", 0))
                seen.append(progress)
                if progress < 80:
                    work.go_on()
            self.assertGreater(len(set(seen)), 3, "progress was seen to move")
            with self.start(carry_on) as other:
                self.assertIn("already executing", other.error())
            work.kill()
        self.assertEqual(self._look(), ["running", seen[-1], 0])
        tried.fault("server killed while it imports a ledger", "no line of it")
        self.assertIsNone(self.run_there(carry_on))
        self.assertEqual(self._look(), ["done", 100, ROWS])
        tried.fault("the next server after that", "carries the import to its end")
