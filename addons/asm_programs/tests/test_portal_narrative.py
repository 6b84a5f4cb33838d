from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .common import Q2
from .test_portal import ReportCommon


@tagged("post_install", "-at_install")
class TestNarrative(ReportCommon):
    """The story of a report, section by section."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.progress = cls._section("Progress", is_required=True)
        cls.next_steps = cls._section("Next steps")

    @classmethod
    def _section(cls, name, program=None, **values):
        Section = cls.env["asm.narrative.section"].with_user(cls.manager)
        return Section.create(
            {"program_id": (program or cls.program).id, "name": name, **values}
        ).with_env(cls.env)

    def _name(self, section):
        return f"narrative-{section.id}"

    def _texts(self):
        return {text.section_id: text.text for text in self.report.narrative_ids}

    def test_answers_by_section(self):
        typed = {self._name(self.progress): " Two trainings\r\nin March "}
        self.assertFalse(self._save(typed))
        self.assertEqual(self._texts(), {self.progress: "Two trainings\nin March"})
        self.assertEqual(self.report.narrative_ids.write_uid, self.partner_editor)
        self._save({self._name(self.progress): "Three"})
        self.assertEqual(self._texts(), {self.progress: "Three"})
        self._save({self._name(self.progress): ""})
        self.assertFalse(self.report.narrative_ids)

    def test_sections_of_other_programmes_take_nothing(self):
        foreign = self._section("Foreign", self._program("TST-2"))
        for name in (self._name(foreign), "narrative-x", "narrative-"):
            with self.subTest(name=name):
                self._save({name: "Mine"})
                self.assertFalse(self.report.narrative_ids)
                self.assertFalse(self.report.narrative)

    def test_draft_from_before_there_were_sections_is_kept(self):
        self._save({"narrative": "As one text"})
        first = self.report._portal_form()["sections"][0]
        self.assertEqual((first["input"], first["text"]), ("narrative", "As one text"))

    def test_required_section_holds_the_report_up(self):
        self._save(self._people("5"))
        problems = self._save({}, self.partner_officer, submit=True)
        self.assertIn("Progress", problems[""])
        self.assertEqual(self.report.state, "open")
        with self.assertRaisesRegex(UserError, "Progress"):
            self.report.with_user(self.officer).action_submit()
        typed = {self._name(self.progress): "Two trainings"}
        self.assertFalse(self._save(typed, self.partner_officer, submit=True))
        self.assertEqual(self.report.state, "submitted")

    def test_section_that_is_out_of_use_is_not_asked_for(self):
        self.progress.active = False
        self.assertFalse(
            self._save(self._people("5"), self.partner_officer, submit=True)
        )
        self.assertEqual(self.report.state, "submitted")

    def test_sections_of_the_programme_above(self):
        below = self._program("TST-3", parent_id=self.program.id)
        Section = self.env["asm.narrative.section"]
        self.assertEqual(Section._of_program(below), self.progress | self.next_steps)
        own = self._section("Own", below)
        self.assertEqual(Section._of_program(below), own)

    def test_two_at_once_see_both_texts(self):
        name = self._name(self.progress)
        self._save({name: "Theirs"}, self.partner_officer)
        report = self.report.with_user(self.partner_editor).sudo()
        problems = report._portal_save({name: "Mine"}, shown={name: ""})
        self.assertRegex(problems[name], "Theirs.*Mine")
        self.assertEqual(self._texts(), {self.progress: "Theirs"})
        described = report._portal_form()["sections"][0]
        self.assertIn(self.partner_officer.name, described["by"])

    def test_last_period_stands_beside(self):
        self._save({self._name(self.progress): "Two trainings"})
        later = self._submission(Q2).with_user(self.partner_editor).sudo()
        section = later._portal_form()["sections"][0]
        self.assertEqual(section["last"], "Two trainings")
        self.assertEqual(section["last_period"], self.report.period_id.name)

    def test_what_was_told_before_there_were_sections_stays(self):
        self.report.narrative = "As one text"
        names = [s["input"] for s in self.report._portal_form()["sections"]]
        self.assertEqual(
            names, ["narrative", *map(self._name, self.progress | self.next_steps)]
        )

    @mute_logger("odoo.sql_db")
    def test_one_section_of_a_name(self):
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._section("Progress")


@tagged("post_install", "-at_install")
class TestMissing(ReportCommon):
    """What a report lacks, said before it is sent."""

    def _missing(self):
        form = self.report.with_user(self.partner_officer).sudo()._portal_form()
        return form["missing"]

    def test_numbers_without_answer_are_named_and_do_not_stop_it(self):
        self._save(self._people("5"))
        missing = self._missing()
        self.assertEqual(
            [item["input"] for item in missing],
            [self._input(self.share, "numerator"), self._input(self.words, "text")],
        )
        self.assertFalse(any(item["must"] for item in missing))
        self._save({self._input(self.share, "missing"): "not_collected"})
        self.assertEqual(len(self._missing()), 1)

    def test_warning_asks_for_a_comment_and_an_error_for_the_number(self):
        self.people.indicator_id.evidence_rule_ids = [
            (0, 0, {"photo": True, "severity": "warning"})
        ]
        self._save(self._people("5"))
        first = self._missing()[0]
        self.assertTrue(first["must"])
        self.assertEqual(first["input"], self._input(self.people, "comment"))
        self.people.indicator_id.evidence_rule_ids.severity = "error"
        first = self._missing()[0]
        self.assertEqual(first["input"], self._input(self.people))
        self.people.indicator_id.evidence_rule_ids.severity = "warning"
        self._save({self._input(self.people, "comment"): "No camera there"})
        self.assertFalse(any(item["must"] for item in self._missing()))

    def test_required_section_is_named(self):
        section = self.env["asm.narrative.section"].create(
            {"program_id": self.program.id, "name": "Progress", "is_required": True}
        )
        first = self._missing()[0]
        self.assertTrue(first["must"])
        self.assertEqual(first["input"], f"narrative-{section.id}")

    def test_nothing_is_missing_of_what_cannot_be_changed(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.assertEqual(self._missing(), [])


@tagged("post_install", "-at_install")
class TestReviewedCells(ReportCommon):
    """What the reviewer said at a number, and who changed what."""

    def test_comment_stands_with_the_value_that_it_is_about(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        row = self.report.actual_ids
        row.with_user(self.approver)._return("Count again", comment="Too few?")
        self.report._update_state()
        self._save(self._people("7") | {self._input(self.people, "comment"): "Yes, 7"})
        total = self._block(self.people)["places"][0]["total"]
        self.assertEqual(total["review"], "Too few?")
        self.assertEqual(total["reviewed"], "5")
        self.assertEqual(total["v"], ["7"])
        self.assertEqual(total["comment"], "Yes, 7")

    def test_who_is_behind_is_told_who_was_there(self):
        self._save(self._people("5"))
        form = self.report.with_user(self.partner_officer).sudo()._portal_form()
        total = form["blocks"][0]["places"][0]["total"]
        self.assertIn(self.partner_editor.name, total["by"])
        own = self.report.with_user(self.partner_editor).sudo()._portal_form()
        self.assertNotIn("by", own["blocks"][0]["places"][0]["total"])

    def test_staff_have_no_name_for_partners(self):
        self._row(self.people, value=5.0)
        form = self.report.with_user(self.partner_officer).sudo()._portal_form()
        total = form["blocks"][0]["places"][0]["total"]
        self.assertNotIn(self.officer.name, total["by"])
        self.assertIn("programme team", total["by"])
        grid = self.report.with_user(self.manager).read_grid()
        total = grid["blocks"][0]["places"][0]["total"]
        self.assertIn(self.officer.name, total["by"])

    def test_history_in_sentences(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.report.with_user(self.approver).action_return("Count again")
        report = self.report.with_user(self.partner_editor).sudo()
        steps = report._portal_history()
        said = [(step["who"], step["text"]) for step in steps]
        self.assertIn(
            (self.partner_officer.name, "Sent the report to review (numbers: 1)"), said
        )
        self.assertIn(("The programme team", "Sent the report back (numbers: 1)"), said)
        self.assertTrue(any("Count again" in step["details"] for step in steps))
        self.assertEqual(said[-1][1], "Opened the report")


@tagged("post_install", "-at_install")
class TestLanguageOfThePage(ReportCommon, PortalCase):
    """What was typed on a page is read in the language that the page was in."""

    def test_number_typed_on_a_french_page(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(self.partner_editor.lang, "en_US")
        self.authenticate(self.partner_editor.login, self.partner_editor.login)
        name = self._input(self.share, "numerator")
        url = f"/my/reports/{self.report.id}/save"
        for lang, typed, stored in (
            ("fr_FR", "1\u202f234,5", 1234.5),
            ("fr_FR", "1 235,5", 1235.5),
            ("en_US", "1,236.5", 1236.5),
            ("xx_XX", "1,237.5", 1237.5),
        ):
            with self.subTest(lang=lang, typed=typed):
                params = {"changes": {name: typed}, "lang": lang}
                answer = self.make_jsonrpc_request(url, params)
                self.assertFalse(answer["problems"])
                self.assertEqual(self.report.actual_ids.numerator, stored)
        french = self.report.with_user(self.partner_editor).with_context(lang="fr_FR")
        described = french._portal_form()
        self.assertEqual((described["lang"], described["point"]), ("fr_FR", ","))


@tagged("post_install", "-at_install")
class TestNarrativeOfMergedPartners(ReportCommon):
    """What two organisations told is kept when they become one."""

    def test_texts_of_one_section_become_one(self):
        section = self.env["asm.narrative.section"].create(
            {"program_id": self.program.id, "name": "Progress"}
        )
        other = self._submission(partner=self.other_partner)
        for report, text in ((self.report, "Mine"), (other, "Theirs")):
            report.sudo()._save_words({f"narrative-{section.id}": text})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.partner | self.other_partner).ids, self.partner)
        kept = (self.report | other).exists()
        self.assertEqual(len(kept), 1)
        self.assertEqual(len(kept.narrative_ids), 1)
        for text in ("Mine", "Theirs"):
            self.assertIn(text, kept.narrative_ids.text)
