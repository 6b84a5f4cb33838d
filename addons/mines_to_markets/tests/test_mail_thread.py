from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import MinesToMarketsCommon

MESSAGE = """From: Somebody <somebody@example.com>
To: nobody@example.com
Subject: Planted
Message-Id: <planted@example.com>

Hello
"""


@tagged("post_install", "-at_install")
class TestMailThread(MinesToMarketsCommon):
    def _take_in(self, user, model="crm.lead"):
        threads = self.env["mail.thread"].with_user(user)
        return threads.message_process(model, MESSAGE)

    def test_an_employee_makes_no_record_out_of_an_email(self):
        """Odoo would create it as the system, of any model that takes e-mails."""
        employee = new_test_user(self.env, login="mtm_employee")
        for user in (employee, self.officer, self.administrator):
            for model in ("crm.lead", "mtm.engagement", "res.partner"):
                with self.assertRaisesRegex(AccessError, "taken in by the system"):
                    self._take_in(user, model)

    def test_the_system_takes_in_an_email(self):
        lead = self.env["crm.lead"].browse(
            self._take_in(self.env.ref("base.user_root"))
        )
        self.assertEqual(lead.name, "Planted")

    def test_the_gateway_of_an_administrator_of_odoo_takes_in_an_email(self):
        system = new_test_user(
            self.env, login="mtm_gateway", groups="base.group_system"
        )
        lead = self.env["crm.lead"].browse(self._take_in(system))
        self.assertEqual(lead.name, "Planted")
