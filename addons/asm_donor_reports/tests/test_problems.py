"""What would make a report wrong is listed first, with the way to mend it."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.asm_programs.tests.common import Q1, Q2

from .common import ReportCommon


@tagged("post_install", "-at_install")
class TestProblems(ReportCommon):
    def _check(self, report=None):
        """Return ``{kind: problems}`` as finance finds them."""
        report = report or self.report
        report.with_user(self.finance).action_check()
        return report.problem_ids.grouped("kind")

    def _opened(self, problem):
        action = problem.with_user(self.finance).action_open()
        records = self.env[action["res_model"]]
        if action.get("res_id"):
            return records.browse(action["res_id"])
        return records.search(action["domain"])

    def test_a_report_that_is_right_has_nothing_to_mend(self):
        self.report.format_id = False
        self._target(self.line, 10, Q2)
        self._number(self.line, Q2, 10)
        self.assertFalse(self._check())
        self.assertTrue(self.report.checked_on)
        self.assertFalse(self.report.problem_count)

    def test_numbers_that_are_not_approved(self):
        self._target(self.line, 10, Q2)
        self._number(self.line, Q2, 10)
        row = self._row(self.line, Q2, 1, site_id=self.north)
        self._row(self.line, Q1, 1)
        [problem] = self._check()["unapproved"]
        self.assertIn("TST-SUM: 1 ", problem.sentence)
        self.assertFalse(problem.is_warning)
        self.assertEqual(self._opened(problem), row)
        self._approve(row)
        self.assertNotIn("unapproved", self._check())

    def test_days_of_the_lines_own_basis(self):
        self.credited.basis = "since_award"
        row = self._row(self.line, Q1, 1)
        [problem] = self._check()["unapproved"]
        self.assertEqual(self._opened(problem), row)

    def test_missing_numbers_and_no_target(self):
        found = self._check()
        self.assertEqual(set(found), {"missing", "target"})
        self.assertFalse(found["missing"].is_warning)
        self.assertTrue(found["target"].is_warning)
        submission = self._submission(Q2)
        self.assertEqual(self._opened(found["missing"]), submission)
        context = found["target"].action_open()["context"]
        self.assertEqual(context["default_date_to"], "2025-06-30")

    def test_targets_of_the_windows_that_the_layout_shows(self):
        Format = self.env["asm.donor.format"]
        self.report.format_id = Format.create(
            Format._from_layout(
                {
                    "code": "tst_windows",
                    "name": "Windows",
                    "fiscal_month": 10,
                    "sheets": [
                        {
                            "code": "one",
                            "name": "One",
                            "blocks": [
                                {
                                    "name": "lines",
                                    "repeat": {"subject": "indicator"},
                                    "columns": [
                                        {"term": f"indicator.target@{window}"}
                                        for window in ("year", "life")
                                    ],
                                }
                            ],
                        }
                    ],
                }
            )
        )
        self._number(self.line, Q2, 10)
        self._target(self.line, 10, ("2024-10-01", "2025-09-30"))
        [problem] = self._check()["target"]
        self.assertEqual(
            problem.sentence, "TST-SUM has no target for the award's life."
        )
        context = problem.action_open()["context"]
        self.assertEqual(context["default_date_to"], "2026-09-30")

    def test_a_deviation_is_explained_right_there(self):
        self._target(self.line, 100, Q2)
        self._number(self.line, Q2, 80)
        [problem] = self._check()["deviation"]
        self.assertIn("80 %", problem.sentence)
        officer = problem.with_user(self.officer)
        with self.assertRefuses(UserError, "Say why"):
            officer.deviation_cause = " "
        officer.write({"deviation_cause": "Rain", "deviation_action": "Drains"})
        deviation = self.env["asm.deviation"].search(
            [("award_indicator_id", "=", self.credited.id)]
        )
        self.assertRecordValues(
            deviation,
            [
                {
                    "cause": "Rain",
                    "action": "Drains",
                    "award_period_id": self.period.id,
                    "proposed_by": self.officer.id,
                }
            ],
        )
        self.assertTrue(problem.is_explained)
        self.assertEqual(self._opened(problem), deviation)
        officer.deviation_cause = "Much rain"
        self.assertEqual(deviation.cause, "Much rain")
        self.assertNotIn("deviation", self._check())

    def test_what_is_approved_is_not_written_over(self):
        self._target(self.line, 100, Q2)
        self._number(self.line, Q2, 80)
        [problem] = self._check()["deviation"]
        problem.with_user(self.officer).deviation_cause = "Rain"
        deviation = self.env["asm.deviation"].search([], limit=1, order="id desc")
        deviation.with_user(self.approver).action_approve()
        with self.assertRefuses(UserError, "is approved"):
            problem.with_user(self.officer).deviation_cause = "Sun"

    def test_within_the_tolerance_nothing_is_to_be_said(self):
        self._target(self.line, 100, Q2)
        self._number(self.line, Q2, 91)
        self.assertNotIn("deviation", self._check())
        self._number(self.line, Q2, 20, site_id=self.north)
        self.assertIn("deviation", self._check(), "as much beyond it as below")

    def test_sub_awards_without_a_rate_are_told_before_sums(self):
        subaward = self._subaward(currency_id=self.usd.id)
        line = self._passed(subaward, "expense", 100, "2025-05-01", line=self.staff)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE asm_subaward SET currency_id = %s WHERE id = %s",
            (self.eur.id, subaward.id),
        )
        self.env.cr.execute(
            "UPDATE asm_subaward_line SET amount_award = NULL WHERE id = %s",
            (line.id,),
        )
        self.env.invalidate_all()
        [problem] = self._check()["rate"]
        self.assertFalse(problem.is_warning)
        self.assertEqual(self._opened(problem), line)

    def test_rates_that_are_too_old(self):
        self._rate(1.5, "2025-05-01")
        line = self._spent(10, "2025-05-02", transaction_currency_id=self.eur.id)
        self.assertNotIn("rate", self._check())
        self.award.rate_max_age = 0
        [problem] = self._check()["rate"]
        self.assertTrue(problem.is_warning)
        self.assertEqual(self._opened(problem), line)

    def test_money_on_no_budget_line(self):
        line = self._spent(10, "2025-05-02", budget_line_id=False)
        [problem] = self._check()["budget"]
        self.assertEqual(self._opened(problem), line)

    def test_evidence_that_the_rules_ask_for(self):
        self.line.indicator_id.evidence_rule_ids = [
            Command.create({"document": True, "severity": "warning"})
        ]
        row = self._row(self.line, Q2, 10, comment="On paper")
        self._approve(row)
        [problem] = self._check()["evidence"]
        self.assertTrue(problem.is_warning)
        self.assertEqual(self._opened(problem), row)

    def test_a_calendar_that_does_not_fit(self):
        period = self._period("Odd", ("2025-05-01", "2025-07-31"), kind="other")
        [problem] = self._check(self._report(period))["calendar"]
        self.assertEqual(self._opened(problem), self.award)

    def test_another_currency_is_told_apart(self):
        second = self._award("GR-2", currency_id=self.eur.id)
        self._spent(10, "2025-05-02", budget_line_id=False)
        report = self._report(awards=self.award | second)
        [problem] = self._check(report)["budget"]
        self.assertIn("GR-1", problem.sentence)

    def test_what_the_system_found_is_not_for_writing(self):
        problem = self._check()["missing"]
        problem.with_user(self.finance).write({"sentence": "All is well"})
        self.assertNotEqual(problem.sentence, "All is well")
        with self.assertRaises(AccessError):
            problem.with_user(self.finance).unlink()
        with self.assertRaises(AccessError):
            problem.with_user(self.finance).copy({"res_model": "res.users"})

    def test_a_frozen_report_is_not_checked_again(self):
        self._number(self.line, Q2, 10)
        report = self.report.with_user(self.finance)
        report.action_freeze("all is well")
        with self.assertRefuses(UserError, "frozen"):
            report.action_check()


@tagged("post_install", "-at_install")
class TestSections(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Format = cls.env["asm.donor.format"]
        cls.format = Format.create(
            Format._from_layout(
                {
                    "code": "tst_told",
                    "name": "Told",
                    "sections": [
                        {"code": "summary", "name": "Summary", "is_required": True},
                        {"code": "next", "name": "Next steps"},
                    ],
                    "sheets": [
                        {
                            "code": "told",
                            "name": "Told",
                            "blocks": [
                                {
                                    "name": "head",
                                    "cells": [{"cell": "A1", "term": "award.name"}],
                                }
                            ],
                        }
                    ],
                }
            )
        )

    def test_sections_come_with_the_format(self):
        self.assertFalse(self.report.section_ids)
        self.report.format_id = self.format
        self.assertEqual(self.report.section_ids.mapped("code"), ["summary", "next"])
        self.report.section_ids[0].text = "Went well"
        self.report.format_id = False
        self.assertEqual(
            self.report.section_ids.mapped("text"), ["Went well"], "nothing is lost"
        )

    def test_last_time_stands_beside(self):
        before = self._report(self._period("FY2025 Q2", Q1), format_id=self.format.id)
        before.section_ids[0].with_user(self.officer).text = "Began"
        report = self._report(format_id=self.format.id)
        self.assertEqual(report.section_ids[0].previous_text, "Began")
        report.section_ids[0].text = "Goes on"
        rows = self.read_rows(
            "narrative",
            *("narrative.name", "narrative.text", "narrative.previous"),
            report=report,
        )
        self.assertEqual(
            rows,
            {
                ("summary",): ["Summary", "Goes on", "Began"],
                ("next",): ["Next steps", None, None],
            },
        )

    def test_a_required_one_is_to_be_written(self):
        report = self._report(format_id=self.format.id)
        report.with_user(self.finance).action_check()
        told = report.problem_ids.filtered(lambda one: one.kind == "narrative")
        self.assertEqual(told.sentence, "Summary is not written yet.")
        self.assertEqual(told.action_open()["res_id"], report.section_ids[0].id)

    def test_what_a_frozen_report_tells_stays(self):
        report = self._report(format_id=self.format.id)
        report.section_ids[0].text = "Went well"
        report.sudo().write(
            {
                "state": "frozen",
                "frozen_on": "2025-07-01",
                "sha256": "0",
                "file_id": self.env["ir.attachment"].create({"name": "x"}).id,
            }
        )
        with self.assertRefuses(UserError, "frozen"):
            report.section_ids[0].with_user(self.officer).text = "Went badly"
        with self.assertRefuses(UserError, "frozen"):
            report.section_ids.unlink()

    def test_which_sections_there_are_is_the_layouts(self):
        section = self._report(format_id=self.format.id).section_ids[0]
        section.with_user(self.finance).write({"name": "Mine", "text": "Told"})
        self.assertEqual((section.name, section.text), ("Summary", "Told"))
