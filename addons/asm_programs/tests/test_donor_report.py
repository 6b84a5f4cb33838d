"""A donor report is drawn from approved numbers, and each can be walked back."""

from io import BytesIO

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import Q1, Q2, Q3, AsmCommon

LAST_YEAR = ("2024-07-01", "2024-09-30")
AUTUMN = ("2024-10-01", "2024-12-31")


class DonorReportCommon(AsmCommon):
    """An award whose years start in October, in its second year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.date_start = "2023-10-01"
        cls.award = cls._award(
            date_start="2023-10-01", date_end="2026-09-30", fiscal_month=10
        )
        cls._share({cls.award: 100}, "2023-10-01")
        cls.period = cls._period("FY2025 Q3", Q2)
        cls.line = cls._line(dimensions=cls.sex)
        cls.credited = cls._award_line(cls.award, cls.line)
        cls.report = cls._report(cls.period)

    @classmethod
    def _period(cls, name, days, **values):
        return cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": name,
                "date_start": days[0],
                "date_end": days[1],
                **values,
            }
        )

    @classmethod
    def _report(cls, period, awards=None, **values):
        return cls.env["asm.donor.report"].create(
            {
                "award_ids": [Command.set((awards or cls.award).ids)],
                "award_period_id": period.id,
                **values,
            }
        )

    @classmethod
    def _draw(cls, report=None):
        """Draw a report as finance, and return its lines."""
        report = report or cls.report
        report.with_user(cls.finance).action_draw()
        return report.line_ids

    def _found(self, action, user=None):
        """Return what an action of a button opens."""
        records = self.env[action["res_model"]].with_user(user or self.officer)
        if action.get("res_id"):
            return records.browse(action["res_id"]).with_env(self.env)
        return records.search(action["domain"]).with_env(self.env)


@tagged("post_install", "-at_install")
class TestDonorReport(DonorReportCommon):
    def test_total_categories_and_what_is_not_disaggregated(self):
        self._number(self.line, Q2, 10)
        self._number(self.line, Q2, 5, categories=self.male)
        self._number(self.line, Q2, 3, categories=self.female)
        lines = self._draw()
        self.assertRecordValues(
            lines,
            [
                {"is_total": True, "value_id": False, "category": False, "actual": 10},
                {
                    "is_total": False,
                    "value_id": self.female.id,
                    "category": "Female",
                    "actual": 3,
                },
                {
                    "is_total": False,
                    "value_id": self.male.id,
                    "category": "Male",
                    "actual": 5,
                },
                {
                    "is_total": False,
                    "value_id": False,
                    "category": "not disaggregated",
                    "actual": 2,
                },
            ],
        )
        self.assertEqual(self.report.line_count, 4)
        self.assertTrue(self.report.drawn_on)

    def test_declared_overlaps_are_subtracted_from_the_total(self):
        people = self._line(
            "TST-PPL",
            dimensions=self.sex,
            time_aggregation="unique",
            unique_scope="year",
            unique_month=10,
        )
        credited = self._award_line(self.award, people)
        for place, value in ((self.north, 60), (self.south, 50)):
            self._number(people, AUTUMN, value, site_id=place, categories=self.female)
        overlap = self.env["asm.overlap"].create(
            {
                "program_ids": [Command.set(self.program.ids)],
                "indicator_id": people.indicator_id.id,
                "period_id": self._submission(AUTUMN).period_id.id,
                "site_ids": [Command.set((self.north | self.south).ids)],
                "value": 10,
                "method": "Lists compared",
            }
        )
        overlap.with_user(self.approver).action_approve()
        lines = self._draw().filtered(lambda one: one.award_indicator_id == credited)
        self.assertEqual(lines.filtered("is_total").year_actual, 100)
        of_women = lines.filtered(lambda one: one.value_id == self.female)
        self.assertEqual(of_women.year_actual, 110)

    def test_the_words_are_the_awards(self):
        result = self.env["asm.result"].create(
            {
                "program_id": self.program.id,
                "level": "outcome",
                "level_name": "Intermediate result",
                "name": "Traced",
            }
        )
        self.credited.write(
            {
                "code": "IR 1",
                "name": "Minerals traced",
                "unit": "t",
                "result_id": result.id,
            }
        )
        self.line.source = "Tags"
        [line] = self._draw()
        self.assertRecordValues(
            line,
            [
                {
                    "code": "IR 1",
                    "name": "Minerals traced",
                    "unit": "t",
                    "level": "Intermediate result",
                    "source": "Tags",
                    "data_type": "Unit",
                    "direction": "More is better",
                }
            ],
        )

    def test_quarters_are_those_of_the_donors_year(self):
        for days, value in (
            (LAST_YEAR, 1000),
            (AUTUMN, 1),
            (Q1, 20),
            (Q2, 300),
            (Q3, 5000),
        ):
            self._number(self.line, days, value)
        [line] = self._draw()
        self.assertRecordValues(
            line,
            [
                {
                    "actual": 300,
                    "quarter_1": 1,
                    "quarter_2": 20,
                    "quarter_3": 300,
                    "quarter_4": False,
                    "year_actual": 321,
                    "life_actual": 1321,
                }
            ],
        )

    def test_targets_of_period_year_and_life(self):
        self._number(self.line, Q1, 20)
        self._number(self.line, Q2, 30)
        self._target(self.line, 60, Q2)
        self._target(self.line, 200, ("2024-10-01", "2025-09-30"))
        self._target(self.line, 1000, ("2023-10-01", "2026-09-30"))
        [line] = self._draw()
        self.assertRecordValues(
            line,
            [
                {
                    "target": 60,
                    "achievement": 50,
                    "year_target": 200,
                    "year_achievement": 25,
                    "life_target": 1000,
                    "life_achievement": 5,
                }
            ],
        )

    def test_the_baseline_that_holds_and_its_day(self):
        self._number(self.line, Q2, 30)
        self._baseline(self.line, 7, date_measured="2023-09-01")
        self._baseline(self.line, 8, date_measured="2023-06-01", reason="Recount")
        self._baseline(self.line, 1, date_measured="2024-06-01", categories=self.female)
        [line] = self._draw()
        self.assertEqual((line.baseline, str(line.baseline_date)), (8, "2023-06-01"))
        self._baseline(self.line, 0, date_measured="2023-05-01", award_id=self.award)
        [line] = self._draw()
        self.assertEqual((line.baseline, str(line.baseline_date)), (0, "2023-05-01"))
        self.assertIsNot(line.baseline, False)

    def test_zero_and_blank_stay_apart(self):
        other = self._line("TST-OTH")
        self._award_line(self.award, other)
        self._number(self.line, Q2, 0)
        zero, blank = self._draw()
        self.assertEqual((zero.actual, zero.quarter_3), (0, 0))
        self.assertIsNot(zero.actual, False)
        self.assertIs(blank.actual, False)
        self.assertIs(blank.quarter_3, False)

    def test_blank_and_incomplete_lines_are_warned_about(self):
        blank = self._award_line(self.award, self._line("TST-BLK"))
        for partner in (self.partner, self.other_partner):
            self.env["asm.assignment"].create(
                {"program_indicator_id": self.line.id, "partner_id": partner.id}
            )
        self._number(self.line, Q2, 10)
        self._draw()
        incomplete, missing = self.report.warning.splitlines()
        self.assertIn("TST-SUM: ", incomplete)
        self.assertIn("not everything", incomplete)
        self.assertIn("TST-BLK: not reported", missing)
        self.assertRecordValues(
            self.report.line_ids[0], [{"reported": 1, "expected": 2}]
        )
        blank.date_end = "2025-03-31"
        self._number(self.line, Q2, 5, partner=self.other_partner)
        self._draw()
        self.assertFalse(self.report.warning)

    def test_a_deviation_stands_beside_the_total(self):
        self._number(self.line, Q2, 10)
        self._number(self.line, Q2, 4, categories=self.female)
        self.env["asm.deviation"].create(
            {
                "award_indicator_id": self.credited.id,
                "award_period_id": self.period.id,
                "cause": "The road was closed.",
                "action": "Visits move to July.",
            }
        )
        total, *parts = self._draw()
        self.assertEqual(total.deviation, "The road was closed.\nVisits move to July.")
        self.assertFalse(any(part.deviation for part in parts))

    def test_drawing_again_takes_what_is_new(self):
        self._number(self.line, Q2, 10)
        before = self._draw()
        self._number(self.line, Q2, 5, site_id=self.north)
        self.assertEqual(before.actual, 10)
        after = self._draw()
        self.assertEqual(after.actual, 15)
        self.assertFalse(before.exists())

    def test_only_approved_numbers_are_drawn(self):
        self._row(self.line, Q2, 10).with_user(self.officer).action_submit()
        [line] = self._draw()
        self.assertIs(line.actual, False)

    def test_as_of_an_earlier_moment(self):
        with freeze_time("2025-07-10 10:00:00"):
            self.env["asm.award.share"].search([]).recorded_on = "2024-01-01"
            self._number(self.line, Q2, 10)
        with freeze_time("2025-08-10 10:00:00"):
            self._number(self.line, Q2, 5, site_id=self.north)
        self.report.as_of = "2025-07-31 00:00:00"
        self.assertEqual(self._draw().actual, 10)
        self.report.as_of = False
        self.assertEqual(self._draw().actual, 15)

    def test_the_basis_is_of_the_period_column_only(self):
        self.credited.basis = "since_award"
        for days, value in ((LAST_YEAR, 1000), (AUTUMN, 1), (Q1, 20), (Q2, 300)):
            self._number(self.line, days, value)
        [line] = self._draw()
        self.assertRecordValues(
            line,
            [
                {
                    "actual": 1321,
                    "quarter_1": 1,
                    "quarter_3": 300,
                    "year_actual": 321,
                    "life_actual": 1321,
                }
            ],
        )

    def test_factor_and_share_apply(self):
        own = self._award("OWN", kind="own", donor_id=False)
        self._share({self.award: 60, own: 40}, "2025-04-01")
        self.credited.factor = 0.001
        self._number(self.line, Q2, 5000)
        self.assertEqual(self._draw().actual, 3)

    def test_what_an_award_no_longer_reports_is_left_out(self):
        self.credited.date_end = "2025-03-31"
        self.assertFalse(self._draw())
        self.credited.date_end = "2025-04-01"
        self.assertTrue(self._draw())

    def test_several_awards_in_one_report(self):
        second = self._award("GR-2", fiscal_month=10)
        self._share({self.award: 60, second: 40}, "2025-04-01")
        self._award_line(second, self.line, code="SECOND")
        self._number(self.line, Q2, 10)
        lines = self._draw(self._report(self.period, self.award | second))
        self.assertEqual(
            [(line.code, line.actual) for line in lines],
            [("TST-SUM", 6), ("SECOND", 4)],
        )

    def test_a_period_of_another_award_is_refused(self):
        with self.assertRefuses(UserError, "not a period of the awards"):
            self._report(self.period, self._award("GR-2"))

    def test_finance_draws_and_others_read(self):
        self._number(self.line, Q2, 10)
        for user in (self.officer, self.manager, self.approver):
            with self.assertRaises(AccessError):
                self.report.with_user(user).action_draw()
        self._draw()
        self.assertEqual(self.report.with_user(self.officer).line_ids.actual, 10)
        with self.assertRaises(AccessError):
            self.report.with_user(self.officer).line_ids.actual = 11

    def test_queries_do_not_grow_with_indicators(self):
        self._fill(2)
        few = self._count_queries()
        self._fill(12)
        self.assertLessEqual(self._count_queries(), few)

    def _fill(self, count):
        for number in range(count):
            existing = self.env["asm.indicator"].search_count([])
            line = self._line(f"TST-{existing}-{number}", dimensions=self.sex)
            self._award_line(self.award, line)
            self._number(line, Q2, 3)
            self._number(line, Q2, 1, categories=self.female)
            self._target(line, 5)

    def _count_queries(self):
        """Return how many queries it takes to draw the report's lines."""
        report = self.report.with_user(self.finance)
        for _warm_up in range(2):
            report._prepare_lines()
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        report._prepare_lines()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestRestrictedReader(DonorReportCommon):
    """A report is drawn only by somebody who may read all that it adds up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_program = cls._program("TST-2", date_start="2023-10-01")
        cls._share({cls.award: 100}, "2023-10-01", cls.other_program)
        cls.other_line = cls._line("TST-OTH", program=cls.other_program)
        cls._award_line(cls.award, cls.other_line)

    def _restrict(self, **values):
        self.env["mtm.staff.scope"].create({"user_id": self.finance.id, **values})

    def test_by_programme(self):
        self._restrict(program_ids=[Command.set(self.program.ids)])
        with self.assertRefuses(UserError, "numbers of TST-2 Programme TST-2 that"):
            self._draw()

    def test_by_country(self):
        self._number(self.line, Q2, 10, site_id=self.north)
        self._restrict(country_ids=[Command.set(self.congo.ids)])
        self._draw()
        self._number(self.line, Q2, 3, site_id=self.abroad)
        with self.assertRefuses(UserError, "numbers of TST-1: TST-SUM .* that you"):
            self._draw()

    def test_by_country_of_what_a_formula_rests_on(self):
        formula = self._line("TST-F", formula="2 * TST-SUM")
        self.credited.program_indicator_id = formula
        self._restrict(country_ids=[Command.set(self.congo.ids)])
        self._number(self.line, Q2, 3, site_id=self.abroad)
        with self.assertRefuses(UserError, "numbers of TST-1: TST-SUM"):
            self._draw()

    def test_whoever_may_read_all_draws(self):
        programs = self.program | self.other_program
        self._restrict(program_ids=[Command.set(programs.ids)])
        self.assertEqual(len(self._draw()), 2)


@tagged("post_install", "-at_install")
class TestWalk(DonorReportCommon):
    """From a line to what was done with whom, and back."""

    def _behind(self, line):
        return self._found(line.with_user(self.officer).action_view_actuals())

    def _lines_of(self, row):
        return self._found(row.with_user(self.officer).action_view_report_lines())

    def test_from_a_line_to_the_stakeholder_and_back(self):
        service = self._service()
        engagement = self._engagement(service)
        delivery = self._delivery(engagement, "2025-05-10")
        self.env["asm.count.rule"].create(
            {"program_indicator_id": self.line.id, "service_id": service.id}
        )
        submission = self._submission(Q2)
        submission.with_user(self.officer).action_count_deliveries()
        row = self._approve(submission.actual_ids)
        [line] = self._draw()
        self.assertEqual(line.actual, 1)
        self.assertEqual(self._behind(line), row)
        as_officer = row.with_user(self.officer)
        self.assertEqual(self._found(as_officer.action_view_deliveries()), delivery)
        self.assertEqual(self._found(as_officer.action_view_submission()), submission)
        as_officer = delivery.with_user(self.officer)
        self.assertEqual(self._found(as_officer.action_view_engagement()), engagement)
        self.assertEqual(engagement.partner_id, self.partner)
        self.assertEqual(engagement.with_user(self.officer).delivery_ids, delivery)
        self.assertEqual(self._found(as_officer.action_view_actuals()), row)
        self.assertEqual(self._lines_of(row), line)
        self.assertEqual(self._found(line.report_id.action_view_lines()), line)

    def test_a_category_rests_on_its_own_numbers(self):
        total = self._number(self.line, Q2, 10)
        female = self._number(self.line, Q2, 4, categories=self.female)
        male = self._number(self.line, Q2, 3, categories=self.male)
        age = self.env.ref("mines_to_markets.mtm_dimension_age_band").value_ids[0]
        young = self._number(self.line, Q2, 1, categories=self.female | age)
        lines = {line.category: line for line in self._draw()}
        self.assertEqual(self._behind(lines[False]), total | female | male | young)
        self.assertEqual(self._behind(lines["Female"]), female | young)
        self.assertEqual(self._behind(lines["Male"]), male)
        self.assertEqual(
            self._lines_of(male),
            lines[False] | lines["Male"] | (lines["not disaggregated"]),
        )
        self.assertEqual(
            self._lines_of(total), lines[False] | lines["not disaggregated"]
        )

    def test_what_is_not_in_the_period_or_not_approved_is_not_behind(self):
        row = self._number(self.line, Q2, 10)
        early = self._number(self.line, Q1, 5)
        draft = self._row(self.line, Q2, 3, site_id=self.north)
        [line] = self._draw()
        self.assertEqual(self._behind(line), row)
        self.assertFalse(self._lines_of(early))
        self.assertFalse(self._lines_of(draft))

    def test_what_was_approved_since_is_not_behind(self):
        row = self._number(self.line, Q2, 10)
        [line] = self._draw()
        late = self._number(self.line, Q2, 5, site_id=self.north)
        self.assertEqual(self._behind(line), row)
        self.assertFalse(self._lines_of(late))

    def test_what_was_reopened_since_stays_behind(self):
        row = self._number(self.line, Q2, 10)
        [line] = self._draw()
        row.with_user(self.approver).action_reopen("Counted twice")
        self.assertEqual(self._behind(line), row)
        self.assertEqual(self._lines_of(row), line)

    def test_a_longer_basis_goes_further_back(self):
        self.credited.basis = "year_to_date"
        rows = self._number(self.line, AUTUMN, 1) | self._number(self.line, Q2, 10)
        earlier = self._number(self.line, LAST_YEAR, 100)
        [line] = self._draw()
        self.assertEqual(line.actual, 11)
        self.assertEqual(self._behind(line), rows)
        self.assertFalse(self._lines_of(earlier))
        self.assertEqual(self._lines_of(rows[0]), line)

    def test_a_stock_rests_on_the_last_number_of_each_site(self):
        stock = self._line("TST-STK", time_aggregation="latest")
        self.credited.program_indicator_id = stock
        carried = self._number(stock, AUTUMN, 5, site_id=self.north)
        self._number(stock, LAST_YEAR, 4, site_id=self.north)
        self._number(stock, Q1, 2, site_id=self.south)
        now = self._number(stock, Q2, 3, site_id=self.south)
        [line] = self._draw()
        self.assertEqual(line.actual, 8)
        self.assertEqual(self._behind(line), carried | now)

    def test_a_running_total_rests_on_both_ends(self):
        running = self._line("TST-RUN", basis="cumulative", cumulative_since="program")
        self.credited.program_indicator_id = running
        self._number(running, AUTUMN, 5)
        opening = self._number(running, Q1, 9)
        closing = self._number(running, Q2, 11)
        [line] = self._draw()
        self.assertEqual(line.actual, 2)
        self.assertEqual(self._behind(line), opening | closing)

    def test_a_formula_rests_on_its_inputs(self):
        formula = self._line("TST-F", formula="2 * TST-SUM")
        self.credited.program_indicator_id = formula
        row = self._number(self.line, Q2, 10)
        [line] = self._draw()
        self.assertEqual(line.actual, 20)
        self.assertEqual(self._behind(line), row)
        self.assertEqual(self._lines_of(row), line)

    def test_a_correction_stands_behind_what_it_corrects(self):
        wrong = self._number(self.line, Q2, 10)
        correction = self._number(self.line, Q3, -4, correction_of_id=wrong)
        [line] = self._draw()
        self.assertEqual(line.actual, 6)
        self.assertEqual(self._behind(line), wrong | correction)
        self.assertEqual(self._lines_of(correction), line)

    def test_who_may_not_read_a_number_does_not_find_it(self):
        here = self._number(self.line, Q2, 10, site_id=self.north)
        self._number(self.line, Q2, 3, site_id=self.abroad)
        [line] = self._draw()
        self.env["mtm.staff.scope"].create(
            {"user_id": self.officer.id, "country_ids": [Command.set(self.congo.ids)]}
        )
        self.assertEqual(self._behind(line), here)


@tagged("post_install", "-at_install")
class TestWorkbook(DonorReportCommon):
    """The workbook says what the screen says, and text stays text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls._service()
        cls.engagement = cls._engagement(service)
        cls.delivery = cls._delivery(
            cls.engagement, "2025-05-10", {cls.female: 4, cls.male: 3}
        )
        cls.env["asm.count.rule"].create(
            {
                "program_indicator_id": cls.line.id,
                "service_id": service.id,
                "measure": "participants",
                "dimension_ids": [Command.set(cls.sex.ids)],
            }
        )
        submission = cls._submission(Q2)
        submission.with_user(cls.officer).action_count_deliveries()
        cls._approve(submission.actual_ids)
        cls._number(cls.line, Q1, 0)
        cls.credited.name = "=1+1"
        cls.line.source = "-2+3; @cmd"
        cls._baseline(cls.line, 0, date_measured="2023-09-01")
        cls._target(cls.line, 14, Q2)

    def _export(self, user=None):
        """Return the two sheets of the exported workbook."""
        report = self.report.with_user(user or self.finance)
        action = report.action_export_xlsx()
        self.assertEqual(action["report_type"], "xlsx")
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.finance)
            .with_context(active_model=report._name)
            ._render_xlsx("asm_programs.tracking_table", report.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content)).worksheets

    def _table(self, sheet):
        """Return the rows below the heading, as ``{title: cell}``."""
        rows = list(sheet.iter_rows())
        top = next(number for number, row in enumerate(rows) if row[0].value == "#")
        titles = [cell.value for cell in rows[top]]
        return [dict(zip(titles, row, strict=True)) for row in rows[top + 1 :]]

    def test_it_holds_what_the_lines_hold(self):
        lines = self._draw()
        rows = self._table(self._export()[0])
        self.assertEqual(len(lines), 3)
        self.assertEqual(len(rows), 3)
        titles = {
            "Code": "code",
            "Indicator": "name",
            "Disaggregation": "category",
            "Baseline": "baseline",
            "Target, period": "target",
            "Actual, period": "actual",
            "% achieved, period": "achievement",
            "Q1 actual": "quarter_1",
            "Q2 actual": "quarter_2",
            "Q3 actual": "quarter_3",
            "Q4 actual": "quarter_4",
            "Actual, year to date": "year_actual",
            "Life-of-award actual": "life_actual",
        }
        for line, row in zip(lines, rows, strict=True):
            for title, name in titles.items():
                value = None if line[name] is False else line[name]
                with self.subTest(line=line.category, title=title):
                    self.assertEqual(row[title].value, value)
        self.assertEqual([row["Actual, period"].value for row in rows], [7, 4, 3])

    def test_blank_is_empty_and_zero_is_a_number(self):
        total, *_parts = self._table(self._export()[0])
        self.assertIsNone(total["Q4 actual"].value)
        self.assertIsNone(total["Target, year"].value)
        for title in ("Q2 actual", "Baseline"):
            self.assertEqual(total[title].value, 0)
            self.assertEqual(total[title].data_type, "n")

    def test_text_stays_text(self):
        total, *_parts = self._table(self._export()[0])
        for title, text in (("Indicator", "=1+1"), ("Data source", "-2+3; @cmd")):
            self.assertEqual(total[title].value, text)
            self.assertEqual(total[title].data_type, "s")

    def test_the_trace_names_delivery_and_engagement(self):
        traced = self._table(self._export()[1])
        self.assertEqual(
            {
                (row["#"].value, row["Value"].value, row["Counted"].value)
                for row in traced
            },
            {(1, 7, 7), (1, 4, 4), (1, 3, 3), (2, 4, 4), (3, 3, 3)},
        )
        for title, text in (
            ("Delivery", self.delivery.display_name),
            ("Engagement", self.engagement.display_name),
            ("Stakeholder", "Association"),
            ("Reported by", "Association"),
            ("Period", "2025 Q2"),
            ("Approved by", self.approver.name),
        ):
            self.assertEqual({row[title].value for row in traced}, {text})

    def test_it_is_drawn_when_it_was_not(self):
        self.assertFalse(self.report.drawn_on)
        self._export()
        self.assertTrue(self.report.drawn_on)

    def test_an_officer_exports_what_is_drawn_and_does_not_draw(self):
        with self.assertRaises(AccessError):
            self._export(self.officer)
        self._draw()
        self.assertEqual(len(self._table(self._export(self.officer)[0])), 3)
