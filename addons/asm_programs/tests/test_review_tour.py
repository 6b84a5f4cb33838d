from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestReviewTour(HttpCase):
    """A report with an error and a warning, returned in part, put right by the
    partner, approved, closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, group in {
            "officer": "mines_to_markets.group_mtm_user",
            "approver": "asm_programs.group_asm_approver",
            "manager": "mines_to_markets.group_mtm_manager",
        }.items():
            user = new_test_user(cls.env, login=f"review_{name}", groups=group)
            setattr(cls, name, user)
        country = cls.env.ref("base.cd")
        cls.partner = cls.env["res.partner"].create(
            {"name": "Review association", "is_company": True}
        )
        cls.program = cls.env["asm.program"].create(
            {
                "code": "REV",
                "name": "Review",
                "country_ids": [Command.set(country.ids)],
            }
        )
        indicator = cls.env["asm.indicator"].create(
            {"code": "REV-1", "name": "Output", "unit": "tonne"}
        )
        cls.line = cls.env["asm.program.indicator"].create(
            {"program_id": cls.program.id, "indicator_id": indicator.id}
        )
        cls.north, cls.south = cls.env["mtm.site"].create(
            [
                {"name": f"Review {name}", "country_id": country.id}
                for name in ("North", "South")
            ]
        )
        cls.env["asm.assignment"].create(
            {
                "program_indicator_id": cls.line.id,
                "partner_id": cls.partner.id,
                "site_ids": [Command.set((cls.north + cls.south).ids)],
                "date_start": "2025-04-01",
            }
        )
        cls.reporter = new_test_user(
            cls.env, login="review_reporter", groups="base.group_portal"
        )
        cls.env["mtm.partner.access"].create(
            {
                "partner_id": cls.partner.id,
                "user_id": cls.reporter.id,
                "role": "officer",
            }
        )
        cls.env["asm.validation.rule"].create(
            [
                {
                    "name": "Not so much",
                    "program_id": cls.program.id,
                    "maximum": 30,
                },
                {
                    "name": "Impossible",
                    "program_id": cls.program.id,
                    "maximum": 100,
                    "severity": "error",
                },
            ]
        )

    def _report(self, first, last):
        period = self.program._periods(Date.to_date(first), Date.to_date(last))
        return self.env["asm.submission"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.partner.id,
                "period_id": period.id,
            }
        )

    def _enter(self, report, site, value):
        return (
            self.env["asm.actual"]
            .with_user(self.officer)
            .create(
                {
                    "submission_id": report.id,
                    "program_indicator_id": self.line.id,
                    "site_id": site.id,
                    "value": value,
                }
            )
        )

    def _walk(self, tour, login):
        self.start_tour(
            f"/odoo/submissions/{self.report.id}", f"asm_review_{tour}", login=login
        )

    def test_review(self):
        before = self._report("2025-01-01", "2025-03-31")
        self._enter(before, self.south, 20)
        before.with_user(self.officer).action_submit()
        before.with_user(self.approver).action_approve()

        self.report = report = self._report("2025-04-01", "2025-06-30")
        north = self._enter(report, self.north, 25)
        south = self._enter(report, self.south, 400)
        as_officer = report.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "South: 400 is more than 100"):
            as_officer.action_submit()
        south.value = 40
        with self.assertRaisesRegex(UserError, "(?s)Say why.*40 is more than 30"):
            as_officer.action_submit()
        south.comment = "New pit"
        as_officer.action_submit()

        self._walk("return_one", "review_approver")
        self.env.invalidate_all()
        self.assertEqual((north.state, south.state), ("submitted", "returned"))
        self.assertEqual(south.review_comment, "Which pit is it?")

        self.start_tour("/my", "asm_review_answer", login="review_reporter")
        self.env.invalidate_all()
        self.assertEqual((south.value, south.comment), (30, "Pit 4"))
        self.assertEqual((south.state, north.state), ("submitted", "submitted"))
        self.assertEqual(
            (south.typed_by, report.submitted_by), (self.reporter, self.reporter)
        )
        self._walk("approve_selected", "review_approver")
        self.env.invalidate_all()
        self.assertEqual(report.state, "approved")

        self._walk("close_period", "review_manager")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "REV-1.*is closed for REV"):
            south.with_user(self.approver).action_reopen("Too late")
