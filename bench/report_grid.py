"""Opening and saving a report of 600 cells, and opening 500 reports."""

import gc
import math

from odoo import Command, models
from odoo.tests import new_test_user

from bench.measure import Result, compare, count_queries
from bench.screens import Form

INDICATORS = 50
CATEGORIES = 11  # with the total, 12 cells an indicator
CELLS = INDICATORS * (CATEGORIES + 1)
REPORTS = 500
# Odoo's own flush makes one UPDATE of so many rows
ROWS_PER_QUERY = 100


def measure(env, large):
    """Measure opening and saving a report, and opening many.

    The peer of the grid is the form of Odoo's that holds as many lines: a task with
    600 subtasks, read and saved as its form does. The peer of opening 500 reports is
    the ORM's own ``create`` of as many plain rows of the same two models.
    """
    bench = Bench(env)
    return [
        *bench.measure_grid(),
        *bench.measure_growth(),
        bench.measure_opening(),
    ]


class Bench:
    def __init__(self, env):
        self.env = env
        self.officer = new_test_user(
            env,
            "bench_officer",
            "mines_to_markets.group_mtm_user,project.group_project_user",
        )
        self.officer.group_ids += env.ref("project.group_project_manager")
        self.dimension = env["mtm.dimension"].create(
            {
                "code": "bench",
                "name": "Bench",
                "value_ids": [
                    Command.create({"code": str(n), "name": f"Category {n}"})
                    for n in range(CATEGORIES)
                ],
            }
        )
        self.partner = env["res.partner"].create({"name": "Bench", "is_company": True})
        self.many = self._program("BENCH-50", INDICATORS)
        self.few = self._program("BENCH-5", INDICATORS // 10)
        self.screen = Form(self.officer, "project.task")
        self.task = self._task()
        env.cr.commit()

    def _program(self, code, count):
        """Return the report of a new programme of so many indicators."""
        program = self.env["asm.program"].create(
            {"code": code, "name": code, "frequency": "quarter"}
        )
        definitions = self.env["asm.indicator"].create(
            [
                {
                    "code": f"{code}-{n}",
                    "name": f"Indicator {n}",
                    "unit": "tonne",
                    "dimension_ids": [Command.set(self.dimension.ids)],
                }
                for n in range(count)
            ]
        )
        self.env["asm.program.indicator"].create(
            [
                {
                    "program_id": program.id,
                    "indicator_id": definition.id,
                    "assignment_ids": [Command.create({"partner_id": self.partner.id})],
                }
                for definition in definitions
            ]
        )
        [period] = program._periods(*self._days())
        report = self.env["asm.submission"].create(
            {
                "program_id": program.id,
                "partner_id": self.partner.id,
                "period_id": period.id,
            }
        )
        self._save(report, 1)
        return report

    def _days(self):
        date = self.env["asm.submission"]._fields["date_due"].to_date
        return date("2025-01-01"), date("2025-03-31")

    def _texts(self, report, number):
        """Return what is typed into every cell: parts of one, totals of a hundred."""
        return {
            cell.input("value"): str(number + (0 if cell.key else 100))
            for cell in report.sudo()._sheet().cells()
        }

    def _save(self, report, number):
        answer = report.with_user(self.officer).write_grid(self._texts(report, number))
        if answer["problems"]:
            raise AssertionError(answer["problems"])

    def _task(self):
        project = self.env["project.project"].create({"name": "Bench"})
        task = self.env["project.task"].create(
            {
                "name": "Bench",
                "project_id": project.id,
                "child_ids": [
                    Command.create({"name": f"Line {n}", "project_id": project.id})
                    for n in range(CELLS)
                ],
            }
        )
        spec = self.screen.spec
        spec["child_ids"]["limit"] = CELLS
        return task.with_user(self.officer)

    def _start_anew(self):
        self.env.cr.rollback()
        self.env.invalidate_all()
        gc.collect()

    def _read(self, report):
        self.env.invalidate_all()
        return report.with_user(self.officer).read_grid()

    def _write(self, report):
        typed = self._texts(report, 2)
        self.env.invalidate_all()
        answer = report.with_user(self.officer).write_grid(typed)
        self.env.flush_all()
        if answer["problems"]:
            raise AssertionError(answer["problems"])

    def _read_task(self):
        self.env.invalidate_all()
        [values] = self.task.web_read(self.screen.spec)
        if len(values["child_ids"]) != CELLS:
            raise AssertionError("not all lines were read")

    def _write_task(self):
        ids = self.task.child_ids.ids
        self.env.invalidate_all()
        lines = [Command.update(i, {"name": f"Changed {i}"}) for i in ids]
        self.task.web_save({"child_ids": lines}, self.screen.spec)
        self.env.flush_all()

    def measure_grid(self):
        sides = {
            "report_open": (
                f"opening a report of {CELLS} cells",
                lambda: self._read(self.many),
                self._read_task,
            ),
            "report_save": (
                f"saving another number in each of {CELLS} cells, and reading again",
                lambda: self._write(self.many),
                self._write_task,
            ),
        }
        for name, (what, ours, peer) in sides.items():
            yield compare(
                name,
                what,
                ours,
                peer,
                1.0,
                reset=self._start_anew,
                watches_memory=False,
            )

    def measure_growth(self):
        for name, run in (("report_open", self._read), ("report_save", self._write)):
            counts = []
            for report in (self.many, self.few):
                run(report)
                self._start_anew()
                before = count_queries()
                run(report)
                counts.append(count_queries() - before)
                self._start_anew()
            yield Result(
                name=f"{name}_growth",
                what=f"queries of {INDICATORS} indicators, and of {INDICATORS // 10}",
                ours=counts[0],
                peer=counts[1] + (self._updates_more() if name == "report_save" else 0),
                bound=1.0,
                unit="queries",
            )

    def _updates_more(self):
        """Return how many UPDATEs more the ORM makes of the larger report."""
        few = CELLS // 10
        return math.ceil(CELLS / ROWS_PER_QUERY) - math.ceil(few / ROWS_PER_QUERY)

    def measure_opening(self):
        program = self.many.program_id
        partners = self.env["res.partner"].create(
            [{"name": f"Bench {n}", "is_company": True} for n in range(REPORTS)]
        )
        self.env["asm.assignment"].create(
            [
                {"program_indicator_id": line.id, "partner_id": partner.id}
                for line in program.program_indicator_ids[:10]
                for partner in partners
            ]
        )
        day = self.env["asm.submission"]._fields["date_due"].to_date("2025-05-01")
        window = program._window_at(day)
        period = program._periods(window.date_from, window.date_to)
        self.env.cr.commit()

        def ours():
            self.env.invalidate_all()
            reports = program._open_reports(window, program._partners_asked(window))
            self.env.flush_all()
            if len(reports) < REPORTS:
                raise AssertionError("not all reports were opened")

        def peer():
            self.env.invalidate_all()
            self._create_plain(program, period, partners)
            self.env.flush_all()

        return compare(
            "reports_opened",
            f"opening {REPORTS} reports, each asking for 10 indicators by category",
            ours,
            peer,
            1.0,
            reset=self._start_anew,
            watches_memory=False,
        )

    def _create_plain(self, program, period, partners):
        """Create the same rows by the ORM's own create, none of our rules in it."""
        reports = models.BaseModel.create(
            self.env["asm.submission"].with_context(tracking_disable=True),
            [
                {
                    "program_id": program.id,
                    "partner_id": partner.id,
                    "period_id": period.id,
                }
                for partner in partners
            ],
        )
        values = self.dimension.value_ids.ids
        models.BaseModel.create(
            self.env["asm.submission.line"],
            [
                {
                    "submission_id": report.id,
                    "program_indicator_id": line.id,
                    "split": [[values]],
                    "cell_count": CATEGORIES + 1,
                }
                for report in reports
                for line in program.program_indicator_ids[:10]
            ],
        )
