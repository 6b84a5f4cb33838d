"""A target is revised in the browser: proposed, not by oneself approved, seen as of."""

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from .common import YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestLedgerTour(AsmCommon, HttpCase):
    def test_a_target_is_revised(self):
        line = self._line("LEDGER-1")
        line.indicator_id.name = "Ledger indicator"
        with freeze_time("2025-01-10 10:00:00"):
            first = self._target(line, 40, YEAR)
        self._walk(f"targets/{first.id}", "ledger_propose", "asm_officer")
        change = line.target_ids - first
        self.assertRecordValues(
            change,
            [
                {
                    "value": 50,
                    "reason": "A district more",
                    "proposed_by": self.officer.id,
                    "state": "proposed",
                }
            ],
        )
        self._walk(f"targets/{change.id}", "ledger_cannot_approve", "asm_officer")
        self._walk(f"targets/{change.id}", "ledger_approve", "asm_approver")
        self.assertEqual(change.approved_by, self.approver)
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Ledger of one",
                "res_model": "asm.ledger",
                "view_mode": "list",
                "domain": [("program_indicator_id", "=", line.id)],
            }
        )
        self._walk(f"action-{action.id}", "ledger_as_of", "asm_officer")

    def test_many_are_proposed_at_once(self):
        line = self._line("LEDGER-2")
        self._walk(f"indicators/{line.id}", "target_grid", "asm_officer")
        self.assertEqual(sorted(line.target_ids.mapped("value")), [7, 8])

    def _walk(self, path, tour, login):
        self.start_tour(f"/odoo/{path}", f"asm_{tour}", login=login)
