from odoo import Command
from odoo.tests import tagged

from .common import Q1, Q2
from .test_portal import ReportPortalCommon
from .test_portal_evidence import picture

MOST_QUERIES = 25
INDICATORS = 10


@tagged("post_install", "-at_install")
class TestFilledReport(ReportPortalCommon):
    """A report that holds all it may: thirty numbers with comments and evidence, a
    story, targets, an approved report before it; sent, and back with findings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = [
            cls._line(f"TST-F{n}", dimensions=cls.sex, unit="tonne")
            for n in range(INDICATORS)
        ]
        for line in cls.lines:
            cls._assign(line)
            cls._target(line, value=90, days=Q2)
            line.indicator_id.evidence_rule_ids = [Command.create({"photo": True})]
        cls._ask_for_more()
        before = cls.report
        cls.report = cls._submission(Q2)
        cls.url = f"/my/reports/{cls.report.id}"
        for report in (before, cls.report):
            cls._fill_in(report)
        before.actual_ids.with_user(cls.approver)._approve()
        before._update_state("approved")
        waiting = cls.report.actual_ids
        waiting.with_user(cls.approver).action_return(
            dict.fromkeys(waiting.ids, "Look again")
        )

    @classmethod
    def _ask_for_more(cls):
        cls.env["asm.narrative.section"].create(
            {"program_id": cls.program.id, "name": "Progress", "is_required": True}
        )
        cls.env["asm.local.unit"].create(
            {"name": "crate", "unit": "tonne", "factor": 0.05}
        )
        cls.env["asm.validation.rule"].create(
            {
                "name": "Much",
                "kind": "range",
                "maximum": 9,
                "severity": "warning",
                "program_id": cls.program.id,
            }
        )

    @classmethod
    def _fill_in(cls, report):
        """Type thirty numbers, one of them in a local unit, and send them."""
        section = cls.env["asm.narrative.section"]._of_program(cls.program)
        typed = {f"narrative-{section.id}": "It rained"}
        for line in cls.lines:
            for category, text in (
                (None, "10"),
                (cls.female, "80 crate"),
                (cls.male, "6"),
            ):
                typed[cls._input(line, category=category)] = text
                typed[cls._input(line, "comment", category)] = "As counted"
        theirs = report.with_user(cls.partner_editor).sudo()
        problems = theirs._portal_save(typed)
        for line in cls.lines:
            theirs._attach_file(line.id, 0, "photo.jpg", picture())
            theirs._attach_link(line.id, 0, "https://example.com/photo")
        sent = report.with_user(cls.partner_officer).sudo()
        problems |= sent._portal_save({}, submit=True)
        if problems:
            raise AssertionError(problems)

    def test_its_page_takes_few_queries(self):
        self.authenticate("report_viewer", "report_viewer")
        self.assertLessEqual(self._count_queries(self.url), MOST_QUERIES)

    def test_its_page_shows_all_of_it(self):
        form = self.report.with_user(self.partner_viewer)._portal_form()
        self.assertEqual(form["state"], "returned")
        blocks = {block["id"]: block for block in form["blocks"]}
        for line in self.lines:
            [place] = blocks[line.id]["places"]
            total = place["total"]
            self.assertEqual((total["v"], total["target"]), (["10"], "90"))
            self.assertEqual((total["last"], total["review"]), ("10", "Look again"))
            self.assertEqual(
                (total["comment"], total["reviewed"]), ("As counted", "10")
            )
            self.assertEqual([note[0] for note in total["notes"]], ["warning"])
            self.assertNotIn("local", total)
            female = next(
                cell
                for cell in place["groups"][0]["cells"]
                if cell["k"] == str(self.female.id)
            )
            self.assertIn("80 crate", female["local"])
            kinds = [piece["kind"] for piece in place["evidence"]]
            self.assertEqual(kinds, ["photo", "link"])
            self.assertTrue(place["evidence_note"])
            self.assertIn("crate", str(blocks[line.id]["units"]))
        [section] = [part for part in form["sections"] if part["name"] == "Progress"]
        self.assertEqual((section["text"], section["last"]), ("It rained", "It rained"))

    def test_a_piece_of_evidence_counts_at_once(self):
        line = self.lines[0]
        theirs = self.report.with_user(self.partner_editor).sudo()
        line.indicator_id.evidence_rule_ids.minimum = 3
        place = theirs._attach_file(line.id, 0, "second.jpg", picture("PNG"))
        self.assertEqual(len(place["evidence"]), 3)
        self.assertEqual(len(place["evidence_lacks"]), 1)
        place = theirs._delete_piece(line.id, 0, place["evidence"][0]["id"])
        self.assertEqual(len(place["evidence"]), 2)

    def test_a_rule_that_changes_holds_at_once(self):
        rule = self.env["asm.validation.rule"].search([("name", "=", "Much")])
        shown = [
            place["total"].get("notes")
            for block in self.report._portal_form()["blocks"]
            for place in block["places"]
        ]
        self.assertTrue(any(shown))
        rule.active = False
        form = self.report._portal_form()
        self.assertNotIn("notes", str(form["blocks"]))
        rule.write({"active": True, "date_to": Q1[1]})
        self.assertNotIn("notes", str(self.report._portal_form()["blocks"]))
        rule.date_to = Q2[1]
        self.assertIn("notes", str(self.report._portal_form()["blocks"]))
