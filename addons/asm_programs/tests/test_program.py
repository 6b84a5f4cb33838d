"""Programmes: their tree, calendar, framework and indicators."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from .common import Q1, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestProgram(AsmCommon):
    def test_a_manager_keeps_programmes_and_an_officer_reads_them(self):
        values = {"code": "TST-9", "name": "Ninth"}
        with self.assertRaises(AccessError):
            self.env["asm.program"].with_user(self.officer).create(values)
        program = self.env["asm.program"].with_user(self.manager).create(values)
        self.assertEqual(program.with_user(self.officer).display_name, "TST-9 Ninth")
        self.assertEqual(program.manager_id, self.manager)
        with self.assertRaises(AccessError):
            program.with_user(self.officer).name = "Other"

    def test_a_code_is_used_once_in_a_company(self):
        with self.assertDatabaseRefuses("asm.program", "with this code already"):
            self._program("TST-1")
        company = self.env["res.company"].create({"name": "Sister"})
        self._program("TST-1", company_id=company.id)

    def test_a_programme_is_not_a_part_of_itself(self):
        part = self._program("TST-2", parent_id=self.program.id)
        with self.assertRefuses(UserError, "Recursion"):
            self.program.parent_id = part

    def test_a_programme_ends_after_it_starts(self):
        with self.assertDatabaseRefuses("asm.program", "cannot end before"):
            self._program("TST-2", date_end="2024-01-01")

    def test_a_month_lies_between_1_and_12(self):
        with self.assertDatabaseRefuses("asm.program", "between 1 and 12"):
            self._program("TST-2", fiscal_month=13)

    def test_a_programme_of_another_company_is_not_seen(self):
        company = self.env["res.company"].create({"name": "Sister"})
        program = self._program("TST-2", company_id=company.id)
        seen = self.env["asm.program"].with_user(self.manager).search([])
        self.assertIn(self.program, seen)
        self.assertNotIn(program, seen)

    def test_periods_follow_its_calendar(self):
        for values, expected in (
            ({"frequency": "quarter"}, ["2025 Q1", "2025 Q2", "2025 Q3", "2025 Q4"]),
            ({"frequency": "half"}, ["2025 H1", "2025 H2"]),
            ({"frequency": "year"}, ["2025"]),
            ({"frequency": "year", "fiscal_month": 10}, []),
            (
                {"frequency": "half", "fiscal_month": 10},
                ["FY2025 H2"],
            ),
        ):
            self.program.write({"fiscal_month": 1} | values)
            periods = self.program._periods(*map(Date.to_date, YEAR))
            with self.subTest(**values):
                self.assertEqual(periods.mapped("name"), expected)

    def test_a_period_is_recorded_once_whoever_asks(self):
        days = [Date.to_date(day) for day in YEAR]
        first = self.program.with_user(self.officer)._periods(*days)
        again = self.program.with_user(self.manager)._periods(*days)
        self.assertEqual(first, again)
        with self.assertRaises(AccessError):
            self.env["asm.period"].with_user(self.officer).create(
                {"date_start": "2031-01-01"}
            )

    def test_periods_of_a_calendar_do_not_overlap(self):
        self._submission(Q1)
        values = {"kind": "quarter", "date_start": "2025-01-01"}
        with self.assertDatabaseRefuses("asm.period", "cannot overlap"):
            self.env["asm.period"].create(values)
        self.env["asm.period"].create(values | {"fiscal_month": 4})

    def test_two_calendars_stand_beside_each_other(self):
        january = self._program("TST-2", frequency="year")
        october = self._program("TST-3", frequency="year", fiscal_month=10)
        self.assertEqual(self._submission(YEAR, program=january).period_id.name, "2025")
        period = self._submission(("2024-10-01", "2025-09-30"), program=october)
        self.assertEqual(period.period_id.name, "FY2025")

    def test_what_hangs_on_a_programme_is_counted(self):
        service = self._service()
        engagement = self._engagement(service)
        self._delivery(engagement)
        line = self._line()
        self._row(line, Q1, 3)
        self._share({self._award(): 100})
        self.env["asm.result"].create({"program_id": self.program.id, "name": "Better"})
        program = self.program.with_user(self.officer)
        for name in (
            "engagement_count",
            "delivery_count",
            "indicator_count",
            "submission_count",
            "award_count",
            "result_count",
        ):
            with self.subTest(name=name):
                self.assertEqual(program[name], 1)
        self.assertEqual(line.actual_count, 1)
        self.assertEqual(self.partner.with_user(self.officer).submission_count, 1)

    def test_what_rests_on_a_programme_is_named(self):
        self._line()
        with self.assertRefuses(UserError, "Indicator of a Programme.*TST-SUM"):
            self.program.with_user(self.manager).unlink()

    def test_a_new_programme_can_be_deleted(self):
        program = self._program("TST-2")
        program.with_user(self.manager).unlink()
        self.assertFalse(program.exists())

    def test_organisations_have_roles(self):
        role = {"partner_id": self.donor.id, "role": "funding"}
        self.program.partner_line_ids = [Command.create(role)]
        with self.assertDatabaseRefuses("asm.program.partner", "this role"):
            self.program.partner_line_ids = [Command.create(role)]
        self.assertEqual(self.donor.program_line_ids.program_id, self.program)
        with self.assertRefuses(UserError, "Organisation in a Programme"):
            self.donor.unlink()


@tagged("post_install", "-at_install")
class TestFramework(AsmCommon):
    def test_a_result_contributes_to_a_higher_one(self):
        impact, outcome, output = (
            self._result(level) for level in ("impact", "outcome", "output")
        )
        output.parent_id = outcome
        outcome.parent_id = impact
        with self.assertRefuses(ValidationError, "lower in the framework"):
            self._result("impact", parent_id=output.id)
        with self.assertRefuses(UserError, "Recursion"):
            impact.parent_id = output

    def test_a_result_stays_in_its_programme(self):
        elsewhere = self._result("impact", program=self._program("TST-2"))
        with self.assertRefuses(ValidationError, "different programmes"):
            self._result("output", parent_id=elsewhere.id)
        line = self._line()
        with self.assertRefuses(ValidationError, "another programme"):
            line.result_id = elsewhere

    def test_indicators_stand_on_results(self):
        result, line = self._result("output"), self._line()
        line.with_user(self.manager).result_id = result
        self.assertEqual(result.program_indicator_ids, line)
        with self.assertRefuses(UserError, "TST-SUM"):
            result.with_user(self.manager).unlink()

    def test_a_programme_uses_a_definition_once(self):
        line = self._line()
        with self.assertDatabaseRefuses("asm.program.indicator", "already"):
            self._use(line.indicator_id)
        self._use(line.indicator_id, self._program("TST-2"))

    def test_an_indicator_with_numbers_stays_what_it_is(self):
        line = self._line()
        other = self._program("TST-2")
        definition = self._definition("TST-NEW")
        line.with_user(self.manager).indicator_id = definition
        self._row(line, Q1, 3)
        for values in (
            {"program_id": other.id},
            {"indicator_id": self._definition("TST-NEWER").id},
        ):
            with self.assertRefuses(UserError, "has numbers"):
                line.with_user(self.manager).write(values)
        line.with_user(self.manager).write({"indicator_id": definition.id})

    def test_a_definition_that_is_used_is_not_deleted(self):
        line = self._line()
        with self.assertRefuses(UserError, "TST-1: TST-SUM"):
            line.indicator_id.with_user(self.admin).unlink()

    def test_a_definition_says_what_it_needs(self):
        for values, message in (
            ({"time_aggregation": "unique"}, "in which scope"),
            ({"basis": "cumulative"}, "since when"),
            ({"measure": "percentage", "is_ratio": False}, "numerator and denominator"),
        ):
            with (
                self.subTest(**values),
                self.assertDatabaseRefuses("asm.indicator", message),
            ):
                indicator = self._definition("TST-BAD", **values)
                indicator.is_ratio = values.get("is_ratio", indicator.is_ratio)

    def test_one_version_of_a_code(self):
        self._definition("TST-V")
        with self.assertDatabaseRefuses("asm.indicator", "in this version"):
            self._definition("TST-V")
        self._definition("TST-V", version=2)

    def test_who_reports_is_assigned_once(self):
        line = self._line()
        values = {"program_indicator_id": line.id, "partner_id": self.partner.id}
        self.env["asm.assignment"].with_user(self.manager).create(values)
        with self.assertDatabaseRefuses("asm.assignment", "already from this day"):
            self.env["asm.assignment"].create(values)
        self.env["asm.assignment"].create(values | {"date_start": "2026-01-01"})

    def test_an_officer_does_not_change_the_framework(self):
        line = self._line()
        for record, values in (
            (self._result("output"), {"name": "Other"}),
            (line, {"sequence": 3}),
            (line.indicator_id, {"name": "Other"}),
        ):
            with self.assertRaises(AccessError):
                record.with_user(self.officer).write(values)

    def _result(self, level, program=None, **values):
        return self.env["asm.result"].create(
            {
                "program_id": (program or self.program).id,
                "level": level,
                "name": f"An {level}",
                **values,
            }
        )
