from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import Q1, Q2, Q3, AsmCommon


@tagged("post_install", "-at_install")
class TestReportingPerformance(AsmCommon):
    """How much of what was asked each partner reports, and whether in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line, cls.other_line = cls._line("TST-A"), cls._line("TST-B")
        assignment = {"partner_id": cls.partner.id}
        cls.env["asm.assignment"].create(
            [
                assignment
                | {
                    "program_indicator_id": cls.line.id,
                    "site_ids": [Command.set((cls.north + cls.south).ids)],
                },
                assignment
                | {"program_indicator_id": cls.other_line.id, "frequency": "half"},
            ]
        )

    def _of(self, submission, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["asm.reporting.performance"].with_user(user or self.officer)
        return rows.search([("submission_id", "=", submission.id)])

    @freeze_time("2025-04-10")
    def test_complete(self):
        submission = self._submission(Q1)
        self.assertEqual(self._of(submission).asked, 2, "half-yearly: not in March")
        self.assertEqual(self._of(self._submission(Q2)).asked, 3)
        self._row(self.line, Q1, 0, site_id=self.north)
        self.assertEqual(self._of(submission).reported, 0, "a draft reports nothing")
        self._row(self.line, Q1, site_id=self.south, missing_reason="not_collected")
        submission.with_user(self.officer).action_submit()
        row = self._of(submission)
        self.assertEqual((row.asked, row.reported, row.explained), (2, 1, 1))
        self.assertEqual((row.completeness, row.status), (50, "on_time"))

    def test_late_and_overdue(self):
        submission = self._submission(Q1)
        submission.date_due = "2025-04-15"
        self._row(self.line, Q1, 1, site_id=self.north)
        with freeze_time("2025-04-15"):
            self.assertEqual(self._of(submission).status, "waiting")
        with freeze_time("2025-04-18"):
            self.assertEqual(self._of(submission).status, "overdue")
            self.assertEqual(self._of(submission).days_late, 3)
        self.env["asm.actual"].search([("submission_id", "=", submission.id)])
        submission.with_user(self.officer).action_submit()
        submission.submitted_on = "2025-04-17 10:00:00"
        self.env.cr.execute("UPDATE asm_actual SET state_since = '2025-04-17'")
        row = self._of(submission)
        self.assertEqual((row.status, row.days_late), ("late", 2))

    def test_sent_back_stays_on_time(self):
        submission = self._submission(Q1)
        submission.date_due = "2100-01-01"
        rows = self._row(self.line, Q1, 1, site_id=self.north)
        rows += self._row(self.line, Q1, 2, site_id=self.south)
        submission.with_user(self.officer).action_submit()
        submission.with_user(self.approver).action_return("Look again")
        row = self._of(submission)
        self.assertEqual((row.returned, row.status, row.approved), (1, "on_time", 0))
        submission.with_user(self.officer).action_submit()
        submission.with_user(self.approver).action_approve()
        row = self._of(submission)
        self.assertEqual((row.returned, row.approved), (1, 1))

    @freeze_time("2025-07-01")
    def test_heat(self):
        self._submission(Q1)
        self._submission(Q2)
        self._submission(Q1, self.other_partner)
        self.env.flush_all()
        Performance = self.env["asm.reporting.performance"].with_user(self.officer)
        heat = Performance.read_heat(self.program.id, 2025)
        self.assertEqual([c["name"] for c in heat["columns"]], ["2025 Q1", "2025 Q2"])
        rows = {row["name"]: row for row in heat["rows"]}
        self.assertEqual(list(rows), ["Association", "Cooperative"])
        self.assertIsNone(rows["Cooperative"]["cells"][1], "was not asked")
        self.assertEqual(rows["Association"]["total"]["asked"], 5)
        self.assertEqual([cell["reports"] for cell in heat["totals"]], [2, 1])
        self.assertEqual(heat["total"]["overdue"], 2)

    def test_restricted(self):
        submission = self._submission(Q3)
        users = {}
        for country in (self.rwanda, self.env.ref("base.pe")):
            users[country] = new_test_user(
                self.env,
                login=f"restricted_{country.code}",
                groups="mines_to_markets.group_mtm_user",
            )
            self.env["mtm.staff.scope"].create(
                {
                    "user_id": users[country].id,
                    "country_ids": [Command.set(country.ids)],
                }
            )
        self.assertTrue(self._of(submission, users[self.rwanda]))
        abroad = users[self.env.ref("base.pe")]
        self.assertFalse(self._of(submission, abroad))
        Performance = self.env["asm.reporting.performance"]
        self.assertFalse(Performance.with_user(abroad).read_heat()["rows"])
        nobody = new_test_user(self.env, login="nobody", groups="base.group_user")
        with self.assertRefuses(AccessError, ""):
            Performance.with_user(nobody).read_heat()

    def test_queries_do_not_grow_with_partners_and_periods(self):
        def count(partners):
            heat = self._read_heat()
            self.assertEqual(len(heat["rows"]), partners)
            before = self.env.cr.sql_log_count
            self._read_heat()
            return self.env.cr.sql_log_count - before

        self._row(self.line, Q1, 1, site_id=self.north)
        few = count(1)
        for number in range(6):
            partner = self._partner(f"Cooperative {number}")
            for line in (self.line, self.other_line):
                self.env["asm.assignment"].create(
                    {"program_indicator_id": line.id, "partner_id": partner.id}
                )
            for days in (Q1, Q2, Q3):
                self._row(self.line, days, number, partner=partner)
        self.assertEqual(count(7), few)

    def _read_heat(self):
        self.env.flush_all()
        self.env.invalidate_all()
        performance = self.env["asm.reporting.performance"].with_user(self.officer)
        return performance.read_heat(self.program.id, 2025)
