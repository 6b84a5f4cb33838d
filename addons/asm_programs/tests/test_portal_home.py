from datetime import date

from freezegun import freeze_time

from odoo.fields import Date
from odoo.tests import tagged

from .common import Q2
from .test_portal import ReportPortalCommon


@tagged("post_install", "-at_install")
class TestPortalHome(ReportPortalCommon):
    """The first screen knows the reports; it costs the same however many there are."""

    def test_what_is_being_reviewed(self):
        page = self._get(self.partner_viewer, "/my")
        self.assertIn("No report is being reviewed", page)
        row = self._row(self.people, value=5)
        row.submission_id.with_user(self.officer).action_submit()
        page = self._get(self.partner_viewer, "/my")
        reviewed = page[page.index("o_mtm_section_reviewed") :]
        reviewed = reviewed[: reviewed.index("</section>")]
        self.assertIn(self.url, reviewed)
        self.assertNotIn(self.url, self._get(self.rival, "/my"))

    def test_what_is_due_first_comes_first(self):
        service = self._service("SRV-HOME")
        promise = {"engagement_id": self._engagement(service).id}
        self.env["mtm.commitment"].create(
            [
                promise | {"name": "Send it soon", "date_due": "2024-12-01"},
                promise | {"name": "Send it later", "date_due": "2099-12-01"},
            ]
        )
        page = self._get(self.partner_viewer, "/my")
        places = [
            page.index(text) for text in ("Send it soon", self.url, "Send it later")
        ]
        self.assertEqual(places, sorted(places))

    def test_another_organisation_meets_none_of_it(self):
        service = self._service("SRV-HOME")
        engagement = self._engagement(service, name="Work at the Quagmarrow pit")
        self.env["mtm.commitment"].create(
            [
                {
                    "engagement_id": engagement.id,
                    "name": "Quagmarrow promised",
                    "date_due": "2099-12-01",
                },
                {
                    "engagement_id": engagement.id,
                    "name": "Quagmarrow promised back",
                    "date_due": "2099-12-01",
                    "user_id": self.officer.id,
                },
            ]
        )
        self.env["mtm.service.request"].create(
            {"partner_id": self.partner.id, "description": "Quagmarrow wished for"}
        )
        own = self._get(self.partner_viewer, "/my")
        for words in ("Work at the Quagmarrow pit", "Quagmarrow promised"):
            self.assertIn(words, own)
        self.assertNotIn("Quagmarrow", self._get(self.rival, "/my"))

    def test_another_organisation_gets_no_receipt(self):
        row = self._row(self.people, value=5)
        row.submission_id.with_user(self.officer).action_submit()
        receipt = self.report.receipt
        self.assertIn(receipt, self._get(self.partner_viewer, f"{self.url}/receipt"))
        refused = self._get(self.rival, f"{self.url}/receipt", status=404)
        self.assertNotIn(receipt, refused)

    def test_sent_on_behalf_is_said(self):
        row = self._row(self.people, value=5)
        row.submission_id.with_user(self.officer).action_submit()
        self.assertTrue(self.report.is_on_behalf)
        self.assertIn("on your behalf", self._get(self.partner_viewer, "/my/reports"))
        self.assertIn("on your behalf", self._get(self.partner_viewer, self.url))

    def test_reports_follow_the_organisation_that_is_looked_at(self):
        both = self._portal_user("report_both", self.partner)
        self.env["mtm.partner.access"].create(
            {"partner_id": self.other_partner.id, "user_id": both.id, "role": "viewer"}
        )
        theirs = self._submission(partner=self.other_partner)
        page = self._get(both, "/my/reports")
        self.assertIn(self.url, page)
        self.assertIn(f"/my/reports/{theirs.id}", page)
        self._post(both, "/my/organisation", partner_id=str(self.other_partner.id))
        page = self.url_open("/my/reports").text
        self.assertNotIn(f'"{self.url}"', page)
        self.assertIn(f"/my/reports/{theirs.id}", page)
        self.assertNotIn(f'"{self.url}"', self.url_open("/my").text)

    def test_a_substitute_sends_and_only_between_the_days(self):
        access = self.env["mtm.partner.access"].search(
            [("user_id", "=", self.partner_editor.id)]
        )
        access.write(
            {"substitute_from": "2025-04-01", "substitute_until": "2025-04-05"}
        )
        report = self.report.with_user(self.partner_editor).sudo()
        roles = []
        for day in ("2025-03-31", "2025-04-01", "2025-04-05", "2025-04-06"):
            with freeze_time(day):
                roles.append(report._portal_role())
        self.assertEqual(roles, ["editor", "officer", "officer", "editor"])

    def test_first_screen_takes_as_many_queries_for_many_as_for_few(self):
        self._fill_sections(1)
        self._create_many("2010-01-01", 10)
        self.authenticate("report_viewer", "report_viewer")
        few = self._count_queries("/my")
        self._create_many("1940-01-01", 720)
        self._fill_sections(10)
        many = self._count_queries("/my")
        self.assertLessEqual(few, 25)
        self.assertEqual(many, few)

    def test_page_of_a_report_takes_as_many_queries_for_many_as_for_few(self):
        self._create_many("2010-01-01", 10)
        self.authenticate("report_editor", "report_editor")
        few = self._count_queries(self.url)
        self._create_many("1940-01-01", 720)
        self.assertEqual(self._count_queries(self.url), few)
        # those before it cost three more than a first report does
        self.assertLessEqual(few, 28)

    def _fill_sections(self, count):
        """Put something into each part of the first screen."""
        if count == 1:
            row = self._row(self.people, days=Q2, value=5)
            row.submission_id.with_user(self.officer).action_submit()
        for number in range(count):
            engagement = self.env["mtm.engagement"].create(
                {"name": f"Work {number}", "partner_id": self.partner.id}
            )
            for is_ours in (False, True):
                self.env["mtm.commitment"].create(
                    {
                        "name": "Promise",
                        "engagement_id": engagement.id,
                        "date_due": "2099-01-01",
                        "is_ours": is_ours,
                    }
                )
            self.env["mtm.service.request"].create(
                {"partner_id": self.partner.id, "description": f"Help {number}"}
            )
            self.env["agreement"].create(
                {
                    "name": "Agreement",
                    "code": f"HOME-{count}-{number}",
                    "partner_id": self.partner.id,
                    "signature_date": Date.today(),
                    "start_date": Date.today(),
                }
            )

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


@tagged("post_install", "-at_install")
class TestReportDigest(ReportPortalCommon):
    """Editors and officers hear of what waits, everybody of what was approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Digest = cls.env["mtm.digest"]
        cls.users = (
            cls.partner_viewer | cls.partner_editor | cls.partner_officer | cls.rival
        )
        for user in cls.users:
            user.email = f"{user.login}@example.com"
        cls.report.date_due = "2025-04-15"

    def _kinds(self, user, day):
        with freeze_time(f"{day} 12:00:00"):
            items = self.Digest._digest_items(user, date.fromisoformat(day))[user]
        return [item.kind for item in items]

    def _send(self, moment):
        Mail = self.env["mail.mail"].sudo()
        before = Mail.search([])
        with freeze_time(moment):
            self.Digest._send(self.users)
        return {mail.recipient_ids.email: mail for mail in Mail.search([]) - before}

    def test_stages_of_a_report(self):
        for day, kinds in (
            ("2025-04-07", []),
            ("2025-04-08", ["soon"]),
            ("2025-04-15", ["due"]),
            ("2025-04-16", ["overdue"]),
        ):
            self.assertEqual(self._kinds(self.partner_editor, day), kinds, day)
            self.assertEqual(self._kinds(self.partner_viewer, day), [])
            self.assertEqual(self._kinds(self.rival, day), [])

    def test_returned_and_approved(self):
        with freeze_time("2025-04-09 10:00:00"):
            row = self._row(self.people, value=4711)
        with freeze_time("2025-04-10 10:00:00"):
            self.report.with_user(self.officer).action_submit()
        self.assertEqual(self._kinds(self.partner_editor, "2025-04-20"), [])
        with freeze_time("2025-04-11 10:00:00"):
            self.report.with_user(self.approver).action_return("Secret words")
        self.assertEqual(self._kinds(self.partner_editor, "2025-04-12"), ["returned"])
        mails = self._send("2025-04-12 08:00:00")
        self.assertEqual(
            set(mails),
            {"report_editor@example.com", "report_officer@example.com"},
        )
        text = mails["report_editor@example.com"].body_html
        self.assertIn(self.url, text)
        for hidden in ("Secret words", "4711", "token", self.approver.name):
            self.assertNotIn(hidden, text)
        self.assertFalse(self._send("2025-04-13 08:00:00"))
        with freeze_time("2025-04-14 10:00:00"):
            row.with_user(self.officer).action_submit()
        with freeze_time("2025-04-14 11:00:00"):
            self.report.with_user(self.approver).action_approve()
        mails = self._send("2025-04-15 08:00:00")
        self.assertIn("report_viewer@example.com", mails)
        self.assertNotIn("report_rival@example.com", mails)
        self.assertFalse(self._send("2025-04-16 08:00:00"))

    def test_it_replaces_the_single_reminders(self):
        before = self.env["mail.mail"].search([])
        with freeze_time("2025-04-08"):
            self.env["asm.submission"]._remind(self.env.company)
        sent = self.env["mail.mail"].search([]) - before
        self.assertFalse(sent.filtered(lambda mail: mail.recipient_ids.user_ids.share))
        self.partner_editor.mtm_digest = "single"
        self.report.write({"date_reminded": False})
        with freeze_time("2025-04-08"):
            self.env["asm.submission"]._remind(self.env.company)
        sent = self.env["mail.mail"].search([]) - before
        mine = sent.filtered(lambda mail: mail.recipient_ids.user_ids.share)
        self.assertEqual(mine.recipient_ids, self.partner_editor.partner_id)

    def test_preview_shows_reports(self):
        with freeze_time("2025-04-16 12:00:00"):
            groups = self.Digest.with_user(self.partner_editor)._portal_preview(
                self.partner_editor
            )
        self.assertEqual([group["kind"] for group in groups], ["overdue"])
        self.assertEqual(groups[0]["entries"][0]["path"], self.url)
