from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AsmCommon


@tagged("post_install", "-at_install")
class TestSdgLink(AsmCommon):
    """Each link to a goal has its sign, and one subject."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goal = cls.env["mtm.sdg"].create({"code": "99.1", "name": "Test"})

    def _link(self, user=None, **values):
        values = {"sdg_id": self.goal.id, "effect": "both"} | values
        return self.env["asm.sdg.link"].with_user(user or self.manager).create(values)

    def test_one_subject(self):
        with self.assertDatabaseRefuses("asm.sdg.link", "one programme, one theme"):
            self._link()
        with self.assertDatabaseRefuses("asm.sdg.link", "one programme, one theme"):
            indicator = self._definition("TST-SDG")
            self._link(program_id=self.program.id, indicator_id=indicator.id)

    def test_each_goal_once_with_its_sign(self):
        link = self._link(program_id=self.program.id, effect="hinders")
        self.assertEqual(link.display_name, "99.1: Hinders")
        with self.assertDatabaseRefuses("asm.sdg.link", "linked already"):
            self._link(program_id=self.program.id)
        with self.assertDatabaseRefuses("asm.sdg.link", "effect"):
            self._link(program_id=self._program("TST-2").id, effect=False)

    def test_officers_read(self):
        link = self._link(program_id=self.program.id)
        self.assertEqual(link.with_user(self.officer).effect, "both")
        with self.assertRefuses(AccessError, "SDG Link"):
            self._link(self.officer, program_id=self._program("TST-2").id)
