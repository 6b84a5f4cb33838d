"""The space of a funder: what was released to the people of an award, and no more."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from odoo.addons.mines_to_markets.tests.portal import WORDS_OF_STAFF, PortalCase

from .common import Q1, Q2
from .space import SpacesCommon


class FunderCommon(SpacesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._portal_user("funder_reader")
        cls.responder = cls._portal_user("funder_responder")
        cls._named(cls.award, cls.reader)
        cls._named(cls.award, cls.responder, "responder")
        cls.rival = cls._portal_user("funder_rival")
        cls.rival_award = cls._award("GR-2", donor_id=cls.other_partner.id)
        cls._named(cls.rival_award, cls.rival, "responder")

    def _seen(self, user=None, award=None):
        """Return the award as its funder's person finds it, or nothing."""
        model = self.env["asm.award"].with_user(user or self.reader)
        return model._space_search([("id", "=", (award or self.award).id)])

    def _results(self, user=None):
        """Return ``{name: result since the start}`` as the page shows it."""
        return {
            row["name"]: row["life_actual"]
            for program in self._seen(user)._portal_results()
            for row in program["lines"]
        }


@tagged("post_install", "-at_install")
class TestRelease(FunderCommon):
    def test_nothing_is_seen_before_it_is_released(self):
        award = self._seen()
        self.assertEqual(award._portal_results(), [])
        self.assertIsNone(award._portal_money())
        self.assertEqual(award._portal_reports()["sent"], [])
        self.assertEqual(award._portal_evidence(), [])
        self.assertEqual(award._portal_payments(), [])

    def test_results_are_those_of_the_release(self):
        self._release()
        self.assertEqual(self._results(), {"Minerals traced": "10"})
        self._number(self.line, Q2, 5)
        self.number.with_user(self.approver).action_reopen("Typed wrong")
        self.number.with_user(self.officer).value = 99
        self._approve(self.number)
        self.assertEqual(self._results(), {"Minerals traced": "10"})
        self._release(date_to=Q2[1])
        self.assertEqual(self._results(), {"Minerals traced": "104"})

    def test_a_result_stands_beside_its_target(self):
        self._release(date_to="2025-12-31")
        [program] = self._seen()._portal_results()
        [row] = program["lines"]
        self.assertEqual(row["year_target"], "40")
        self.assertEqual(row["year_achievement"], "25 %")
        self.assertEqual(row["life_target"], "")

    def test_what_is_withdrawn_is_not_seen(self):
        release = self._release()
        release.with_user(self.finance).action_withdraw()
        self.assertEqual(self._seen()._portal_results(), [])
        self.assertEqual(release.withdrawn_by, self.finance)

    def test_only_those_named_and_in_their_days(self):
        self.assertTrue(self._seen(self.reader))
        self.assertFalse(self._seen(self.rival))
        self.assertFalse(self._seen(self.reader, self.rival_award))
        access = self.award.access_ids.filtered(lambda a: a.user_id == self.reader)
        access.date_end = "2020-01-01"
        self.assertFalse(self._seen(self.reader))
        access.write({"date_end": False, "date_start": "2999-01-01"})
        self.assertFalse(self._seen(self.reader))
        access.unlink()
        self.assertFalse(self._seen(self.reader))

    def test_a_colleague_at_the_donor_sees_nothing(self):
        colleague = self._portal_user("funder_colleague", self.donor)
        self.assertFalse(self._seen(colleague))

    def test_what_was_released_is_not_changed(self):
        release = self._release().with_user(self.finance)
        with self.assertRefuses((AccessError, UserError), ""):
            release.date_to = Q2[1]
        with self.assertRefuses((AccessError, UserError), ""):
            release.unlink()
        with self.assertRefuses(UserError, "stays in the list"):
            release.sudo().unlink()

    def test_nobody_releases_in_the_name_of_another(self):
        release = self.env["asm.release"].with_user(self.finance)
        release = release.create(
            {
                "kind": "money",
                "award_id": self.award.id,
                "date_to": Q1[1],
                "released_by": self.manager.id,
                "released_on": "2020-01-01 00:00:00",
            }
        )
        self.assertEqual(release.released_by, self.finance)
        self.assertGreater(release.released_on.year, 2020)

    def test_who_may_release(self):
        self._release(user=self.manager)
        with self.assertRefuses(AccessError, ""):
            self._release(user=self.officer)
        release = self._release()
        with self.assertRefuses(AccessError, ""):
            release.with_user(self.officer).action_withdraw()

    def test_who_sees_a_part_releases_nothing(self):
        restricted = new_test_user(
            self.env, "asm_part", "asm_programs.group_asm_finance"
        )
        self._number(self.line, Q2, 3, site_id=self.abroad)
        self.env["mtm.staff.scope"].create(
            {"user_id": restricted.id, "country_ids": self.congo.ids}
        )
        with self.assertRefuses(AccessError, "hidden from you"):
            self._release(user=restricted)

    def test_a_programme_that_the_award_does_not_pay_for(self):
        with self.assertRefuses(ValidationError, "does not pay for"):
            self._release(program_id=self._program("TST-9"))

    def test_the_database_refuses(self):
        release = {"award_id": self.award.id, "kind": "results"}
        both = {"partner_id": self.partner.id, "program_id": self.program.id}
        for values, message in (
            (release, "Say what is released"),
            (release | both | {"date_to": Q1[1]}, "to the people of an award or"),
            ({"kind": "evidence", "award_id": self.award.id}, "Say what is released"),
            (both | {"kind": "money", "date_to": Q1[1]}, ""),
            ({"kind": "evidence", "partner_id": self.partner.id}, ""),
        ):
            with (
                self.subTest(values=values),
                self.assertDatabaseRefuses("asm.release", message),
            ):
                self.env["asm.release"].create(values)

    def test_a_file_is_released_once_at_a_time(self):
        evidence = self._evidence()
        first = self._release("evidence", evidence_id=evidence)
        with self.assertDatabaseRefuses("asm.release", "released to them already"):
            self._release("evidence", evidence_id=evidence)
        first.action_withdraw()
        self._release("evidence", evidence_id=evidence)

    def test_a_person_is_named_once_and_from_outside(self):
        with self.assertDatabaseRefuses("asm.award.access", "already"):
            self._named(self.award, self.reader)
        with self.assertRefuses(ValidationError, "member of staff"):
            self._named(self.award, self.officer)
        with self.assertDatabaseRefuses("asm.award.access", "end before"):
            self._named(
                self.rival_award,
                self.reader,
                date_start="2026-01-01",
                date_end="2025-01-01",
            )

    def test_money_is_blank_where_no_ledger_says_it(self):
        self._release("money")
        money = self._seen()._portal_money()
        self.assertFalse(money["has_ledger"])
        self.assertEqual([row["name"] for row in money["lines"]], ["Staff", "Travel"])
        self.assertTrue(money["lines"][0]["budget"])
        self.assertEqual({row["spent"] for row in money["lines"]}, {""})
        self.assertEqual({row["left"] for row in money["lines"]}, {""})


@tagged("post_install", "-at_install")
class TestSending(FunderCommon):
    """From a draft to a report that its funder accepted, and what restates it."""

    def test_incomplete_cells_need_a_reason(self):
        self.number.with_user(self.approver).action_reopen("Again")
        report = self._report().with_user(self.finance)
        report.action_draw()
        self.assertTrue(report.warning)
        with self.assertRefuses(UserError, "Why Incomplete"):
            report.action_freeze()
        report.action_freeze("The partner is late")
        self.assertEqual(report.freeze_reason, "The partner is late")
        self.assertEqual(report.state, "frozen")

    def test_a_frozen_report_stays(self):
        report = self._report().with_user(self.finance)
        with self.assertRefuses(UserError, "Freeze"):
            report.action_send()
        report.action_draw()
        report.action_freeze("Enough")
        for change in (
            report.action_draw,
            report.unlink,
            report.line_ids[:1].unlink,
            lambda: report.write({"as_of": "2025-01-01 00:00:00"}),
            lambda: report.line_ids[:1].write({"actual": 99}),
        ):
            with self.assertRefuses(UserError, "frozen and stays"):
                change()
        report.write({"state": "draft", "sha256": "x"})
        self.assertEqual(report.state, "frozen")
        self.assertTrue(report.sudo()._frozen_bytes())

    def test_a_file_that_was_exchanged_is_not_handed_out(self):
        report = self._sent_report()
        report.file_id.raw = b"other"
        self.assertIsNone(report._frozen_bytes())

    def test_sending_shows_it_to_the_people_of_the_award(self):
        report = self._sent_report()
        [card] = self._seen()._portal_reports()["sent"]
        self.assertEqual(card["name"], report.name)
        self.assertFalse(card["may_answer"])
        [card] = self._seen(self.responder)._portal_reports()["sent"]
        self.assertTrue(card["may_answer"])
        report.release_ids.with_user(self.finance).action_withdraw()
        self.assertEqual(self._seen()._portal_reports()["sent"], [])

    def test_a_draft_is_released_to_nobody(self):
        with self.assertRefuses(UserError, "not sent yet"):
            self._release("report", report_id=self._report())

    def test_a_report_of_several_donors_is_released_to_none(self):
        report = self._report(self.award | self.rival_award).with_user(self.finance)
        report.action_draw()
        report.action_freeze("Both")
        report.action_send()
        self.assertFalse(report.release_ids)
        with self.assertRefuses(UserError, "several donors"):
            self._release("report", report_id=report)

    def test_upcoming_reports_until_they_are_sent(self):
        self.assertEqual(self._seen()._portal_reports()["upcoming"], [])
        self.period.date_due = Date.today()
        names = [p["name"] for p in self._seen()._portal_reports()["upcoming"]]
        self.assertEqual(names, ["2025 Q1"])
        self._sent_report()
        self.assertEqual(self._seen()._portal_reports()["upcoming"], [])

    def _answer(self, report, kind, text="", user=None):
        award = self._seen(user or self.responder)
        shown = award._portal_releases("report").report_id & report.with_env(award.env)
        shown._portal_answer(award, kind, text)

    def test_a_responder_comments_returns_and_accepts(self):
        report = self._sent_report()
        self._answer(report, "comment", "Thank you")
        self.assertEqual(report.state, "sent")
        self._answer(report, "return", "Table 2 is odd")
        self.assertEqual(report.state, "returned")
        self.assertEqual(report.activity_ids.user_id, self.finance)
        self._answer(report, "accept")
        self.assertEqual(report.state, "accepted")
        self.assertTrue(report.accepted_on)
        kinds = report.answer_ids.sorted("date").mapped("kind")
        self.assertEqual(kinds, ["comment", "return", "accept"])
        self.assertEqual(report.answer_ids.user_id, self.responder)
        with self.assertRefuses(UserError, "answered already"):
            self._answer(report, "return", "Too late")

    def test_a_return_says_why(self):
        report = self._sent_report()
        for kind in ("comment", "return", "reply", "x"):
            with self.assertRefuses(UserError, ""):
                self._answer(report, kind, " ")
        self.assertFalse(report.answer_ids)

    def test_a_reader_does_not_answer(self):
        report = self._sent_report()
        for kind in ("comment", "return", "accept"):
            with self.assertRefuses(AccessError, "do not answer"):
                self._answer(report, kind, "x", self.reader)
        self.assertEqual(report.state, "sent")

    def test_the_responsible_person_is_told(self):
        report = self._sent_report()
        self._answer(report, "return", "Table 2 is odd")
        told = self.env["mail.message"].search(
            [
                ("model", "=", "asm.donor.report"),
                ("res_id", "=", report.id),
                ("partner_ids", "in", self.finance.partner_id.ids),
            ]
        )
        self.assertIn("Table 2 is odd", told.body)
        self.assertEqual(told.author_id, self.responder.partner_id)

    def test_news_come_in_the_message_of_the_day(self):
        self.responder.email = "responder@example.com"
        self.reader.mtm_digest = "never"
        report = self._sent_report()
        self._answer(report, "comment", "Table 2 is odd")
        self.env["asm.donor.report.answer"].with_user(self.finance).create(
            {
                "report_id": report.id,
                "award_id": self.award.id,
                "text": "It is corrected",
            }
        )
        single = self.env["mail.message"].search(
            [("model", "=", "asm.award"), ("res_id", "=", self.award.id)]
        )
        self.assertFalse(single.partner_ids & self.responder.partner_id)
        Digest = self.env["mtm.digest"]
        self.assertIn(self.responder, Digest._readers())
        self.assertNotIn(self.reader, Digest._readers())
        items = Digest._digest_items(self.responder | self.rival, Date.today())
        self.assertEqual(
            [(item.kind, item.title) for item in items[self.responder]],
            [("news", report.name)] * 2,
        )
        self.assertFalse(items[self.rival])
        self.assertNotIn("corrected", str(items))
        [group] = Digest.with_user(self.responder)._portal_preview(self.responder)
        paths = {entry["path"] for entry in group["entries"]}
        self.assertEqual(paths, {f"/my/awards/{self.award.id}?tab=reports"})

    def test_a_restatement_is_told_of_and_who_left_is_not_told(self):
        report = self._sent_report()
        action = report.with_user(self.finance).action_restate()
        restated = self.env["asm.donor.report"].browse(action["res_id"])
        restated = restated.with_user(self.finance)
        restated.restate_reason = "A scale was broken"
        restated.action_freeze("Enough")
        restated.action_send()
        items = self.env["mtm.digest"]._digest_items(self.responder, Date.today())
        texts = [item.text for item in items[self.responder]]
        self.assertIn("It restates a report that you have", texts)
        self.award.access_ids.date_end = "2020-01-01"
        items = self.env["mtm.digest"]._digest_items(self.responder, Date.today())
        self.assertFalse(items[self.responder])

    def test_the_people_are_told_that_there_is_something(self):
        self.responder.mtm_digest = "single"
        self.award.access_ids.filtered(
            lambda access: access.user_id == self.reader
        ).date_end = "2020-01-01"
        self._sent_report()
        told = self.env["mail.message"].search(
            [("model", "=", "asm.award"), ("res_id", "=", self.award.id)]
        )
        told = told.filtered("partner_ids")
        self.assertEqual(told.partner_ids, self.responder.partner_id)
        self.assertIn(f"/my/awards/{self.award.id}?tab=reports", told.body)
        self.assertNotIn("10", told.subject)

    def test_what_staff_answer_is_ours_whatever_they_send(self):
        report = self._sent_report()
        answer = self.env["asm.donor.report.answer"].with_user(self.finance)
        answer = answer.create(
            {
                "report_id": report.id,
                "award_id": self.award.id,
                "kind": "accept",
                "text": "It is corrected",
                "user_id": self.responder.id,
            }
        )
        self.assertEqual(answer.kind, "reply")
        self.assertEqual(answer.user_id, self.finance)
        [card] = self._seen()._portal_reports()["sent"]
        self.assertEqual(card["answers"][0]["text"], "It is corrected")

    def test_a_restatement_lies_beside_the_sent_file(self):
        first = self._sent_report()
        before = first._frozen_bytes()
        self.number.with_user(self.approver).action_reopen("Typed wrong")
        self.number.with_user(self.officer).value = 12
        self._approve(self.number)
        action = first.with_user(self.finance).action_restate()
        second = self.env["asm.donor.report"].browse(action["res_id"])
        second = second.with_user(self.finance)
        second.action_draw()
        with self.assertRefuses(UserError, "Why Restated"):
            second.action_freeze("Enough")
        second.restate_reason = "A scale was broken"
        second.action_freeze("Enough")
        second.action_send()
        changed = {cell["column"]: cell for cell in second.read_restatement()}
        self.assertEqual(changed["Q1"]["before"], "10")
        self.assertEqual(changed["Q1"]["after"], "12")
        self.assertEqual(changed["Q1"]["why"], "A scale was broken")
        self.assertEqual(changed["Q1"]["who"], self.finance.name)
        self.assertEqual(first._frozen_bytes(), before)
        cards = self._seen()._portal_reports()["sent"]
        self.assertEqual(len(cards), 2)
        restating = next(card for card in cards if card["restates"])
        self.assertEqual(restating["restates"], first.name)
        with self.assertDatabaseRefuses("asm.donor.report", "restatement already"):
            first.with_user(self.finance).action_restate()

    def test_what_it_restates_is_named_to_those_who_saw_it(self):
        first = self._sent_report()
        first.release_ids.action_withdraw()
        action = first.with_user(self.finance).action_restate()
        second = self.env["asm.donor.report"].browse(action["res_id"])
        second = second.with_user(self.finance)
        second.restate_reason = "A scale was broken"
        second.action_freeze("Enough")
        second.action_send()
        [card] = self._seen()._portal_reports()["sent"]
        self.assertFalse(card["restates"])
        self.assertEqual(card["restated"], [])


@tagged("post_install", "-at_install")
class TestTranche(FunderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tranche = cls.env["asm.tranche"].create(
            {
                "award_id": cls.award.id,
                "name": "First instalment",
                "date": "2025-02-01",
                "amount": 300,
            }
        )

    def _shown(self, user=None):
        return self._seen(user)._portal_payments()

    def test_from_planned_to_received(self):
        self.assertEqual(self._shown(), [])
        tranche = self.tranche.with_user(self.finance)
        with self.assertRefuses(UserError, "not asked for"):
            tranche.action_receive()
        tranche.action_request()
        [card] = self._shown()
        self.assertEqual(card["state"], "requested")
        with self.assertRefuses(AccessError, "do not answer"):
            self._seen(self.reader).tranche_ids._portal_tell_paid("X")
        self._seen(self.responder).tranche_ids._portal_tell_paid(" TR-77 ")
        self.assertEqual(self.tranche.paid_reference, "TR-77")
        self.assertEqual(self.tranche.paid_by, self.responder)
        self._seen(self.responder).tranche_ids._portal_tell_paid("other")
        self.assertEqual(self.tranche.paid_reference, "TR-77")
        self.assertIs(tranche.amount_received, False)
        tranche.write({"date_received": "2025-02-20", "amount_received": 290})
        tranche.action_receive()
        [card] = self._shown()
        self.assertEqual(card["state"], "received")
        self.assertIn("290", card["amount_received"])

    def test_what_was_asked_for_stays(self):
        tranche = self.tranche.with_user(self.finance)
        tranche.write({"state": "received", "paid_on": "2025-01-01"})
        self.assertEqual(tranche.state, "planned")
        self.assertFalse(tranche.paid_on)
        tranche.action_request()
        with self.assertRefuses(UserError, "asked for already"):
            tranche.amount = 1
        with self.assertRefuses(UserError, "stays"):
            tranche.unlink()

    def test_what_came_is_recorded_after_the_fact(self):
        Tranche = self.env["asm.tranche"].with_user(self.finance)
        whole = {"award_id": self.award.id, "amount": 50, "state": "received"}
        stamp = {"received_by": self.admin.id, "requested_by": self.admin.id}
        tranche = Tranche.create(whole | stamp | {"date_received": "2025-03-05"})
        self.assertEqual(tranche.state, "received")
        self.assertEqual(tranche.amount_received, 50)
        self.assertEqual(str(tranche.date), "2025-03-05")
        self.assertIn("03/05/2025", tranche.name)
        self.assertEqual(tranche.received_by, self.finance)
        self.assertEqual(tranche.requested_by, self.finance)
        planned = self.tranche.with_user(self.finance)
        planned.action_record_received()
        self.assertEqual(planned.amount_received, 300)
        self.assertEqual(str(planned.date_received), "2025-02-01")
        with self.assertRefuses(UserError, "asked for already"):
            planned.action_record_received()
        with self.assertRaises(AccessError):
            Tranche.with_user(self.officer).create(whole)

    def test_the_database_refuses(self):
        for values, message in (
            ({"amount": 0}, "above zero"),
            ({"state": "requested"}, "since when"),
            ({"amount_received": -1}, "not negative"),
        ):
            with (
                self.subTest(values=values),
                self.assertDatabaseRefuses("asm.tranche", message),
            ):
                self.tranche.write(values)


@tagged("post_install", "-at_install")
class TestFunderPages(FunderCommon, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._sent_report()
        cls._release()
        cls.shown = cls._release("evidence", evidence_id=cls._evidence())
        cls._number(cls.line, Q2, 2, site_id=cls.north)
        cls.url = f"/my/awards/{cls.award.id}"

    def test_every_tab_and_nothing_about_places(self):
        self.award.message_post(body=WORDS_OF_STAFF)
        self.report.message_post(body=WORDS_OF_STAFF)
        for tab, text in (
            ("results", "Minerals traced"),
            ("money", "No figures released yet"),
            ("reports", self.report.name),
            ("evidence", "list.csv"),
            ("payments", "No payment asked for yet"),
            ("nonsense", "Minerals traced"),
        ):
            with self.subTest(tab=tab):
                page = self._get(self.reader, f"{self.url}?tab={tab}")
                self.assertIn(text, page)
                self.assertNotIn(WORDS_OF_STAFF, page)
                self.assertNotIn(self.north.name, page)
        self.assertIn("GR-1", self._get(self.reader, "/my/awards"))

    def test_others_find_no_such_page(self):
        stranger = self._portal_user("funder_stranger", self.donor)
        nowhere = {
            user: self._not_found(user, "/my/awards/999999999")
            for user in (self.rival, stranger)
        }
        for user, page in nowhere.items():
            self.assertEqual(self._not_found(user, self.url), page)
            for path in (
                f"/reports/{self.report.id}/file",
                f"/evidence/{self.shown.id}",
            ):
                self._get(user, self.url + path, 404)
        listed = self._get(self.rival, "/my/awards")
        self.assertNotIn("GR-1", listed)
        self.assertIn("GR-2", listed)
        self.assertIn("No award yet", self._get(stranger, "/my/awards"))

    def test_another_awards_report_is_not_reached_through_ones_own(self):
        own = f"/my/awards/{self.rival_award.id}"
        self._get(self.rival, f"{own}/reports/{self.report.id}/file", 404)
        self._get(self.rival, f"{own}/evidence/{self.shown.id}", 404)
        self._post(
            self.rival, f"{own}/reports/{self.report.id}", 404, kind="accept", text="x"
        )
        self.assertEqual(self.report.state, "sent")

    def test_files_are_handed_out_and_never_run(self):
        self.authenticate(self.reader.login, self.reader.login)
        response = self.url_open(f"{self.url}/reports/{self.report.id}/file")
        self.assertEqual(response.content, self.report._frozen_bytes())
        self.assertIn("spreadsheet", response.headers["Content-Type"])
        page = self._evidence("page.html", b"<script>1</script>", "text/html")
        shown = self._release("evidence", evidence_id=page)
        response = self.url_open(f"{self.url}/evidence/{shown.id}")
        self.assertEqual(response.content, b"<script>1</script>")
        self.assertEqual(response.headers["Content-Type"], "application/octet-stream")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("attachment", response.headers["Content-Disposition"])

    def test_a_place_is_shown_in_a_statement_on_it(self):
        shown = self._release(
            "site", program_id=self.program, site_id=self.north, date_to=Q2[1]
        )
        self.assertIn("North", self._get(self.reader, self.url))
        url = f"{self.url}/sites/{shown.id}"
        page = self._get(self.reader, url)
        self.assertIn("North", page)
        self.assertRegex(page, r">\s*2\s*<")
        self._get(self.rival, url, 404)
        shown.action_withdraw()
        self._get(self.reader, url, 404)
        self.assertNotIn("North", self._get(self.reader, self.url))

    def test_what_is_withdrawn_is_not_handed_out(self):
        self.report.release_ids.action_withdraw()
        self.shown.action_withdraw()
        self._get(self.reader, f"{self.url}/reports/{self.report.id}/file", 404)
        self._get(self.reader, f"{self.url}/evidence/{self.shown.id}", 404)

    def test_answers(self):
        url = f"{self.url}/reports/{self.report.id}"
        self._post(self.reader, url, 403, kind="accept", text="x")
        self.assertIn(
            "Say in a few words",
            self._post(self.responder, url, 422, kind="return", text=""),
        )
        page = self._post(self.responder, url, kind="return", text="<b>Odd</b>")
        self.assertIn("&lt;b&gt;Odd&lt;/b&gt;", page)
        self.assertEqual(self.report.state, "returned")

    def test_first_screen_has_nothing_of_what_only_organisations_have(self):
        page = self._get(self.reader, "/my")
        self.assertIn('href="/my/awards"', page)
        self.assertNotIn("o_mtm_portal_section", page)
        self.assertNotIn('href="/my/reports"', page)
        both = self.env["mtm.partner.access"]
        both.create({"partner_id": self.partner.id, "user_id": self.reader.id})
        page = self._get(self.reader, "/my")
        self.assertIn("o_mtm_portal_section", page)
        self.assertIn('href="/my/reports"', page)

    def test_a_report_that_waits_is_named_first(self):
        self.assertIn(self.report.name, self._get(self.responder, "/my"))
        self.assertNotIn("Read it, then accept", self._get(self.reader, "/my"))

    def test_nothing_over_rpc(self):
        for user in (self.reader, self.responder):
            self._assert_rpc_closed(user)
        self._assert_rpc_refused("asm.release", "action_withdraw", [self.shown.id])
        self._assert_rpc_refused("asm.donor.report", "action_send", [self.report.id])

    def test_pages_only_read(self):
        self.authenticate(self.reader.login, self.reader.login)
        with self._recorded_cursor_modes() as modes:
            for tab in ("results", "reports", "evidence"):
                self.url_open(f"{self.url}?tab={tab}")
        self.assertEqual(set(modes), {True})
