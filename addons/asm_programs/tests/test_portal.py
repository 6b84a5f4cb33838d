import html
import json
import re
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import JsonRpcException, new_test_user, tagged, users
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.controllers.portal import MtmCustomerPortal
from odoo.addons.mines_to_markets.tests.portal import WORDS_OF_STAFF, PortalCase

from .common import Q2, AsmCommon

SCRIPT = "<script>alert(1)</script>"


class ReportCommon(AsmCommon):
    """A partner's report of a quarter: people by sex, a share, and words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._line(
            "TST-PEO", dimensions=cls.sex, unit="person", whole_units=True
        )
        cls.share = cls._ratio("TST-SHR", numerator_label="Wearing a helmet")
        cls.words = cls._line("TST-WRD", measure="qualitative")
        for line in (cls.people, cls.share, cls.words):
            cls._assign(line)
        cls.report = cls._submission()
        for role in ("viewer", "editor", "officer"):
            user = cls._portal_user(f"report_{role}", cls.partner, role)
            setattr(cls, f"partner_{role}", user)
        cls.rival = cls._portal_user("report_rival", cls.other_partner)

    @classmethod
    def _portal_user(cls, login, partner, role="officer"):
        user = new_test_user(cls.env, login, "base.group_portal")
        cls.env["mtm.partner.access"].create(
            {"partner_id": partner.id, "user_id": user.id, "role": role}
        )
        return user

    @classmethod
    def _assign(cls, line, partner=None, **values):
        return cls.env["asm.assignment"].create(
            {
                "program_indicator_id": line.id,
                "partner_id": (partner or cls.partner).id,
                **values,
            }
        )

    @classmethod
    def _input(cls, line, member="value", category=None, site=None):
        ids = (line.id, site.id if site else 0, category.id if category else 0)
        return "-".join(map(str, (member, *ids)))

    def _save(self, typed, user=None, submit=False, shown=None):
        """Store what was typed, as an editor; return the problems."""
        report = self.report.with_user(user or self.partner_editor).sudo()
        return report._portal_save(typed, shown, submit)

    def _people(self, total=None, female=None, male=None):
        texts = {None: total, self.female: female, self.male: male}
        return {
            self._input(self.people, category=category): text
            for category, text in texts.items()
            if text is not None
        }

    def _values(self, line=None):
        """Return ``{category name, "" for the total: value}`` of what is stored."""
        rows = self.report.actual_ids.filtered(
            lambda row: row.program_indicator_id == (line or self.people)
        )
        return {row.disaggregation_id.display_name or "": row.value for row in rows}

    def _block(self, line):
        blocks = self.report._portal_form()["blocks"]
        return next(block for block in blocks if block["id"] == line.id)

    def _shown(self):
        """Return what the inputs hold now: ``{input name: text}``."""
        report = self.report.sudo()
        sheet = report._sheet()
        return {
            name: report._stored_text(sheet.rows.get(cell), member, ".")
            for name, (cell, member) in report._inputs(sheet).items()
        } | {"narrative": report.narrative or ""}


@tagged("post_install", "-at_install")
class TestReportForm(ReportCommon):
    """What is typed into a report, checked and stored; no browser needed."""

    def test_blank_and_zero_are_kept_apart(self):
        self.assertFalse(self._save(self._people("5", "", "0")))
        stored = self._values()
        self.assertEqual(stored.keys(), {"", self.male.name})
        self.assertEqual(stored[""], 5.0)
        self.assertIs(type(stored[self.male.name]), float)
        self.assertEqual(stored[self.male.name], 0.0)

    def test_zero_can_become_blank_and_blank_zero(self):
        self._save(self._people("0"))
        self._save(self._people(""))
        self.assertFalse(self.report.actual_ids)
        self._save(self._people("0"))
        self.assertEqual(self._values(), {"": 0.0})

    def test_cleared_number_with_a_history_stays_as_a_blank(self):
        self._save(self._people("5"))
        self._save(self._people("6"))
        self._save(self._people(""))
        self.assertEqual(self._values(), {"": False})
        self.assertIs(self.report.actual_ids.value, False)

    def test_saving_twice_changes_nothing(self):
        typed = self._people("5", "2", "3") | {"narrative": "Two trainings"}
        self._save(typed)
        rows = self.report.actual_ids
        before = rows.read(["state_since", "write_date", "typed_by"])
        self._save(typed, user=self.partner_officer)
        self.env.flush_all()
        self.assertEqual(self.report.actual_ids, rows)
        self.assertEqual(rows.read(["state_since", "write_date", "typed_by"]), before)
        self.assertFalse(rows.revision_ids)

    def test_numbers_are_stored_in_the_name_of_who_typed_them(self):
        self._save(self._people("5"))
        self.assertEqual(self.report.actual_ids.typed_by, self.partner_editor)

    def test_parts_above_the_total_are_refused_with_the_numbers(self):
        problems = self._save(self._people("4", "2", "3"))
        self.assertEqual(problems.keys(), {self._input(self.people, "place")})
        [message] = problems.values()
        self.assertRegex(message, r"\b5\b.*\b4\b")
        self.assertFalse(self.report.actual_ids)

    def test_parts_may_be_less_than_the_total(self):
        self.assertFalse(self._save(self._people("9", "2", "3")))

    def test_inputs_that_were_not_offered_are_refused(self):
        elsewhere = self._program("TST-2")
        foreign = self._use(self._definition("TST-FOR"), elsewhere)
        for name in (
            self._input(foreign),
            self._input(self.people, site=self.north),
            self._input(self.people, "numerator"),
            "value-1-2",
            "missing-x-0-0",
        ):
            with self.subTest(name=name):
                self.assertIn(name, self._save({name: "1"}))
                self.assertFalse(self.report.actual_ids)

    def test_other_keys_change_nothing(self):
        before = self.report.read()[0]
        typed = {
            "state": "approved",
            "partner_id": str(self.other_partner.id),
            "submitted_by": "1",
            "return_reason": "x",
            "typed_by": "1",
        }
        self.assertFalse(self._save(typed))
        self.report.invalidate_recordset()
        self.assertEqual(self.report.read()[0], before)

    def test_roles(self):
        typed = self._people("5")
        for user, submit in (
            (self.partner_viewer, False),
            (self.partner_viewer, True),
            (self.partner_editor, True),
            (self.rival, False),
            (self.rival, True),
            (self.officer, False),
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._save(typed, user, submit)
        self.assertFalse(self.report.actual_ids)
        self.assertFalse(self._save(typed, self.partner_editor))
        self.assertFalse(self._save(typed, self.partner_officer, submit=True))

    def test_officer_submits_in_their_own_name(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.assertEqual(self.report.state, "submitted")
        self.assertEqual(self.report.submitted_by, self.partner_officer)
        self.assertFalse(self.report.is_on_behalf)
        self.assertEqual(self.report.actual_ids.mapped("state"), ["submitted"])
        self.assertNotIn(
            self.partner_officer.partner_id, self.report.message_partner_ids
        )

    def test_submitting_twice_counts_once(self):
        typed = self._people("5")
        self._save(typed, self.partner_officer, submit=True)
        sent = self.report.submitted_on
        self.assertFalse(self._save(typed, self.partner_officer, submit=True))
        self.assertEqual(self.report.submitted_on, sent)

    def test_empty_report_is_not_submitted(self):
        self.assertIn("", self._save({}, self.partner_officer, submit=True))
        self.assertEqual(self.report.state, "open")
        words = {"narrative": "The road was closed all quarter"}
        self.assertFalse(self._save(words, self.partner_officer, submit=True))
        self.assertEqual(self.report.state, "submitted")

    def test_what_cannot_be_submitted_is_not_stored(self):
        typed = self._people("4", "5")
        self.assertTrue(self._save(typed, self.partner_officer, submit=True))
        self.assertFalse(self.report.actual_ids)
        self.assertEqual(self.report.state, "open")

    def test_numbers_that_are_none(self):
        for text in ("five", "1e3", "-1", "1.2.3", "nan", "=1+1", "9" * 16):
            with self.subTest(text=text):
                problems = self._save(self._people(text))
                self.assertEqual(problems.keys(), {self._input(self.people)})
                self.assertIn(text[:9], *problems.values())

    def test_whole_units(self):
        self.assertIn(self._input(self.people), self._save(self._people("2.5")))
        self.assertFalse(self._save(self._people("2.0")))

    def test_numbers_of_a_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        tonnes = self._line("TST-TON", whole_units=False)
        self._assign(tonnes)
        self.report = self.report.with_context(lang="fr_FR")
        name = self._input(tonnes)
        self.assertFalse(self._save({name: "1 234,5"}))
        self.assertEqual(self._values(tonnes), {"": 1234.5})
        self.assertFalse(self._save({name: "7.25"}))
        self.assertEqual(self._values(tonnes), {"": 7.25})
        self.assertIn(name, self._save({name: "1.234"}))
        [place] = self._block(tonnes)["places"]
        self.assertEqual(place["total"]["v"], ["7,25"])

    def test_shares_are_two_numbers(self):
        typed = {
            self._input(self.share, "numerator"): "3",
            self._input(self.share, "denominator"): "12",
        }
        self.assertFalse(self._save(typed))
        row = self.report.actual_ids
        self.assertEqual((row.numerator, row.denominator), (3.0, 12.0))
        self.assertIs(row.value, False)

    def test_words(self):
        self.assertFalse(self._save({self._input(self.words, "text"): " A law. "}))
        self.assertEqual(self.report.actual_ids.text, "A law.")

    def test_a_choice_of_the_scale(self):
        definitions = [
            self._definition(code, measure="ordinal") for code in ("TST-ORD", "TST-OR2")
        ]
        low, foreign = self.env["asm.scale.value"].create(
            [
                {"indicator_id": definition.id, "code": "1", "name": "Low"}
                for definition in definitions
            ]
        )
        scale = self._use(definitions[0])
        self._assign(scale)
        name = self._input(scale, "option")
        self.assertIn(name, self._save({name: str(foreign.id)}))
        self.assertFalse(self._save({name: str(low.id)}))
        self.assertEqual(self.report.actual_ids.option_id, low)
        self.assertFalse(self._save({name: str(low.id)}))
        self.assertFalse(self._save({name: ""}))
        self.assertFalse(self.report.actual_ids)

    def test_a_reason_stands_where_a_number_is_missing(self):
        reason = {self._input(self.people, "missing"): "not_accessible"}
        self.assertFalse(self._save(reason))
        self.assertEqual(self.report.actual_ids.missing_reason, "not_accessible")
        self.assertTrue(self._block(self.people)["is_answered"])
        unknown = {self._input(self.people, "missing"): "dog ate it"}
        self.assertIn(self._input(self.people, "missing"), self._save(unknown))

    def test_a_number_and_a_reason_why_it_is_missing_do_not_go_together(self):
        missing = self._input(self.people, "missing")
        reason = {missing: "not_accessible"}
        self.assertIn(missing, self._save(self._people("5") | reason))
        self.assertIn(missing, self._save(self._people(female="5") | reason))
        self.assertFalse(self.report.actual_ids)

    def test_a_new_number_ends_the_reason(self):
        reason = {self._input(self.people, "missing"): "not_accessible"}
        self._save(reason)
        self.assertFalse(self._save(self._people("5") | reason))
        self.assertEqual(self._values(), {"": 5.0})
        self.assertFalse(self.report.actual_ids.missing_reason)

    def test_too_long_a_text_is_refused(self):
        name = self._input(self.people, "comment")
        self.assertIn(name, self._save({name: "x" * 30_000}))
        self.assertIn("narrative", self._save({"narrative": "x" * 30_000}))
        self.assertFalse(self.report.narrative)

    def test_two_at_once_each_keeps_their_cells(self):
        opened = self._shown()
        self._save(self._people(female="2"), self.partner_officer)
        typed = self._people(female="", male="3")
        self.assertFalse(self._save(typed, shown=opened))
        self.assertEqual(self._values(), {self.female.name: 2.0, self.male.name: 3.0})

    def test_two_at_once_in_one_cell_are_told(self):
        opened = self._shown()
        words = {"narrative": "Theirs"}
        self._save(self._people("2") | words, self.partner_officer)
        typed = self._people("3") | {"narrative": "Mine"}
        problems = self._save(typed, shown=opened)
        self.assertEqual(problems.keys(), {self._input(self.people), "narrative"})
        self.assertRegex(problems[self._input(self.people)], r"\b2\b.*\b3\b")
        self.assertRegex(problems["narrative"], "Theirs.*Mine")
        self.assertEqual(self._values(), {"": 2.0})
        self.assertFalse(self._save(typed, shown=self._shown()))
        self.assertEqual(self._values(), {"": 3.0})
        self.assertEqual(self.report.narrative, "Mine")

    def test_what_is_right_is_stored_and_the_rest_is_told(self):
        words = {self._input(self.words, "text"): "A law"}
        problems = self._save(self._people("five", "2") | words)
        self.assertEqual(problems.keys(), {self._input(self.people)})
        self.assertIn("five", *problems.values())
        self.assertEqual(self._values(), {self.female.name: 2.0})
        self.assertEqual(self._values(self.words), {"": False})

    def test_parts_that_do_not_fit_hold_up_no_other_place(self):
        words = {self._input(self.words, "text"): "A law"}
        comment = {self._input(self.people, "comment"): "By hand"}
        problems = self._save(self._people("4", "2", "3") | words | comment)
        self.assertEqual(problems.keys(), {self._input(self.people, "place")})
        self.assertEqual(self._values(), {"": False})
        self.assertEqual(self._values(self.words), {"": False})

    def test_what_is_refused_is_not_sent(self):
        typed = self._people("five") | {"narrative": "Done"}
        self.assertTrue(self._save(typed, self.partner_officer, submit=True))
        self.assertEqual((self.report.state, self.report.narrative), ("open", "Done"))

    def test_numerator_of_a_share_is_at_most_its_denominator(self):
        numerator = self._input(self.share, "numerator")
        typed = {numerator: "13", self._input(self.share, "denominator"): "12"}
        problems = self._save(typed | self._people("5"))
        self.assertEqual(problems.keys(), {numerator})
        self.assertRegex(problems[numerator], "13.*12")
        self.assertEqual(self._values(), {"": 5.0})
        self.assertFalse(self._values(self.share))

    def test_a_rate_may_be_above_one(self):
        rate = self._line("TST-RAT", is_ratio=True, measure="unit")
        self._assign(rate)
        names = [self._input(rate, name) for name in ("numerator", "denominator")]
        self.assertFalse(self._save(dict(zip(names, ("13", "12"), strict=True))))

    def test_what_names_no_inputs_is_refused_in_a_sentence(self):
        name = self._input(self.people)
        for typed, shown in (
            (None, None),
            ("5", None),
            ([[name, "5"]], None),
            (7, {}),
            ({name: "5"}, "{"),
            ({name: "5"}, [name]),
            ({name: "5"}, False),
        ):
            with self.subTest(typed=typed, shown=shown):
                problems = self._save(typed, shown=shown)
                self.assertEqual(problems.keys(), {""})
                self.assertIn("Load the page again", problems[""])
        self.assertFalse(self.report.actual_ids)

    def test_far_too_many_inputs_are_refused_at_once(self):
        names = (
            self._input(self.people, site=self.north) + str(n) for n in range(5000)
        )
        problems = self._save(dict.fromkeys(names, "1") | self._people("5"))
        self.assertEqual(problems.keys(), {""})
        self.assertIn("5001 inputs", problems[""])
        self.assertFalse(self.report.actual_ids)

    def test_what_is_no_text_is_refused_at_its_cell(self):
        name = self._input(self.people, category=self.female)
        for value in (5, 1.5, True, None, ["5"], {"value": "5"}):
            with self.subTest(value=value):
                problems = self._save(self._people("5") | {name: value, "state": value})
                self.assertEqual(problems.keys(), {name})
        self.assertEqual(self._values(), {"": 5.0})

    def test_what_a_page_showed_may_hold_anything(self):
        name = self._input(self.people)
        for shown in ({name: 5}, {name: [name]}, {"narrative": {}}, {"a": None}):
            with self.subTest(shown=shown):
                self.assertFalse(self._save(self._people("5"), shown=shown))

    def test_a_very_long_number_is_refused(self):
        problems = self._save(self._people("9" * 1_000_000))
        self.assertEqual(problems.keys(), {self._input(self.people)})
        self.assertLess(len(*problems.values()), 200)

    def test_characters_that_no_database_stores_are_left_out(self):
        words = {self._input(self.words, "text"): "a\0 l\ud800aw", "narrative": "\0 b"}
        self.assertFalse(self._save(words))
        self.assertEqual(self.report.actual_ids.text, "a l?aw")
        self.assertEqual(self.report.narrative, "b")

    def test_what_is_under_review_is_locked(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        problems = self._save(self._people("6") | {"narrative": "Late"})
        self.assertEqual(problems.keys(), {self._input(self.people), "narrative"})
        self.assertIn("6", problems[self._input(self.people)])
        self.assertEqual(self._values(), {"": 5.0})
        self.assertFalse(self.report.narrative)
        form = self.report.with_user(self.partner_officer)._portal_form()
        self.assertFalse(form["can_save"])

    def test_returned_report_is_put_right(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.report.with_user(self.approver).action_return("Count again")
        self.report.actual_ids.review_comment = "Only 4 on the list"
        form = self.report.with_user(self.partner_officer)._portal_form()
        self.assertEqual(form["return_reason"], "Count again")
        self.assertTrue(form["can_submit"])
        [place] = self._block(self.people)["places"]
        self.assertEqual(place["total"]["review"], "Only 4 on the list")
        self.assertFalse(self._save(self._people("4"), self.partner_officer, True))
        self.assertEqual(self.report.state, "submitted")
        self.assertFalse(self.report.return_reason)
        self.report.with_user(self.approver).action_approve()
        self.assertEqual(self.report.state, "approved")

    def test_counted_deliveries_are_shown_and_not_overwritten(self):
        service = self._service()
        delivery = self._delivery(self._engagement(service))
        row = self._row(self.people, value=7)
        row.delivery_line_ids = [
            Command.create({"delivery_id": delivery.id, "quantity": 7})
        ]
        [place] = self._block(self.people)["places"]
        self.assertIn("1", place["total"]["counted"])
        self.assertTrue(place["total"]["ro"])
        self.assertNotIn("locked", place["total"])
        self.assertIn(self._input(self.people), self._save(self._people("9")))
        self.assertFalse(self._save({self._input(self.people, "comment"): "We had 9"}))
        self.assertEqual(self._values(), {"": 7.0})
        self.assertEqual(row.comment, "We had 9")

    def test_last_approved_number_stands_beside(self):
        self._number(self.people, value=31)
        self.report = self._submission(Q2)
        [place] = self._block(self.people)["places"]
        self.assertEqual(place["total"]["last"], "31")
        self.assertEqual(place["total"]["v"], [""])

    def test_last_number_that_is_not_approved_is_not_shown(self):
        self._row(self.people, value=31)
        self.report = self._submission(Q2)
        [place] = self._block(self.people)["places"]
        self.assertNotIn("last", place["total"])

    def test_each_site_has_a_place_of_its_own(self):
        by_site = self._line("TST-SIT", dimensions=self.sex)
        self._assign(by_site, site_ids=[Command.set((self.north | self.south).ids)])
        names = [place["name"] for place in self._block(by_site)["places"]]
        self.assertEqual(names, [self.north.name, self.south.name])
        typed = {self._input(by_site, site=self.south): "4"}
        self.assertFalse(self._save(typed))
        self.assertEqual(self.report.actual_ids.site_id, self.south)

    def test_assignment_may_ask_for_other_categories(self):
        plain = self._line("TST-PLN")
        self._assign(plain, dimension_ids=[Command.set(self.sex.ids)])
        [place] = self._block(plain)["places"]
        names = [axis["name"] for group in place["groups"] for axis in group["axes"]]
        self.assertEqual(names, [self.sex.name])

    def test_only_what_is_assigned_is_asked(self):
        self._assign(self._line("TST-OTH"), partner=self.other_partner)
        self._assign(self._line("TST-OLD"), date_end="2024-12-31")
        self._assign(self._line("TST-FRM", formula="TST-PEO * 2"))
        asked = {block["code"] for block in self.report._portal_form()["blocks"]}
        self.assertEqual(asked, {"TST-PEO", "TST-SHR", "TST-WRD"})

    def test_numbers_without_a_cell_are_shown_too(self):
        unasked = self._line("TST-XTR")
        self._row(unasked, value=12)
        [extra] = self.report._portal_form()["extras"]
        self.assertEqual((extra["name"], extra["text"]), ("Indicator TST-XTR", "12"))

    def test_answered_counts_indicators_and_zero_is_an_answer(self):
        self.assertEqual(self.report._portal_form()["answered"], 0)
        self._save(self._people("0"))
        form = self.report._portal_form()
        self.assertEqual((form["answered"], form["asked"]), (1, 3))

    def test_form_takes_as_many_queries_for_many_cells_as_for_few(self):
        self._save(self._people("5", "2"))
        self._ask_for_more(range(1))
        few = self._count_form_queries()
        self._ask_for_more(range(1, 13))
        self.assertLessEqual(self._count_form_queries(), few + 2)

    def _ask_for_more(self, numbers):
        for number in numbers:
            line = self._line(f"TST-M{number}", dimensions=self.sex)
            self._assign(line)
            self._row(line, value=number)

    def _count_form_queries(self):
        self.report._portal_form()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.report.with_user(self.partner_editor)._portal_form()
        return self.cr.sql_log_count - before


class ReportPortalCommon(ReportCommon, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"/my/reports/{cls.report.id}"

    def _send(self, user, changes, submit=False, shown=None):
        """Save as the page does; return the answer."""
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request(
            f"{self.url}/save",
            {"changes": changes, "shown": shown, "submit": submit},
        )

    def _refused(self, user, changes, error="AccessError", submit=False):
        with (
            mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
            self.assertRaises(JsonRpcException) as refusal,
        ):
            self._send(user, changes, submit)
        self.assertIn(error, str(refusal.exception))

    def _grid(self, page):
        """Return the description that a page carries for its grid."""
        props = re.search(r'<owl-component[^>]* props="([^"]*)"', page).group(1)
        return json.loads(html.unescape(props))["grid"]


@tagged("post_install", "-at_install")
class TestReportPages(ReportPortalCommon):
    def test_home_names_what_is_due_and_what_came_back(self):
        returned = self._submission(Q2)
        returned.write({"date_due": "2099-01-31"})
        self._save(self._people("5"))
        self._send_back(returned)
        page = self._get(self.partner_officer, "/my")
        self.assertIn(f'href="{self.url}"', page)
        self.assertIn("Overdue", page)
        self.assertIn("Came back with comments", page)
        self.assertLess(page.index(self.url), page.index(f"reports/{returned.id}"))

    def _send_back(self, report):
        report.with_user(self.partner_officer).sudo()._portal_save(
            {"narrative": "Done"}, submit=True
        )
        report.with_user(self.approver).action_return("Add the numbers")

    def test_home_counters(self):
        self.authenticate("report_viewer", "report_viewer")
        counters = {"counters": ["report_count"]}
        answer = self.make_jsonrpc_request("/my/counters", counters)
        self.assertEqual(answer, {"report_count": 1})
        self.authenticate("report_rival", "report_rival")
        answer = self.make_jsonrpc_request("/my/counters", counters)
        self.assertEqual(answer, {"report_count": 0})

    def test_list_begins_with_what_is_due(self):
        later = self._submission(Q2)
        third = self._submission(("2025-07-01", "2025-09-30"))
        sent, due = self.report, later | third
        self._save(self._people("5"), self.partner_officer, submit=True)
        page = self._get(self.partner_viewer, "/my/reports")
        places = [page.index(f"/my/reports/{report.id}") for report in due + sent]
        self.assertEqual(places, sorted(places))
        self.assertIn("days late", page)

    def test_list_is_filtered_by_state(self):
        due = self._submission(Q2)
        self._save(self._people("5"), self.partner_officer, submit=True)
        page = self._get(self.partner_viewer, "/my/reports?filterby=submitted")
        self.assertIn(f'href="{self.url}"', page)
        self.assertNotIn(f'href="/my/reports/{due.id}"', page)
        page = self._get(self.partner_viewer, "/my/reports?filterby=approved")
        self.assertIn("No report here", page)
        page = self._get(self.partner_viewer, "/my/reports?filterby=;drop")
        self.assertIn(f'href="/my/reports/{due.id}"', page)

    def test_list_turns_pages_across_what_is_due_and_the_rest(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        due = self._submission(Q2)
        with patch.object(MtmCustomerPortal, "_items_per_page", 1):
            first = self._get(self.partner_viewer, "/my/reports")
            second = self._get(self.partner_viewer, "/my/reports/page/2")
        self.assertIn(f'href="/my/reports/{due.id}"', first)
        self.assertNotIn(f'href="{self.url}"', first)
        self.assertIn(f'href="{self.url}"', second)

    def test_empty_list_says_what_will_appear(self):
        page = self._get(self.rival, "/my/reports")
        self.assertIn("No report yet", page)

    def test_roles_get_the_buttons_they_may_use(self):
        for user, save, submit in (
            (self.partner_viewer, False, False),
            (self.partner_editor, True, False),
            (self.partner_officer, True, True),
        ):
            with self.subTest(user=user.login):
                page = self._get(user, self.url)
                grid = self._grid(page)
                self.assertEqual(grid["can_save"], save)
                self.assertEqual(grid["can_submit"], submit)

    def test_save_and_read_again(self):
        answer = self._send(
            self.partner_editor, self._people("5", "2", "0") | {"narrative": "A law"}
        )
        self.assertFalse(answer["problems"])
        grid = self._grid(self._get(self.partner_editor, self.url))
        for described in (answer["grid"], grid):
            self.assertEqual(described["sections"][0]["text"], "A law")
            self.assertEqual(self._texts(described), ["5", "2", "0", ""])
        self.assertEqual(self.report.actual_ids.typed_by, self.partner_editor)

    def _texts(self, grid):
        """Return what the inputs of the first indicator hold, the total first."""
        [place] = next(b for b in grid["blocks"] if b["code"] == "TST-PEO")["places"]
        cells = [place["total"], *place["groups"][0]["cells"]]
        return [text for cell in cells for text in cell["v"]]

    def test_submit_and_approve(self):
        answer = self._send(self.partner_officer, self._people("5"), submit=True)
        self.assertFalse(answer["problems"])
        page = self._get(self.partner_officer, f"{self.url}?done=submitted")
        self.assertIn("Sent. Thank you", page)
        self.assertFalse(self._grid(page)["can_save"])
        self.assertEqual(self.report.submitted_by, self.partner_officer)
        self.report.with_user(self.approver).action_approve()
        self.assertEqual(self.report.state, "approved")
        self.assertIn("Approved", self._get(self.partner_viewer, self.url))

    def test_reviewer_is_heard_at_the_top_and_at_the_cell(self):
        self._save(self._people("5"), self.partner_officer, submit=True)
        self.report.with_user(self.approver).action_return("Count them again")
        self.report.actual_ids.review_comment = "Only 4 on the list"
        page = self._get(self.partner_editor, self.url)
        self.assertIn("Count them again", page)
        [place] = self._grid(page)["blocks"][0]["places"]
        self.assertEqual(place["total"]["review"], "Only 4 on the list")

    def test_problems_are_told_at_their_cells(self):
        answer = self._send(
            self.partner_editor,
            self._people("4", "2", "3") | {"narrative": "Not yet done"},
        )
        [(name, message)] = answer["problems"].items()
        self.assertEqual(name, self._input(self.people, "place"))
        self.assertRegex(message, r"add up to\s+5, more than the total\s+4")
        self.assertFalse(self.report.actual_ids)
        self.assertEqual(self.report.narrative, "Not yet done")

    def test_viewer_cannot_save_and_editor_cannot_submit(self):
        typed = self._people("5")
        self._refused(self.partner_viewer, typed)
        self._refused(self.partner_editor, typed, submit=True)
        self.assertFalse(self.report.actual_ids)
        self.assertEqual(self.report.state, "open")

    def test_other_organisation_finds_no_report(self):
        self._get(self.rival, self.url, status=404)
        for submit in (False, True):
            self._refused(self.rival, self._people("5"), "NotFound", submit=submit)
        self.assertNotIn(self.url, self._get(self.rival, "/my/reports"))
        self.assertNotIn(self.url, self._get(self.rival, "/my"))
        self.assertFalse(self.report.actual_ids)

    def test_missing_and_hidden_get_the_same_answer(self):
        changing = re.compile(r'csrf_token: "\w+"|/my/reports/\d+')
        hidden = self._get(self.rival, self.url, status=404)
        missing = self._get(self.rival, "/my/reports/999999999", status=404)
        self.assertEqual(changing.sub("", hidden), changing.sub("", missing))

    def test_staff_read_and_do_not_fill_in(self):
        grid = self._grid(self._get(self.officer, self.url))
        self.assertFalse(grid["can_save"])
        self._refused(self.officer, self._people("5"))

    def test_a_form_of_another_site_is_no_way_in(self):
        """What a foreign page can send with the user's cookies is refused."""
        self.authenticate("report_editor", "report_editor")
        for url in (self.url, f"{self.url}/save"):
            with mute_logger("odoo.http"):
                response = self.url_open(url, data=self._people("5"))
            self.assertGreaterEqual(response.status_code, 400)
        self.assertFalse(self.report.actual_ids)

    def test_what_names_no_inputs_gets_an_answer_and_no_error(self):
        for changes, shown in ((None, None), ("5", {}), (["5"], {}), ({}, ["5"])):
            with self.subTest(changes=changes, shown=shown):
                answer = self._send(self.partner_editor, changes, shown=shown)
                self.assertEqual(answer["problems"].keys(), {""})
                self.assertTrue(answer["grid"]["blocks"])

    def test_other_keys_and_other_kinds_of_values_change_nothing(self):
        self._send(
            self.partner_editor,
            {
                "state": "approved",
                "partner_id": str(self.other_partner.id),
                "submission_id": "1",
                "submitted_by": "1",
                self._input(self.people): 5,
                self._input(self.people, category=self.female): {"value": 5},
                self._input(self.people, category=self.male): None,
            },
        )
        self.assertEqual(self.report.state, "open")
        self.assertEqual(self.report.partner_id, self.partner)
        self.assertFalse(self.report.actual_ids)

    def test_cells_of_others_are_refused(self):
        elsewhere = self._input(self.people, site=self.north)
        answer = self._send(self.partner_editor, self._people("5") | {elsewhere: "1"})
        self.assertEqual(answer["problems"].keys(), {elsewhere})
        self.assertEqual(self._values(), {"": 5.0})

    def test_scripts_are_shown_as_text(self):
        # what is used keeps its words; this one had them from the start
        self.env.cr.execute(
            "UPDATE asm_indicator SET definition = jsonb_build_object('en_US', %s)"
            " WHERE id = %s",
            [SCRIPT, self.people.indicator_id.id],
        )
        self.people.indicator_id.invalidate_recordset()
        typed = {
            "narrative": f"</textarea>{SCRIPT}",
            self._input(self.people, "comment"): f"</textarea>{SCRIPT}",
            self._input(self.words, "text"): f'"></textarea>{SCRIPT}',
        }
        self._send(self.partner_officer, typed)
        self.assertNotIn(SCRIPT, self._get(self.partner_officer, self.url))
        self._send(self.partner_officer, typed, submit=True)
        self.report.with_user(self.approver).action_return(SCRIPT)
        self.report.actual_ids.review_comment = SCRIPT
        for user in (self.partner_officer, self.partner_viewer):
            page = self._get(user, self.url)
            self.assertNotIn(SCRIPT, page)
            self.assertIn("&lt;script&gt;", page)

    def test_lost_access_is_lost_at_the_next_click(self):
        self._get(self.partner_editor, self.url)
        self.env["mtm.partner.access"].search(
            [("user_id", "=", self.partner_editor.id)]
        ).unlink()
        self._get(self.partner_editor, self.url, status=404)
        self._refused(self.partner_editor, self._people("5"), "NotFound")
        self.assertFalse(self.report.actual_ids)

    def test_pages_only_read_until_something_was_written(self):
        with self._recorded_cursor_modes() as modes:
            self._get(self.partner_editor, "/my/reports")
            self._get(self.partner_editor, self.url)
            self._get(self.partner_editor, f"{self.url}?done=saved")
        self.assertEqual(modes, [True, True, False])


@tagged("post_install", "-at_install")
class TestReportIsolation(ReportPortalCommon):
    def test_other_organisation_reads_nothing_by_rpc(self):
        self._save(self._people("5"))
        self.authenticate("report_rival", "report_rival")
        for record in (self.report, self.report.actual_ids):
            model, ids = record._name, record.ids
            with self.subTest(model=model):
                self.assertEqual(self._rpc(model, "search_read", [], ["id"]), [])
                self.assertEqual(self._rpc(model, "name_search", ""), [])
                self.assertEqual(self._rpc(model, "search_count", []), 0)
                self._assert_rpc_refused(model, "read", ids, ["display_name"])
                self._assert_rpc_refused(model, "web_read", ids, {"state": {}})
        # the name of a window would tell the name of the report
        self._assert_rpc_refused("asm.submission", "action_review", self.report.ids)

    def test_own_user_reads_the_listed_fields_only(self):
        self._save(self._people("5"))
        row = self.report.actual_ids
        self.authenticate("report_viewer", "report_viewer")
        [values] = self._rpc("asm.actual", "read", row.ids, ["value"])
        self.assertEqual(values["value"], 5.0)
        for record, hidden in (
            (row, ("typed_by", "approved_by", "revision_ids", "delivery_line_ids")),
            (self.report, ("message_ids", "submitted_by", "activity_ids")),
        ):
            for field in hidden:
                with self.subTest(field=field):
                    args = (record.ids, [field])
                    self._assert_rpc_refused(record._name, "read", *args)
                    self._assert_rpc_refused(
                        record._name, "search_read", [(field, "=", False)], ["id"]
                    )

    @users("report_officer")
    def test_nothing_is_written_on_any_model(self):
        ours = [name for name in self.env.registry if name.startswith("asm.")]
        self.assertIn("asm.actual", ours)
        for name in ours:
            Model = self.env[name]
            if Model._abstract:
                continue
            with self.subTest(model=name):
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(Model.has_access(operation), operation)

    @users("report_officer")
    def test_other_models_stay_closed(self):
        readable = {
            name
            for name in self.env.registry
            if name.startswith("asm.")
            and not self.env[name]._abstract
            and self.env[name].has_access("read")
        }
        self.assertEqual(readable, {"asm.submission", "asm.actual"})

    def test_review_cannot_be_called_by_rpc(self):
        self._save(self._people("5"))
        self.authenticate("report_officer", "report_officer")
        ids, row = self.report.ids, self.report.actual_ids
        for method in ("action_submit", "action_approve", "action_count_deliveries"):
            self._assert_rpc_refused("asm.submission", method, ids)
        self._assert_rpc_refused("asm.submission", "action_return", ids, "x")
        self._assert_rpc_refused("asm.actual", "action_submit", row.ids)
        self._assert_rpc_refused("asm.actual", "action_approve", row.ids)
        self._assert_rpc_refused("asm.actual", "action_reopen", row.ids, "x")
        self._assert_rpc_refused("asm.actual", "write", row.ids, {"value": 6})
        self._assert_rpc_refused("asm.actual", "_portal_save", ids, {})
        self.assertEqual(self.report.state, "open")

    def test_talk_of_staff_is_reached_by_no_route(self):
        self._assert_talk_is_hidden(
            self.report, self.officer, "report_officer", "report_rival"
        )
        self.assertNotIn(WORDS_OF_STAFF, self._get(self.partner_officer, self.url))

    def test_evidence_is_not_served(self):
        self._save(self._people("5"))
        evidence = self.env["mtm.evidence"].create(
            {"file": "c2VjcmV0", "filename": "list.txt"}
        )
        self.report.actual_ids.evidence_ids = evidence
        for login in ("report_officer", "report_rival"):
            self.authenticate(login, login)
            url = f"/web/content/{evidence.attachment_id.id}"
            with self.subTest(login=login), mute_logger("odoo.http"):
                self.assertNotIn(b"secret", self.url_open(url).content)

    def test_api_key_reads_no_more_than_the_pages(self):
        key = self._api_key(self.rival)
        answer = self._json2(key, "asm.submission", "search_read", fields=["state"])
        self.assertEqual(answer.json(), [])
        ids = self.report.ids
        refused = self._json2(key, "asm.submission", "read", ids=ids, fields=["state"])
        self.assertEqual(refused.status_code, 403)
        key = self._api_key(self.partner_officer)
        refused = self._json2(key, "asm.submission", "action_submit", ids=ids)
        self.assertEqual(refused.status_code, 403)

    def test_pages_carry_no_names_of_other_organisations(self):
        self._row(self.people, value=5, partner=self.other_partner)
        page = self._get(self.partner_officer, self.url)
        self.assertNotIn(self.other_partner.name, page)


@tagged("post_install", "-at_install")
class TestReportPerformance(ReportPortalCommon):
    def test_list_takes_as_many_queries_for_many_as_for_few(self):
        """The number of queries does not depend on the number of reports."""
        self._create_many("2010-01-01", 79)
        self.authenticate("report_viewer", "report_viewer")
        few = self._count_queries("/my/reports")
        self._create_many("1940-01-01", 720)
        many = self._count_queries("/my/reports")
        self.assertLessEqual(few, 25)
        self.assertEqual(many, few)

    def _create_many(self, start, count):
        start = Date.to_date(start)
        end = Date.add(start, months=count, days=-1)
        self.env["asm.submission"].create(
            [
                {
                    "program_id": self.program.id,
                    "partner_id": self.partner.id,
                    "period_id": period.id,
                }
                for period in self.env["asm.period"]._ensure("month", 1, start, end)
            ]
        )

    def test_many_numbers_are_saved_in_one_batch(self):
        for number in range(10):
            self._assign(self._line(f"TST-B{number}", dimensions=self.sex))
        report = self.report.sudo()
        names = report._inputs(report._sheet())
        typed = {name: "0" for name in names if name.startswith("value-")}
        self.assertGreater(len(typed), 30)
        report = self.report.with_user(self.partner_editor).sudo()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertFalse(report._portal_save(typed))
        self.env.flush_all()
        self.assertLess(self.cr.sql_log_count - before, 60)
        self.assertEqual(len(self.report.actual_ids), len(typed))
        self.assertEqual(self._shown()[next(iter(typed))], "0")
