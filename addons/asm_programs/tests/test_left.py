"""Somebody who left with work open, and services of the server that fail."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestLeft(ReportCommon, PortalCase):
    def test_reviews_of_an_approver_who_left(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.program.manager_id = self.approver
        self.approver.active = False
        self.manager.active = False
        other = self.report.with_user(self.second_approver)
        action = other.action_review()
        waiting = other.env["asm.actual"].search(action["domain"])
        self.assertEqual(waiting, self.report.actual_ids)
        self.assertTrue(other.may_review)
        other.action_approve()
        self.assertEqual(self.report.state, "approved")
        page = self._get(self.partner_viewer, f"/my/reports/{self.report.id}")
        self.assertIn("Approved", page)
        tried.fault("approver archived with reviews open", "another sees and does them")

    def _speak_french(self):
        lang = self.env["res.lang"]._activate_lang("fr_FR")
        self.partner_officer.lang = "fr_FR"
        self.partner.lang = "fr_FR"
        self.env.flush_all()
        return lang

    def _work_goes_on(self):
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        for path in ("/my/home", "/my/reports", f"/my/reports/{self.report.id}"):
            self._get(self.partner_officer, path)
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.assertEqual(self.report.state, "submitted")
        self.env["mtm.digest"]._send(self.partner_officer)

    def test_language_that_was_switched_off(self):
        lang = self._speak_french()
        with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
            lang.active = False
        # past that refusal, as in a database that was moved
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'fr_FR'")
        self._work_goes_on()
        tried.fault("a user's language is switched off", "pages open, reports are sent")

    def test_language_that_was_deleted(self):
        lang = self._speak_french()
        with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
            lang.unlink()
        # as above
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE code = 'fr_FR'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        lang.unlink()
        self.assertFalse(lang.exists())
        self._work_goes_on()
        tried.fault("a user's language is deleted", "pages open, reports are sent")

    def test_mail_server_that_is_down(self):
        self.program.manager_id = self.manager
        server = type(self.env["ir.mail_server"])

        def refuse(*args, **kwargs):
            raise ConnectionRefusedError("no such server")

        with (
            patch.object(server, "_connect__", refuse),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            problems = self._save(self._people("5"), self.partner_officer, submit=True)
            self.assertFalse(problems)
            template = self.env.ref("asm_programs.mail_template_report_due")
            mail = template.send_mail(self.report.id, force_send=False)
            mail = self.env["mail.mail"].browse(mail)
            self.assertEqual(mail.state, "outgoing")
            mail.send()
            self.assertEqual(mail.state, "exception")
            self.assertIn("no such server", mail.failure_reason)
        self.assertEqual(self.report.state, "submitted")
        self.assertTrue(self.report.receipt)
        tried.fault("mail server down while a report is sent", "it is sent; mail waits")
