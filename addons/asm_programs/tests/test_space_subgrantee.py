"""The space of a sub-grantee: its budget, what it asks for, what it owes."""

from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.portal import WORDS_OF_STAFF, PortalCase

from .common import Q1
from .space import SpacesCommon

LEDGER = ("ledger.csv", b"day,what,amount\n2025-02-01,bus,40\n")


class SubgranteeCommon(SpacesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.subaward = cls._subaward("SUB-1", cls.partner)
        for role in ("viewer", "editor", "officer"):
            user = cls._portal_user(f"sub_{role}", cls.partner, role)
            setattr(cls, f"partner_{role}", user)
        cls.rival = cls._portal_user("sub_rival", cls.other_partner)

    @classmethod
    def _subaward(cls, reference, partner, **values):
        subaward = cls.env["asm.subaward"].create(
            {
                "reference": reference,
                "award_id": cls.award.id,
                "program_id": cls.program.id,
                "partner_id": partner.id,
                "amount": 500,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
                "user_id": cls.finance.id,
                **values,
            }
        )
        subaward.budget_ids = [
            (0, 0, {"budget_line_id": line.id, "amount": amount})
            for line, amount in ((cls.staff_line, 300), (cls.travel_line, 100))
        ]
        subaward.with_user(cls.finance).action_start()
        return subaward

    def _told(self, user):
        """Return what the first screen says is to be done."""
        Home = self.env["mtm.portal.home"].with_user(user)
        return " ".join(entry["title"] for entry in Home._todo(Home._read()))

    def _seen(self, user=None, subaward=None):
        model = self.env["asm.subaward"].with_user(user or self.partner_officer)
        return model._space_search([("id", "=", (subaward or self.subaward).id)])

    def _typed(self, staff="", travel="", **values):
        return {
            "date_start": Q1[0],
            "date_end": Q1[1],
            "note": "For the season",
            f"amount_{self.staff_line.id}": staff,
            f"amount_{self.travel_line.id}": travel,
            **values,
        }

    def _save(self, kind="advance", user=None, files=(), submit=True, **typed):
        """Fill in the form, by default as the officer who sends it."""
        subaward = self._seen(user)
        return subaward.request_ids._portal_save(
            subaward, kind, self._typed(**typed), list(files), submit=submit
        )

    def _sent(self, kind="advance", **typed):
        files = [LEDGER] if kind == "expense" else []
        asked, problems = self._save(kind, files=files, **typed)
        self.assertFalse(problems)
        return asked.with_env(self.env)

    def _approved(self, kind="advance", **typed):
        asked = self._sent(kind, **typed)
        asked.with_user(self.finance).action_approve()
        return asked


@tagged("post_install", "-at_install")
class TestSubaward(SubgranteeCommon):
    def test_budget_against_expense_by_line(self):
        page = self._seen()._portal_page()
        self.assertEqual(page["position"]["spent"], "")
        self.assertEqual([row["spent"] for row in page["budget"]], ["", ""])
        self._approved(staff="200")
        self.subaward.line_ids.with_user(self.finance).action_pay()
        self._approved("expense", staff="120.50", travel="0")
        self._sent("expense", travel="30")
        staff, travel = self._seen()._portal_page()["budget"]
        self.assertIn("120.50", staff["spent"])
        self.assertIn("179.50", staff["balance"])
        self.assertIn("0.00", travel["spent"])
        self.assertIn("30", travel["pending"])
        position = self._seen()._portal_page()["position"]
        self.assertIn("79.50", position["to_account"])
        self.assertIn("300", position["left"])
        budget = self.subaward.budget_ids
        self.assertEqual(budget.mapped("spent"), [120.5, 0.0])
        self.assertEqual(budget.mapped("pending"), [False, 30.0])

    def test_who_sees_it(self):
        self.assertTrue(self._seen(self.partner_viewer))
        self.assertFalse(self._seen(self.rival))
        self.subaward.state = "draft"
        self.assertFalse(self._seen(self.partner_officer))

    def test_who_left_sees_nothing(self):
        self.assertTrue(self._seen(self.partner_officer))
        access = self.env["mtm.partner.access"].search(
            [("user_id", "=", self.partner_officer.id)]
        )
        access.unlink()
        self.assertFalse(self._seen(self.partner_officer))

    def test_roles(self):
        for user, submit in (
            (self.partner_viewer, False),
            (self.partner_viewer, True),
            (self.partner_editor, True),
        ):
            with self.assertRefuses(AccessError, "officer of your organisation"):
                self._save(user=user, submit=submit, staff="10")
        draft, problems = self._save(user=self.partner_editor, submit=False, staff="10")
        self.assertFalse(problems)
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.typed_by, self.partner_editor)
        subaward = self._seen()
        draft = draft.with_env(subaward.env)
        sent, problems = draft._portal_save(
            subaward, "advance", self._typed(staff="15"), [], draft, submit=True
        )
        self.assertFalse(problems)
        self.assertEqual(sent, draft)
        self.assertEqual(sent.amount, 15)
        self.assertEqual(sent.submitted_by, self.partner_officer)

    def test_a_closed_one_is_read_only(self):
        self.subaward.with_user(self.finance).action_close()
        with self.assertRefuses(AccessError, ""):
            self._save(staff="10")

    def test_an_advance_beyond_the_sub_award_is_refused(self):
        self._sent(staff="300")
        _asked, problems = self._save(staff="201")
        self.assertIn("more than may still be asked for", problems[""])
        self.assertEqual(len(self.subaward.request_ids), 1)
        self._sent(staff="200")

    def test_a_refused_advance_makes_room_again(self):
        asked = self._sent(staff="500").with_user(self.finance)
        asked.decision_note = "Less, please"
        asked.action_refuse()
        self._sent(staff="500")

    def test_expenses_beyond_the_budget_are_warned_about(self):
        report = self._sent("expense", staff="350")
        self.assertIn("Staff", report.warning)
        self.assertIn("50.00", report.warning)
        report.with_user(self.finance).action_approve()
        self.assertEqual(report.state, "approved")

    def test_expenses_come_with_their_ledger(self):
        _asked, problems = self._save("expense", staff="10")
        self.assertIn("ledger", problems[""])
        report = self._sent("expense", staff="10")
        self.assertEqual(report.attachment_ids.name, "ledger.csv")

    def test_what_is_typed_is_checked_and_nothing_is_kept(self):
        for typed, name in (
            ({"staff": "ten"}, f"amount_{self.staff_line.id}"),
            ({"staff": "-5"}, f"amount_{self.staff_line.id}"),
            ({"staff": "5", "date_end": "2024-12-31"}, "date_end"),
            ({"staff": "5", "date_start": "2024-12-31"}, "date_start"),
            ({"staff": "5", "date_start": "nonsense"}, "date_start"),
            ({}, ""),
        ):
            with self.subTest(typed=typed):
                self.assertIn(name, self._save(**typed)[1])
        self.assertFalse(self.subaward.request_ids)

    def test_files_of_a_wrong_kind_are_refused_in_a_sentence(self):
        for name, raw, said in (
            ("a.exe", b"MZ", "is not a CSV"),
            ("a.csv", b"", "is empty"),
            ("a.xlsx", b"\xd0\xcf\x11\xe0", "password"),
        ):
            with self.subTest(name=name):
                _asked, problems = self._save("expense", files=[(name, raw)], staff="5")
                self.assertIn(said, problems["file"])
        with patch("odoo.addons.asm_programs.tools.papers.MOST_BYTES", 3):
            _asked, problems = self._save("expense", files=[LEDGER], staff="5")
        self.assertIn("larger than", problems["file"])

    def test_amounts_are_read_in_the_language_of_the_page(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        asked = self._sent(staff="123,5", lang="fr_FR")
        self.assertEqual(asked.amount, 123.5)

    def test_finance_decides_and_says_why(self):
        asked = self._sent(staff="10")
        for user in (self.officer, self.manager):
            with self.assertRefuses(AccessError, ""):
                asked.with_user(user).action_approve()
        finance = asked.with_user(self.finance)
        with self.assertRefuses(UserError, "What We Answer"):
            finance.action_refuse()
        finance.decision_note = "Not this season"
        finance.action_refuse()
        self.assertEqual(asked.state, "refused")
        self.assertEqual(asked.line_ids.state, "refused")
        [card] = self._seen()._portal_page()["requests"]
        self.assertEqual(card["answer"], "Not this season")
        with self.assertRefuses(UserError, "does not wait"):
            finance.action_approve()
        with self.assertRefuses(UserError, "decided"):
            finance.decision_note = "Other"

    def test_an_answer_is_read_once_it_is_decided(self):
        asked = self._sent(staff="10")
        asked.with_user(self.finance).decision_note = WORDS_OF_STAFF
        self.assertNotIn(WORDS_OF_STAFF, str(self._seen()._portal_page()))

    def test_finance_does_not_touch_what_came_in(self):
        asked = self._sent(staff="10").with_user(self.finance)
        with self.assertRefuses(UserError, "stays as it is"):
            asked.line_ids.amount = 5
        asked.write({"state": "approved", "submitted_by": self.finance.id})
        self.assertEqual(asked.state, "submitted")
        self.assertEqual(asked.submitted_by, self.partner_officer)

    def test_nobody_approves_what_they_entered(self):
        line = self.env["asm.subaward.line"].with_user(self.finance)
        line = line.create({"subaward_id": self.subaward.id, "amount": 50})
        with self.assertRefuses(UserError, "entered"):
            line.action_approve()
        line.with_user(self.second_finance).action_approve()
        self.assertEqual(line.state, "approved")
        [payment] = self._seen()._portal_page()["payments"]
        self.assertTrue(payment["is_due"])
        self.assertEqual(self.subaward.payment_ids, line.with_env(self.env))
        line.action_pay()
        [payment] = self._seen()._portal_page()["payments"]
        self.assertFalse(payment["is_due"])
        with self.assertRefuses(UserError, "stays as it is"):
            line.amount = 60

    def test_the_database_refuses(self):
        with self.assertDatabaseRefuses("asm.subaward", "not negative"):
            self.subaward.amount = -1
        with self.assertDatabaseRefuses("asm.subaward", "before it starts"):
            self.subaward.date_end = "2024-12-31"
        draft, _problems = self._save(submit=False, staff="1")
        line = {"subaward_id": self.subaward.id, "amount": 5}
        for values, message in (
            ({"amount": -1}, "not negative"),
            ({"kind": "expense", "request_id": draft.id}, "on a budget line"),
            ({"kind": "advance"}, "come with a request"),
            ({"date_paid": "2025-01-01"}, "Only an approved"),
            ({"state": "approved"}, "by whom"),
            (
                {
                    "state": "approved",
                    "typed_by": self.finance.id,
                    "decided_by": self.finance.id,
                },
                "cannot approve it",
            ),
        ):
            with (
                self.subTest(values=values),
                self.assertDatabaseRefuses("asm.subaward.line", message),
            ):
                self.env["asm.subaward.line"].create(line | values)
        asked = self._sent(staff="10")
        with self.assertDatabaseRefuses("asm.subaward.request", "has its reason"):
            asked.write(
                {
                    "state": "refused",
                    "decided_by": self.finance.id,
                    "decided_on": "2025-01-01",
                }
            )
        with self.assertDatabaseRefuses("asm.subaward.request", "cannot decide"):
            asked.write(
                {
                    "state": "approved",
                    "decided_by": self.partner_officer.id,
                    "decided_on": "2025-01-01",
                }
            )

    def test_budget_lines_are_the_awards(self):
        other = self._award("GR-3")
        foreign = self.env["asm.budget.line"].create(
            {"award_id": other.id, "code": "1", "name": "Foreign"}
        )
        with self.assertRefuses(ValidationError, "no budget line of"):
            self.subaward.budget_ids[0].budget_line_id = foreign
        with self.assertRefuses(ValidationError, "no budget line of"):
            self.env["asm.subaward.line"].create(
                {
                    "subaward_id": self.subaward.id,
                    "amount": 1,
                    "budget_line_id": foreign.id,
                }
            )
        with self.assertRefuses(ValidationError, "adds up to"):
            self.subaward.budget_ids[0].amount = 401
        with self.assertRefuses(ValidationError, "does not pay for"):
            self._subaward("SUB-2", self.partner, program_id=self._program("T-9").id)
        with self.assertRefuses(ValidationError, "within the days"):
            self._subaward("SUB-2", self.partner, date_end="2030-01-01")

    def test_a_deliverable_is_handed_in_and_accepted(self):
        due = self.env["asm.subaward.deliverable"].create(
            {
                "subaward_id": self.subaward.id,
                "name": "Inception report",
                "date_due": "2025-02-01",
            }
        )
        mine = self._seen().deliverable_ids
        self.assertIn(due.name, self._told(self.partner_officer))
        self.assertNotIn(due.name, self._told(self.partner_viewer))
        self.assertNotIn(due.name, self._told(self.rival))
        with self.assertRefuses(AccessError, ""):
            self._seen(self.partner_viewer).deliverable_ids._portal_deliver("x", [])
        self.assertIn("file", mine._portal_deliver("", []))
        self.assertFalse(mine._portal_deliver("Here it is", [LEDGER]))
        self.assertEqual(due.delivered_by, self.partner_officer)
        self.assertEqual(due.attachment_ids.name, "ledger.csv")
        self.assertIn("file", mine._portal_deliver("Again", []))
        due.with_user(self.finance).action_accept()
        self.assertEqual(due.state, "accepted")
        with self.assertRefuses(UserError, "not handed in"):
            due.with_user(self.finance).action_accept()

    def test_messages_tell_of_what_is_due_and_decided(self):
        self.env["asm.subaward.deliverable"].create(
            {
                "subaward_id": self.subaward.id,
                "name": "Inception report",
                "date_due": "2025-02-10",
            }
        )
        asked = self._sent(staff="10").with_user(self.finance)
        asked.decision_note = WORDS_OF_STAFF
        asked.action_refuse()
        users = self.partner_officer | self.partner_viewer | self.rival
        items = self.env["mtm.digest"]._digest_items(users, Date.to_date("2025-02-05"))
        told = {item.title: item for item in items[self.partner_officer]}
        self.assertEqual(told["Inception report"].kind, "soon")
        [refused] = [one for one in told.values() if one.kind == "returned"]
        self.assertIn(f"/requests/{asked.id}", refused.path)
        self.assertNotIn(WORDS_OF_STAFF, str(items))
        for user in (self.partner_viewer, self.rival):
            paths = [item.path for item in items[user]]
            self.assertFalse([path for path in paths if "subawards" in path])


@tagged("post_install", "-at_install")
class TestProposals(SubgranteeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["asm.assignment"].create(
            {
                "program_indicator_id": cls.line.id,
                "partner_id": cls.partner.id,
                "site_ids": cls.north.ids,
            }
        )

    def _propose(self, user=None, **typed):
        typed = {
            "place": f"{self.line.id}-{self.north.id}",
            "window": "2025",
            "value": "25",
            "reason": "Two new pits",
        } | typed
        return self._seen(user)._portal_propose_target(typed)

    def test_a_target_is_proposed_and_decided_by_staff(self):
        self.assertFalse(self._propose(self.partner_editor))
        target = self.subaward.target_ids
        self.assertEqual(target.proposed_by, self.partner_editor)
        self.assertEqual(target.site_id, self.north)
        self.assertEqual(target.state, "proposed")
        self.assertIn("", self._propose())
        target.with_user(self.approver).action_reject("Too high")
        [shown] = self._seen()._portal_page()["targets"]
        self.assertEqual(shown["answer"], "Too high")
        self.assertFalse(self._propose(value="20"))
        self.subaward.target_ids.filtered(lambda t: t.state == "proposed").with_user(
            self.approver
        ).action_approve()

    def test_a_target_where_the_organisation_reports_nothing(self):
        for place in (f"{self.line.id}-0", f"{self.line.id}-{self.south.id}", "x", ""):
            self.assertIn("place", self._propose(place=place))
        self.assertIn("value", self._propose(value="many"))
        self.assertIn("value", self._propose(value=""))
        self.assertIn("reason", self._propose(reason=" "))
        self.assertIn("window", self._propose(window="1999"))
        with self.assertRefuses(AccessError, ""):
            self._propose(self.partner_viewer)
        self.assertFalse(self.subaward.target_ids)

    def test_a_deviation_is_explained_beside_the_awards_own(self):
        own = self.env["asm.deviation"].create(
            {
                "award_indicator_id": self.award_line.id,
                "award_period_id": self.period.id,
                "cause": "What the donor reads",
            }
        )
        typed = {
            "indicator": str(self.award_line.id),
            "period": str(self.period.id),
            "cause": "Rain",
            "action": "Pumps",
        }
        self.assertFalse(self._seen()._portal_explain(typed))
        self.assertEqual(self.subaward.deviation_ids.cause, "Rain")
        self.assertIn("", self._seen()._portal_explain(typed))
        report = self._report()
        report.with_user(self.finance).action_draw()
        told = report.line_ids.filtered("is_total").deviation
        self.assertEqual(told, own._as_text())
        other = self._use(self._definition("TST-ELSE"))
        foreign = self._award_line(self.award, other)
        typed["indicator"] = str(foreign.id)
        self.assertIn("indicator", self._seen()._portal_explain(typed))


@tagged("post_install", "-at_install")
class TestSubgranteePages(SubgranteeCommon, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.url = f"/my/subawards/{cls.subaward.id}"

    def _send(self, user, url, status=200, file=None, **data):
        """Send a form with a file and return the page that follows."""
        self.authenticate(user.login, user.login)
        data["csrf_token"] = Request.csrf_token(self)
        files = {"file": (file[0], BytesIO(file[1]))} if file else None
        with mute_logger("odoo.http"):
            response = self.url_open(url, data=data, files=files)
        self.assertEqual(response.status_code, status, response.text[:500])
        return response.text

    def test_every_tab(self):
        self.subaward.message_post(body=WORDS_OF_STAFF)
        for tab, text in (
            ("money", "Budget and expenses"),
            ("requests", "Nothing sent yet"),
            ("deliverables", "Nothing to hand in"),
            ("targets", "No target proposed yet"),
            ("deviations", "No explanation yet"),
        ):
            with self.subTest(tab=tab):
                page = self._get(self.partner_viewer, f"{self.url}?tab={tab}")
                self.assertIn(text, page)
                self.assertNotIn(WORDS_OF_STAFF, page)
                self.assertNotIn("requests/new", page)
        self.assertIn("SUB-1", self._get(self.partner_viewer, "/my/subawards"))

    def test_others_find_no_such_page(self):
        asked = self._sent("expense", staff="10")
        for path in (
            "",
            "/requests/new/advance",
            f"/requests/{asked.id}",
            f"/files/{asked.attachment_ids.id}",
        ):
            nowhere = self._not_found(self.rival, f"/my/subawards/999999999{path}")
            self.assertEqual(self._not_found(self.rival, self.url + path), nowhere)
        self._send(self.rival, f"{self.url}/requests/new/advance", 404, action="send")
        self._send(self.rival, f"{self.url}/targets", 404)
        self.assertIn("No grant yet", self._get(self.rival, "/my/subawards"))
        self._get(self.partner_viewer, f"{self.url}/requests/new/advance", 404)
        self._get(self.partner_officer, f"{self.url}/requests/new/payment", 404)
        other = self._subaward("SUB-9", self.other_partner)
        own = f"/my/subawards/{other.id}"
        self._get(self.rival, f"{own}/files/{asked.attachment_ids.id}", 404)
        self._get(self.rival, f"{own}/requests/{asked.id}", 404)

    def test_expenses_from_draft_to_decision(self):
        url = f"{self.url}/requests/new/expense"
        typed = self._typed(staff="40", action="keep")
        self._send(self.partner_editor, url, file=LEDGER, **typed)
        report = self.subaward.request_ids
        self.assertEqual(report.state, "draft")
        draft = f"{self.url}/requests/{report.id}"
        page = self._get(self.partner_officer, draft)
        self.assertIn('value="40"', page)
        self._send(self.partner_editor, draft, 403, **typed | {"action": "send"})
        refused = self._send(
            self.partner_officer,
            draft,
            422,
            **self._typed(staff="forty", action="send"),
        )
        self.assertIn('value="forty"', refused)
        self._send(self.partner_officer, draft, **typed | {"action": "send"})
        self.assertEqual(report.state, "submitted")
        self.assertEqual(report.attachment_ids.name, "ledger.csv")
        page = self._get(self.partner_viewer, draft)
        self.assertIn("ledger.csv", page)
        self.authenticate("sub_viewer", "sub_viewer")
        file = self.url_open(f"{self.url}/files/{report.attachment_ids.id}")
        self.assertEqual(file.content, LEDGER[1])
        self.assertEqual(file.headers["X-Content-Type-Options"], "nosniff")

    def test_a_draft_is_thrown_away_and_what_was_sent_is_not(self):
        draft, _problems = self._save(submit=False, staff="5")
        url = f"{self.url}/requests/{draft.id}"
        self._send(self.partner_viewer, url, 403, action="discard")
        self._send(self.partner_editor, url, action="discard")
        self.assertFalse(draft.exists())
        sent = self._sent(staff="5")
        url = f"{self.url}/requests/{sent.id}"
        self._send(self.partner_officer, url, action="discard")
        self.assertTrue(sent.exists())

    def test_nothing_over_rpc(self):
        for user in (self.partner_viewer, self.partner_officer):
            self._assert_rpc_closed(user)
        asked = self._sent(staff="5")
        self.authenticate("sub_officer", "sub_officer")
        for method in ("action_approve", "action_refuse"):
            self._assert_rpc_refused("asm.subaward.request", method, [asked.id])
