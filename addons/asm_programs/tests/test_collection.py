"""Reports open by themselves, in one batch, and their people are reminded."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.test_attack_templates import CODE, text_of

from .common import Q1, Q2, AsmCommon


class CollectionCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)
        for partner in (cls.partner, cls.other_partner):
            cls.env["asm.assignment"].create(
                {"program_indicator_id": cls.line.id, "partner_id": partner.id}
            )

    def _reports(self, days=None):
        domain = [("program_id", "=", self.program.id)]
        if days:
            domain += [("date_start", "=", days[0]), ("date_end", "=", days[1])]
        return self.env["asm.submission"].search(domain)


@tagged("post_install", "-at_install")
class TestOpening(CollectionCommon):
    def _run(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref(
                "asm_programs.ir_cron_asm_open_reports"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_nothing_opens_by_itself_unless_wanted(self):
        self._run("2025-04-01")
        self.assertFalse(self._reports())

    def test_reports_open_on_the_first_day_after_the_period(self):
        self.program.opens_by_itself = True
        self.program.due_days = 20
        self._run("2025-04-01")
        reports = self._reports(Q1)
        self.assertEqual(reports.partner_id, self.partner | self.other_partner)
        self.assertEqual(
            {str(day) for day in reports.mapped("date_due")}, {"2025-04-20"}
        )
        self.assertEqual(self._reports(), reports)

    def test_opening_twice_creates_nothing_twice(self):
        self.program.opens_by_itself = True
        self._run("2025-04-01")
        reports = self._reports()
        self._run("2025-04-02")
        self.assertEqual(self._reports(), reports)

    def test_reports_open_some_days_before_the_end(self):
        self.program.write({"opens_by_itself": True, "open_before_days": 5})
        self._run("2025-06-24")
        self.assertFalse(self._reports(Q2))
        self._run("2025-06-25")
        self.assertTrue(self._reports(Q2))

    def test_many_are_opened_in_the_background(self):
        wizard = (
            self.env["asm.submission.open"]
            .with_user(self.officer)
            .create({"program_id": self.program.id, "date": "2025-02-01"})
        )
        with patch(
            "odoo.addons.asm_programs.wizard.asm_submission_open.IN_BACKGROUND_ABOVE", 1
        ):
            action = wizard.action_open()
        job = self.env["mtm.job"].browse(action["res_id"])
        self.assertFalse(self._reports())
        self.assertEqual(job.state, "waiting")
        for _time in range(2):
            self._run("2025-02-01")
            reports = self._reports(Q1)
            self.assertEqual(reports.partner_id, self.partner | self.other_partner)
            self.assertEqual((job.state, job.progress), ("done", 100))
        self.assertEqual(reports.create_uid, self.officer)

    def test_a_programme_that_does_not_run_yet_opens_nothing(self):
        self.program.write({"opens_by_itself": True, "date_start": "2025-05-01"})
        self._run("2025-04-01")
        self.assertFalse(self._reports())

    def test_days_are_not_negative(self):
        with self.assertDatabaseRefuses("asm.program", "counted from 0"):
            self.program.due_days = -1
            self.env.flush_all()

    def test_a_batch_takes_as_many_queries_for_many_as_for_few(self):
        few = self._count_queries(5, Q1)
        many = self._count_queries(40, Q2)
        self.assertLessEqual(many, few + 5)

    def _count_queries(self, count, days):
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {n}", "is_company": True} for n in range(count)]
        )
        self.env["asm.assignment"].create(
            [
                {"program_indicator_id": self.line.id, "partner_id": partner.id}
                for partner in partners
            ]
        )
        window = self.program._window_at(self._day(days[0]))
        self.program._periods(window.date_from, window.date_to)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        reports = self.program._open_reports(window, partners)
        self.env.flush_all()
        self.assertEqual(len(reports.line_ids), count)
        return self.cr.sql_log_count - before

    def _day(self, text):
        return self.env["asm.submission"]._fields["date_due"].to_date(text)


@tagged("post_install", "-at_install")
class TestReminder(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._submission(Q1)
        cls.people = {}
        for role in ("viewer", "editor", "officer"):
            user = new_test_user(
                cls.env,
                f"remind_{role}",
                "base.group_portal",
                email=f"{role}@example.com",
                mtm_digest="single",
            )
            cls.people[role] = user
            cls.env["mtm.partner.access"].create(
                {"partner_id": cls.partner.id, "user_id": user.id, "role": role}
            )
        cls.partner.email = "organisation@example.com"
        cls.env.company.email = "programme@example.com"

    def _remind(self, day):
        """Return the e-mails to people from outside that are sent on a day."""
        Mail = self.env["mail.mail"].sudo()
        before = Mail.search([])
        with freeze_time(day):
            self.env["asm.submission"]._remind(self.env.company)
        sent = Mail.search([]) - before
        return sent.filtered(lambda mail: mail.recipient_ids.user_ids.share)

    def _to(self, mails):
        return sorted(partner.email for mail in mails for partner in mail.recipient_ids)

    def test_editors_and_officers_are_reminded_before_and_after_once_each(self):
        self.assertFalse(self._remind("2025-04-07"))
        before = self._remind("2025-04-08")
        self.assertEqual(
            self._to(before), ["editor@example.com", "officer@example.com"]
        )
        self.assertFalse(self._remind("2025-04-09"))
        self.assertFalse(self._remind("2025-04-17"))
        after = self._remind("2025-04-18")
        self.assertEqual(self._to(after), ["editor@example.com", "officer@example.com"])
        self.assertFalse(self._remind("2025-04-19"))
        self.assertIn("was due", after[0].body_html)

    def test_each_gets_a_letter_by_themselves_without_numbers_or_names(self):
        row = self._row(self.line, value=4711)
        for mail in self._remind("2025-04-08"):
            self.assertEqual(len(mail.recipient_ids), 1)
            text = mail.body_html + mail.subject
            self.assertNotIn("4711", text)
            for user in [*self.people.values(), self.manager]:
                self.assertNotIn(user.name, text)
            self.assertIn(f"/my/reports/{row.submission_id.id}", text)

    def test_names_that_look_like_code_of_a_template_are_text(self):
        due = "2025-04-15"
        for code in CODE:
            with self.subTest(code=code):
                self.program.name = f"Programme {code}"
                self.report.write({"date_due": due, "date_reminded": False})
                mails = self._remind("2025-04-08")
                self.assertEqual(len(mails), 2)
                for mail in mails:
                    self.assertIn(f"Programme {code}", mail.subject)
                    self.assertIn(f"Programme {code}", text_of(mail.body_html))
        tried.attack("Code of templates in names", "it is text there", len(CODE))

    def test_it_comes_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("asm_programs.mail_template_report_due")
        template.with_context(lang="fr_FR").subject = "Rapport attendu"
        self.people["editor"].lang = "fr_FR"
        subjects = {
            mail.recipient_ids.email: mail.subject
            for mail in self._remind("2025-04-08")
        }
        self.assertEqual(subjects["editor@example.com"], "Rapport attendu")
        self.assertIn("2025 Q1", subjects["officer@example.com"])

    def test_the_responsible_has_one_activity_that_ends_with_the_report(self):
        self._remind("2025-04-08")
        self._remind("2025-04-18")
        activity = self.report.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(str(activity.date_deadline), "2025-04-15")
        self._row(self.line, value=5)
        self.report.with_user(self.officer).action_submit()
        self.assertFalse(self.report.activity_ids)

    def test_what_was_submitted_is_not_reminded_of(self):
        self._row(self.line, value=5)
        self.report.with_user(self.officer).action_submit()
        self.assertFalse(self._remind("2025-04-08"))
        self.assertFalse(self._remind("2025-04-18"))

    def test_another_due_date_is_reminded_of_anew(self):
        self._remind("2025-04-08")
        self.report.date_due = "2025-05-15"
        self.assertEqual(str(self.report.activity_ids.date_deadline), "2025-05-15")
        self.assertFalse(self._remind("2025-04-20"))
        self.assertTrue(self._remind("2025-05-08"))

    def test_people_of_other_organisations_hear_nothing(self):
        self._submission(Q1, self.other_partner)
        stranger = new_test_user(
            self.env,
            "remind_stranger",
            "base.group_portal",
            email="s@example.com",
            mtm_digest="single",
        )
        self.env["mtm.partner.access"].create(
            {
                "partner_id": self.other_partner.id,
                "user_id": stranger.id,
                "role": "officer",
            }
        )
        mails = self._remind("2025-04-08")
        links = {
            mail.recipient_ids.email: f"/my/reports/{self.report.id}" in mail.body_html
            for mail in mails
        }
        self.assertFalse(links["s@example.com"])
        self.assertTrue(links["editor@example.com"])
