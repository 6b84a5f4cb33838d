from io import BytesIO

from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPath(HttpCase):
    """Stakeholder, engagement, delivery, number, award, donor report: and back.

    Each hop is taken in the browser by the lowest role that may take it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls._make_engagement()
        cls._make_program()
        cls._make_award()

    @classmethod
    def _make_users(cls):
        for name, group in {
            "officer": "mines_to_markets.group_mtm_user",
            "approver": "asm_programs.group_asm_approver",
            "finance": "asm_programs.group_asm_freezer",
            "secretary": "base.group_portal",
        }.items():
            login = f"path_{name}"
            user = new_test_user(cls.env, login=login, groups=group)
            setattr(cls, name, user)

    @classmethod
    def _make_engagement(cls):
        kind = cls.env["mtm.stakeholder.type"].create({"code": "PATH", "name": "Path"})
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Path association",
                "is_company": True,
                "stakeholder_type_id": kind.id,
            }
        )
        cls.env["mtm.partner.access"].create(
            {
                "partner_id": cls.partner.id,
                "user_id": cls.secretary.id,
                "role": "officer",
            }
        )
        cls.service = cls.env["mtm.service"].create(
            {
                "code": "PATH",
                "name": "Path service",
                "stakeholder_type_ids": [Command.set(kind.ids)],
            }
        )
        lead = cls.env["crm.lead"].create(
            {
                "name": "Path engagement",
                "type": "opportunity",
                "partner_id": cls.partner.id,
                "service_ids": [Command.set(cls.service.ids)],
                "operating_country_ids": [Command.set(cls.env.ref("base.cd").ids)],
            }
        )
        lead.action_set_won()
        cls.engagement = lead.engagement_ids
        cls.engagement.date_start = "2025-01-01"

    @classmethod
    def _make_program(cls):
        cls.program = cls.env["asm.program"].create(
            {
                "code": "PATH",
                "name": "Path",
                "country_ids": [Command.set(cls.env.ref("base.cd").ids)],
            }
        )
        cls.indicator = cls.env["asm.indicator"].create(
            {"code": "PATH-1", "name": "Visits", "unit": "visit"}
        )
        cls.line = cls.env["asm.program.indicator"].create(
            {"program_id": cls.program.id, "indicator_id": cls.indicator.id}
        )
        cls.env["asm.count.rule"].create(
            {"program_indicator_id": cls.line.id, "service_id": cls.service.id}
        )
        cls.env["asm.assignment"].create(
            {"program_indicator_id": cls.line.id, "partner_id": cls.partner.id}
        )
        period = cls.program._periods(
            Date.to_date("2025-04-01"), Date.to_date("2025-06-30")
        )
        cls.submission = cls.env["asm.submission"].create(
            {
                "program_id": cls.program.id,
                "partner_id": cls.partner.id,
                "period_id": period.id,
            }
        )
        cls.delivery = cls.env["mtm.service.delivery"].create(
            {
                "engagement_id": cls.engagement.id,
                "service_id": cls.service.id,
                "program_id": cls.program.id,
                "date": "2025-05-05",
                "country_id": cls.env.ref("base.cd").id,
            }
        )

    @classmethod
    def _make_award(cls):
        cls.award = cls.env["asm.award"].create(
            {
                "reference": "PATH-AWARD",
                "donor_id": cls.env["res.partner"]
                .create({"name": "Path donor", "is_company": True})
                .id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        cls.env["asm.award.share"].set_from(
            cls.program, Date.to_date("2025-01-01"), {cls.award: 100.0}
        )
        cls.env["asm.award.indicator"].create(
            {"award_id": cls.award.id, "program_indicator_id": cls.line.id}
        )
        period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "Q2",
                "date_start": "2025-04-01",
                "date_end": "2025-06-30",
            }
        )
        cls.report = cls.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set(cls.award.ids)],
                "award_period_id": period.id,
            }
        )

    def test_path(self):
        self._walk("deliveries", self.delivery, "confirm_delivery", "path_officer")
        self._walk("submissions", self.submission, "count_deliveries", "path_officer")
        self.start_tour(
            f"/my/reports/{self.submission.id}",
            "asm_path_partner_submits",
            login="path_secretary",
        )
        self._walk("submissions", self.submission, "approve", "path_approver")
        self._walk("donor-reports", self.report, "walk_back", "path_finance")
        self._walk("engagements", self.engagement, "walk_forward", "path_finance")
        self._check_workbook()
        self._check_nothing_vanishes()

    def _walk(self, path, record, tour, login):
        self.start_tour(f"/odoo/{path}/{record.id}", f"asm_path_{tour}", login=login)

    def _check_workbook(self):
        """The number in the exported workbook names the delivery it came from."""
        exporter = self.env["report.asm_programs.tracking_table"].with_user(
            self.finance
        )
        content, _kind = exporter.with_context(
            active_model="asm.donor.report"
        ).create_xlsx_report(self.report.ids, {})
        table, trace = load_workbook(BytesIO(content)).worksheets
        heading, line = self._row(table, "PATH-1")
        self.assertEqual(line[heading.index("Actual, period")], 1)
        heading, hop = self._row(trace, "PATH-1")
        self.assertEqual(hop[heading.index("Stakeholder")], "Path association")
        self.assertEqual(hop[heading.index("Delivery")], self.delivery.display_name)

    def _row(self, sheet, code):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        heading = next(row for row in rows if row[0] == "#" and row[1] == "Code")
        return heading, next(row for row in rows if row[1] == code)

    def _check_nothing_vanishes(self):
        """Deleting a hop is refused, naming what rests on it."""
        actual = self.submission.actual_ids
        for record, named in (
            (self.partner, self.engagement.display_name),
            (self.engagement, self.delivery.display_name),
            (self.service, self.delivery.display_name),
            (self.delivery, self.delivery.display_name),
            (actual, actual.display_name),
            (self.submission, actual.display_name),
            (self.line, actual.display_name),
            (self.program, self.submission.display_name),
            (self.award, self.report.display_name),
        ):
            with (
                self.subTest(record=record),
                self.assertRaises(UserError) as refused,
                self.env.cr.savepoint(),
            ):
                record.unlink()
            self.assertIn(named, str(refused.exception))
