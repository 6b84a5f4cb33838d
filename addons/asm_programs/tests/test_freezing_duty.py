from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.mines_to_markets.tests.migrations import migrate

from .space import SpacesCommon


@tagged("post_install", "-at_install")
class TestFreezingDuty(SpacesCommon):
    """Who draws a report need not be who freezes and sends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.drawer = new_test_user(
            cls.env, "asm_drawer", "asm_programs.group_asm_finance"
        )
        cls.report = cls._report()
        cls.report.action_draw()

    def test_drawing_is_not_freezing(self):
        report = self.report.with_user(self.drawer)
        report.action_draw()
        with self.assertRaisesRegex(AccessError, "a duty of its own"):
            report.action_freeze("Early")
        self.assertEqual(report.state, "draft")

    def test_who_has_the_duty_freezes_and_sends(self):
        report = self.report.with_user(self.finance)
        report.action_freeze("Early")
        with self.assertRaisesRegex(AccessError, "a duty of its own"):
            report.with_user(self.drawer).action_send()
        report.action_send()
        self.assertEqual(report.state, "sent")

    def test_who_froze_before_goes_on_freezing(self):
        migrate(self.env, "asm_programs", "1.1", "post-freezing", "19.0.1.0")
        self.assertTrue(self.drawer.has_group("asm_programs.group_asm_freezer"))
        self.assertFalse(self.officer.has_group("asm_programs.group_asm_freezer"))
