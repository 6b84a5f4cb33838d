"""Targets and baselines come in from tables: said before, proposed, once."""

import base64
import io

from openpyxl import load_workbook

from odoo.fields import Date
from odoo.tests import tagged

from .common import Q1, Q2
from .test_ledger import LedgerCommon


class ImportCommon(LedgerCommon):
    TITLES = "programme,indicator,from,to,site,category,value,reason"

    def _import(self, *rows, user=None, titles=TITLES, kind="targets"):
        content = "\n".join([titles, *rows]).encode()
        return (
            self.env["mtm.import"]
            .with_user(user or self.officer)
            .create(
                {
                    "kind": kind,
                    "filename": f"{kind}.csv",
                    "file": base64.b64encode(content),
                }
            )
        )

    def _counts(self, item):
        names = ("add", "change", "clear", "leave", "error")
        return tuple(item[f"{name}_count"] for name in names)


@tagged("post_install", "-at_install")
class TestTargetImport(ImportCommon):
    def test_what_it_would_do_is_said_first(self):
        self._target(self.line, 40)
        self._target(self.line, 7, Q2)
        item = self._import(
            "TST-1,TST-SUM,2025-01-01,2025-12-31,,,50,A district more",
            "TST-1,TST-SUM,2025-01-01,2025-03-31,North,Female,0,",
            "TST-1,TST-SUM,2025-04-01,2025-06-30,,,,Dropped",
            "TST-1,TST-SUM,2025-07-01,2025-09-30,,,ten,",
        )
        item.action_preview()
        self.assertEqual(self._counts(item), (1, 1, 1, 0, 1))
        self.assertEqual(len(self.line.target_ids), 2)
        texts = item.line_ids.mapped("message")
        self.assertTrue(any("40 → 50" in text for text in texts))
        [error] = item.error_line_ids
        self.assertEqual((error.row, error.column), (5, "Value"))
        item.action_import()
        made = self.line.target_ids.filtered(lambda t: t.state == "proposed")
        self.assertEqual(len(made), 3)
        self.assertEqual(made.proposed_by, self.officer)
        zero = made.filtered("site_id")
        self.assertIsNot(zero.value, False)
        self.assertEqual(zero.disaggregation_id.value_ids, self.female)
        self.assertFalse(made.filtered("approved_on"))

    def test_the_same_file_twice_changes_nothing(self):
        row = "TST-1,TST-SUM,2025-01-01,2025-12-31,,,50,"
        self._import(row).action_import()
        for _state in ("proposed", "approved"):
            again = self._import(row)
            again.action_import()
            self.assertEqual(self._counts(again), (0, 0, 0, 1, 0))
            self.line.target_ids.filtered(lambda t: t.state == "proposed").with_user(
                self.approver
            ).action_approve()
        self.assertEqual(len(self.line.target_ids), 1)

    def test_an_open_proposal_is_changed(self):
        proposal = self._propose(40, user=self.manager)
        item = self._import("TST-1,TST-SUM,2025-01-01,2025-12-31,,,50,")
        item.action_import()
        self.assertEqual(self._counts(item), (0, 1, 0, 0, 0))
        self.assertEqual((proposal.value, proposal.proposed_by), (50, self.officer))

    def test_problems_by_row_and_column(self):
        self._target(self.line, 40)
        good = "TST-1,TST-SUM,2025-01-01,2025-03-31,,,1,"
        item = self._import(
            good,
            good,
            "TST-9,TST-SUM,2025-01-01,2025-03-31,,,1,",
            "TST-1,TST-9,2025-01-01,2025-03-31,,,1,",
            "TST-1,TST-SUM,1/1/2025,2025-03-31,,,1,",
            "TST-1,TST-SUM,2025-01-01,2025-03-31,Nowhere,,1,",
            "TST-1,TST-SUM,2025-01-01,2025-03-31,,Tin,1,",
            "TST-1,TST-SUM,2025-01-01,2025-12-31,,,50,",
            "TST-1,TST-SUM,2025-04-01,2025-06-30,,,,",
            "TST-1,TST-SUM,2025-01-15,2025-06-30,,,5,",
        )
        item.action_preview()
        problems = [(line.row, line.column) for line in item.error_line_ids]
        self.assertEqual(
            sorted(problems),
            [
                (3, ""),
                (4, "Programme"),
                (5, "Indicator"),
                (6, "From"),
                (7, "Site"),
                (8, "Category"),
                (9, "Reason"),
                (10, "Value"),
                (11, ""),
            ],
        )
        self.assertEqual(item.add_count, 1)

    def test_what_goes_out_comes_in_again(self):
        self._target(self.line, 40)
        self._target(self.line, 3, Q1, site_id=self.north, categories=self.female)
        self.env.flush_all()
        rows = (
            self.env["asm.ledger"]
            .with_user(self.officer)
            .search([("program_indicator_id", "=", self.line.id)])
        )
        report = self.env["ir.actions.report"].with_user(self.officer)
        content, _kind = report._render_xlsx(
            "asm_programs.asm_targets_sheet_report", rows.ids, {}
        )
        item = self._import()
        item.file = base64.b64encode(content)
        item.action_import()
        self.assertEqual(self._counts(item), (0, 0, 0, 2, 0))

    def test_titles_in_the_users_language_go_out_and_come_in(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.officer.lang = "fr_FR"
        self._target(self.line, 40)
        self.env.flush_all()
        in_french = {"Programme": "Projet", "From": "Du", "To": "Au"}
        Sheet = type(self.env["report.asm_programs.targets_sheet"])
        plain = Sheet._columns

        def translated(sheet):
            return [
                column._replace(title=in_french.get(column.title, column.title))
                if sheet.env.lang == "fr_FR"
                else column
                for column in plain(sheet)
            ]

        self.patch(Sheet, "_columns", translated)
        rows = self.env["asm.ledger"].search(
            [("program_indicator_id", "=", self.line.id), ("kind", "=", "target")]
        )
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            .with_context(lang="fr_FR")
            ._render_xlsx("asm_programs.asm_targets_sheet_report", rows.ids, {})
        )
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual([titles[0], *titles[2:4]], ["Projet", "Du", "Au"])
        item = self._import()
        item.file = base64.b64encode(content)
        item.with_context(lang="fr_FR").action_import()
        self.assertEqual(self._counts(item), (0, 0, 0, 1, 0))
        for titles in (
            "Projet,indicator,du,AU,value",
            "programme,Indicator,From,to,value",
        ):
            item = self._import("TST-1,TST-SUM,2025-01-01,2025-12-31,40", titles=titles)
            item.action_import()
            self.assertEqual(self._counts(item), (0, 0, 0, 1, 0))
        item = self._import("TST-1,TST-SUM,soon,2025-12-31,40", titles=titles)
        item.with_context(lang="fr_FR").action_preview()
        self.assertEqual(item.error_line_ids.column, "Du")


@tagged("post_install", "-at_install")
class TestBaselineImport(ImportCommon):
    TITLES = "programme,indicator,measured on,site,category,value,reason"

    def _import(self, *rows, titles=TITLES, **how):
        return super()._import(*rows, titles=titles, kind="baselines", **how)

    def test_each_row_is_a_proposal(self):
        self._baseline(self.line, 40, date_measured="2024-06-30")
        item = self._import(
            "TST-1,TST-SUM,2024-06-30,,,45,Counted anew",
            "TST-1,TST-SUM,2024-06-30,North,Female,0,",
            "TST-1,TST-SUM,,South,,,",
            "TST-1,TST-SUM,30/6/2024,South,Female,1,",
        )
        item.action_preview()
        self.assertEqual(self._counts(item), (1, 1, 0, 0, 2))
        problems = [(line.row, line.column) for line in item.error_line_ids]
        self.assertEqual(sorted(problems), [(4, "Value"), (5, "Measured On")])
        self.assertEqual(len(self.line.baseline_ids), 1)
        item.action_import()
        made = self.line.baseline_ids.filtered(lambda one: one.state == "proposed")
        self.assertEqual(made.proposed_by, self.officer)
        zero = made.filtered("site_id")
        self.assertIsNot(zero.value, False)
        self.assertEqual(zero.date_measured, Date.to_date("2024-06-30"))
        self.assertEqual(zero.disaggregation_id.value_ids, self.female)

    def test_the_same_file_twice_changes_nothing(self):
        for day in ("2024-06-30", ""):
            row = f"TST-1,TST-SUM,{day},,,40,"
            item = self._import(row)
            item.action_import()
        self.assertEqual(self._counts(item), (0, 0, 0, 1, 0))
        self.assertEqual(len(self.line.baseline_ids), 1)

    def test_a_new_day_is_a_change_with_its_reason(self):
        self._baseline(self.line, 40, date_measured="2024-06-30")
        item = self._import("TST-1,TST-SUM,2024-09-30,,,40,")
        item.action_preview()
        [error] = item.error_line_ids
        self.assertEqual(error.column, "Reason")
        self.assertIn("40", error.message)

    def test_ratios_are_two_numbers_and_what_goes_out_comes_in(self):
        line = self._ratio("TST-PCT")
        item = self._import(
            "TST-1,TST-PCT,9,40", titles="programme,indicator,numerator,denominator"
        )
        item.action_import()
        [baseline] = line.baseline_ids
        self.assertEqual((baseline.numerator, baseline.denominator), (9, 40))
        baseline.with_user(self.approver).action_approve()
        self._baseline(self.line, 0)
        self.env.flush_all()
        rows = (
            self.env["asm.ledger"]
            .with_user(self.officer)
            .search([("program_id", "=", self.program.id)])
        )
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.officer)
            ._render_xlsx("asm_programs.asm_baselines_sheet_report", rows.ids, {})
        )
        item = self._import()
        item.file = base64.b64encode(content)
        item.action_import()
        self.assertEqual(self._counts(item), (0, 0, 0, 2, 0))
