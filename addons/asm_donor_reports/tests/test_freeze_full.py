"""A disk that is full while a report is frozen, and has room again."""

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.full_disk import FullDiskCase

from .test_freeze_killed import freeze, is_drawn_the_same, look, make


@tagged("post_install", "-at_install")
class TestFreezeFull(FullDiskCase):
    def test_a_draft_as_before_and_then_frozen(self):
        report_id, user_id = self.run_there(make)
        before = self.files_there()
        wrong = self.fail_when_full(freeze, report_id, uid=user_id)
        self.assertIn("could not store the file", wrong)
        self.assertEqual(self.run_there(look, report_id), ["draft", 0, 0])
        self.assertEqual(self.files_there(), before)
        tried.fault("disk full while a report is frozen", "a draft as before, no file")
        self.run_there(freeze, report_id, uid=user_id)
        self.assertEqual(self.run_there(look, report_id), ["frozen", 3, 3])
        self.assertTrue(self.run_there(is_drawn_the_same, report_id))
