from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import log_chain
from . import tried
from .common import ADMINISTRATOR, MinesToMarketsCommon
from .log_common import LOGGER, TAMPERED, LogCommon


@tagged("post_install", "-at_install")
class TestLogCheck(LogCommon, MinesToMarketsCommon):
    """The checks that the server makes of its log, each night and each hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "log_auditor", "mines_to_markets.group_mtm_auditor"
        )

    # -- the nightly check --

    def test_the_nightly_check(self):
        last = self.log_something(2)[-1]
        # a run of the tests may be deaf to what is no warning
        with patch(f"{LOGGER}._logger.info") as told:
            self.env["mtm.log.check"]._cron_check()
        self.assertIn(last.hash, told.call_args.args)
        found = self.env["mtm.log.check"].search([], limit=1)
        self.assertTrue(found.is_whole)
        self.assertEqual(
            (found.entry_count, found.head_hash), (last.sequence, last.hash)
        )

    def test_the_nightly_check_alarms(self):
        entry = self.log_something(2)[0]
        chief = self.env["res.groups"].create(
            {"name": "Chiefs", "implied_ids": self.env.ref(ADMINISTRATOR).ids}
        )
        indirect = new_test_user(self.env, "log_chief")
        indirect.group_ids |= chief
        people = self.administrator | self.auditor | indirect
        with self.unguarded():
            self.env.cr.execute(
                "UPDATE mtm_log_entry SET kind = 'freeze' WHERE id = %s", [entry.id]
            )
            with self.assertLogs(LOGGER, "ERROR"):
                self.env["mtm.log.check"]._cron_check()
            told = self.env["mail.activity"].search(
                [("summary", "=", "The log was changed")]
            )
            self.assertLessEqual(people, told.user_id)
            self.assertNotIn(self.officer, told.user_id)
            self.assertIn(str(entry.sequence), told[0].note)

    # -- the hourly check --

    def _check_new(self):
        """Return what the hourly check kept."""
        Check = self.env["mtm.log.check"]
        before = Check.search([])
        Check._cron_check_new()
        return Check.search([]) - before

    def test_the_hourly_check_goes_on_from_the_last(self):
        self.log_something(3)
        self.env["mtm.log.check"]._run()
        self.assertFalse(self._check_new(), "nothing came")
        last = self.log_something(2)[-1]
        found = self._check_new()
        self.assertTrue(found.is_whole)
        self.assertEqual(
            (found.entry_count, found.head_hash), (last.sequence, last.hash)
        )
        self.assertFalse(self._check_new())

    def test_the_hourly_check_reads_what_is_new(self):
        self.log_something(3)
        self.env["mtm.log.check"]._run()
        self.log_something(1)
        read = []
        follow = log_chain.Check.follow

        def follow_counted(check, entries):
            entries = list(entries)
            read.extend(entries)
            return follow(check, entries)

        with patch.object(log_chain.Check, "follow", follow_counted):
            self._check_new()
        self.assertEqual(len(read), 2, "the last that was known, and what came")

    def test_the_hourly_check_finds_what_was_cut_off(self):
        last = self.log_something(3)[-1]
        self._check_new()
        with self.unguarded(), mute_logger(LOGGER):
            self.env.cr.execute(
                "DELETE FROM mtm_log_entry WHERE sequence > %s", [last.sequence - 2]
            )
            found = self._check_new()
            self.assertFalse(found.is_whole)
            self.assertEqual(found.entry_count, last.sequence - 2)
            self.assertIn(str(last.sequence), found.problems)
            told = [("summary", "=", "The log was changed")]
            count = self.env["mail.activity"].search_count(told)
            self.assertTrue(count)
            self.assertFalse(self._check_new(), "told once")
            self.log_something(4)
            again = self._check_new()
            self.assertIn("earlier check", again.problems)
            self.env["mtm.log.check"]._run()
            self.assertFalse(self._check_new(), "the whole log decides")
        tried.attack(TAMPERED, "an earlier check, or the hash that was noted")
