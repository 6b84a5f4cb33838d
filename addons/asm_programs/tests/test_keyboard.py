"""A report is filled in and sent without a mouse or a finger."""

from odoo.tests import HttpCase, tagged

from .keyboard import KeyboardCase
from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestKeyboard(KeyboardCase, ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words.assignment_ids.unlink()
        cls.share.assignment_ids.unlink()
        cls.env["asm.narrative.section"].create(
            {"program_id": cls.program.id, "name": "Progress", "is_required": True}
        )
        cls.section = cls.env["asm.narrative.section"]._of_program(cls.program)

    def test_from_the_first_screen_to_the_receipt(self):
        with self._telephone("report_officer") as keyboard:
            keyboard.start_at("/my")
            keyboard.follow(f'a[href="/my/reports/{self.report.id}"]')
            keyboard.wait_for(".o_asm_report_grid")
            for category, text in ((self.female, "12"), (self.male, "3")):
                name = self._input(self.people, category=category)
                keyboard.go_to(f'[data-name="{name}"]')
                keyboard.type_text(text)
            total = f'[data-name="{self._input(self.people)}"]'
            keyboard.wait_for(total, "15")
            keyboard.go_to(".o_asm_submit")
            keyboard.press("Enter")
            # what is missing is read out, and leads to where it is missing
            keyboard.wait_for(".o_asm_lack", "Progress")
            keyboard.wait("document.activeElement.closest('.o_asm_lack')")
            keyboard.go_to(f'[data-input="narrative-{self.section.id}"]')
            keyboard.press("Enter")
            keyboard.wait(
                f"document.activeElement.dataset.name === 'narrative-{self.section.id}'"
            )
            keyboard.type_text("All went well")
            keyboard.go_to(".o_asm_submit")
            keyboard.press("Enter")
            keyboard.wait_for(".alert-success", "Sent")
            keyboard.follow(f'a[href="/my/reports/{self.report.id}/receipt"]')
            keyboard.wait_for("main", self.report.program_id.name)
        self.report.invalidate_recordset()
        self.assertEqual(self.report.state, "submitted")
        self.assertEqual(
            self._values(), {"": 15.0, self.female.name: 12.0, self.male.name: 3.0}
        )

    def test_a_service_is_asked_for(self):
        with self._telephone("report_officer") as keyboard:
            keyboard.start_at("/my")
            keyboard.follow('a[href="/my/requests/new"]')
            keyboard.go_to("select[name=country_id]")
            keyboard.press("ArrowDown")
            keyboard.go_to("textarea[name=description]")
            keyboard.type_text("Help us with the scales")
            keyboard.follow("main form button[type=submit]")
            keyboard.wait_for("main", "Help us with the scales")
        asked = self.env["mtm.service.request"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(asked.description, "Help us with the scales")
