from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.mines_to_markets.tests.log_common import LogCommon
from odoo.addons.mines_to_markets.tests.migrations import migrate

from .common import YEAR
from .space import SpacesCommon

APPROVER = "asm_programs.group_asm_approver"
FINANCE = "asm_programs.group_asm_finance"
FREEZER = "asm_programs.group_asm_freezer"
DUTIES = (APPROVER, FINANCE, FREEZER)
ADMINISTRATOR = "mines_to_markets.group_mtm_admin"


@tagged("post_install", "-at_install")
class TestDuties(LogCommon, SpacesCommon):
    """Who keeps the lists does not approve, keep awards or freeze by that."""

    def _duties(self, user):
        return [duty for duty in DUTIES if user.has_group(duty)]

    def test_an_administrator_has_none(self):
        self.assertEqual(self._duties(self.admin), [])

    def test_an_administrator_does_not_approve(self):
        target = self.env["asm.target"].create(
            {
                "program_indicator_id": self._line("TST-DUTY").id,
                "date_from": YEAR[0],
                "date_to": YEAR[1],
                "value": 5,
            }
        )
        with self.assertRaisesRegex(AccessError, "approve"):
            target.with_user(self.admin).action_approve()
        target.with_user(self.approver).action_approve()

    def test_an_administrator_does_not_keep_awards(self):
        with self.assertRaises(AccessError):
            self.award.with_user(self.admin).amount = 1
        self.award.with_user(self.finance).amount = 1

    def test_an_administrator_does_not_freeze(self):
        report = self._report()
        report.action_draw()
        with self.assertRaises(AccessError):
            report.with_user(self.admin).action_freeze("Early")
        self.assertEqual(report.state, "draft")

    def test_what_an_administrator_is_given_is_in_the_log(self):
        with self.new_entries() as new:
            self.admin.group_ids = [Command.link(self.env.ref(APPROVER).id)]
        self.assertEqual(self._duties(self.admin), [APPROVER])
        self.assertEqual([entry.details for entry in new], [{"added": [APPROVER]}])

    def test_an_administrator_stands_in_for_nobody_by_their_own_hand(self):
        values = {
            "user_id": self.approver.id,
            "delegate_id": self.admin.id,
            "date_from": "2025-05-01",
            "date_to": "2025-05-31",
            "reason": "On leave",
        }
        Delegation = self.env["asm.delegation"].with_user(self.admin)
        with self.assertRaisesRegex(AccessError, "their own hand"):
            Delegation.create(values)
        Delegation.create(values | {"delegate_id": self.manager.id})

    def test_a_new_database_can_be_looked_at(self):
        for user in ("base.user_root", "base.user_admin"):
            self.assertEqual(self._duties(self.env.ref(user)), list(DUTIES))

    def test_who_had_them_as_an_administrator_keeps_them(self):
        admins = self.env.ref(ADMINISTRATOR)
        admins.implied_ids = [Command.link(self.env.ref(d).id) for d in DUTIES]
        self.assertEqual(self._duties(self.admin), list(DUTIES))
        away = new_test_user(self.env, "asm_away", ADMINISTRATOR, active=False)
        migrate(self.env, "asm_programs", "1.2", "post-duties", "19.0.1.1")
        self.assertFalse(admins.all_implied_ids & self.env.ref(FINANCE))
        for user in (self.admin, away):
            self.assertEqual(self._duties(user), list(DUTIES))
        self.assertEqual(self._duties(self.manager), [])
        later = new_test_user(self.env, "asm_later", ADMINISTRATOR)
        self.assertEqual(self._duties(later), [])
