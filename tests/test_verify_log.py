"""The command that checks the log, on a database as it was committed."""

import os
import subprocess
import sys
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.log_common import Committed

SCRIPT = Path(__file__).parents[1] / "scripts/m2m/log.py"


@tagged("post_install", "-at_install")
class TestVerifyLog(Committed, TransactionCase):
    def _verify(self, expected=""):
        """Run what ./m2m verify-log runs; its exit code and what it said."""
        done = subprocess.run(
            [sys.executable, SCRIPT, self.registry.db_name, expected],
            env=os.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def _change(self, statement):
        with self.registry.cursor() as cr:
            cr.execute("ALTER TABLE mtm_log_entry DISABLE TRIGGER USER")
            cr.execute(statement)
            cr.execute("ALTER TABLE mtm_log_entry ENABLE TRIGGER USER")

    def test_verify(self):
        for rows in range(3):
            with self.registry.cursor() as cr:
                self._note(cr, rows)
        *_, one, noted = self._check()
        code, said = self._verify()
        self.assertEqual((code, said.splitlines()[-1]), (0, "The log is whole."))
        self.assertIn(noted.hash, said)
        self.assertEqual(self._verify(noted.hash)[0], 0)
        self.assertEqual(self._verify(one.hash)[0], 0)
        code, said = self._verify("f" * 64)
        self.assertEqual((code, said.splitlines()[-1]), (1, "The log was changed."))

        self._change(
            "DELETE FROM mtm_log_entry "
            "WHERE sequence = (SELECT max(sequence) FROM mtm_log_entry)"
        )
        self.assertEqual(self._verify()[0], 0, "nothing says that there was one more")
        self.assertEqual(self._verify(noted.hash)[0], 1)
        self._change(
            "UPDATE mtm_log_entry SET moment = moment - interval '1 day' "
            "WHERE sequence = (SELECT max(sequence) FROM mtm_log_entry)"
        )
        code, said = self._verify()
        self.assertEqual(code, 1)
        self.assertIn(f"Number {one.sequence} is not what was written.", said)
        tried.attack(
            "Log tampered with in the database", "./m2m verify-log finds it", 2
        )
