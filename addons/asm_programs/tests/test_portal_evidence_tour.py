from odoo import Command
from odoo.tests import HttpCase, tagged

from .test_portal import ReportCommon


class EvidenceTour(ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people.indicator_id.evidence_rule_ids = [
            Command.create({"photo": True, "severity": "error"})
        ]
        cls.env["asm.narrative.section"].create(
            {"program_id": cls.program.id, "name": "Progress", "is_required": True}
        )

    def _walk(self):
        url = f"/my/reports/{self.report.id}"
        self.start_tour(url, "asm_report_portal_evidence", login="report_officer")
        self.assertEqual(self.report.state, "submitted")
        stored = self._values()
        self.assertEqual(stored.keys(), {"", *self.sex.value_ids.mapped("name")})
        self.assertEqual(set(stored.values()), {0.0})
        pieces = self.report.actual_ids.evidence_ids
        self.assertEqual(set(pieces.mapped("name")), {"list.csv", "gate.jpg"})
        self.assertEqual(pieces.create_uid, self.partner_officer)
        self.assertEqual(self.report.narrative_ids.text, "Two trainings")


@tagged("post_install", "-at_install")
class TestEvidenceTourOnTelephone(EvidenceTour):
    """An officer reports nothing, with evidence, on a telephone."""

    browser_size = "360x740"
    touch_enabled = True

    def test_nothing_happened_and_this_shows_it(self):
        self._walk()


@tagged("post_install", "-at_install")
class TestEvidenceTourOnDesktop(EvidenceTour):
    """The same with a mouse."""

    browser_size = "1200x900"

    def test_nothing_happened_and_this_shows_it(self):
        self._walk()
