from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import calendars


class ReportFramework(models.AbstractModel):
    """A whole results framework on a page: what, by which indicator, how far.

    The columns are those of a logical framework matrix. Numbers are read with the
    reader's rights by the one calculation; of a blank one it says why.
    """

    _name = "report.asm_programs.report_framework"
    _description = "Results Framework on a Page"

    @api.model
    def _get_report_values(self, docids, data=None):
        programs = self.env["asm.program"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "asm.program",
            "docs": [self._read_page(program) for program in programs],
        }

    @api.model
    def _read_page(self, program):
        """Return ``program``, ``heading`` and ``rows``; see :meth:`_rows_of`."""
        results = self.env["asm.result"].search([("program_id", "=", program.id)])
        lines = program.program_indicator_ids.filtered(
            lambda line: not line.next_line_ids
        )
        numbers = self._read_numbers(program, lines)
        children = results.grouped("parent_id")
        rows = list(self._rows_below(children, results.browse(), numbers, lines))
        loose = lines.filtered(lambda line: not line.result_id)
        if loose:
            rows += self._rows_of(results.browse(), 0, loose, numbers)
        heading = self._say_heading(program)
        return {"program": program, "rows": rows, "heading": heading}

    def _say_heading(self, program):
        days = (program.date_start, program.date_end)
        period = " – ".join(format_date(self.env, day) for day in days if day)
        return ", ".join(filter(None, (self.env._("Results framework"), period)))

    def _rows_below(self, children, parent, numbers, lines, depth=0):
        for result in children.get(parent, ()):
            own = lines.filtered(lambda line, r=result: line.result_id == r)
            yield from self._rows_of(result, depth, own, numbers)
            yield from self._rows_below(children, result, numbers, lines, depth + 1)

    def _rows_of(self, result, depth, lines, numbers):
        """Return a row an indicator, the first of them with the result's words."""
        words = {
            "level": result and (result.level_name or result._level_label()),
            "level_key": result.level or "none",
            "code": result.code or "",
            "name": result.name or (not result and self.env._("Without a result")),
            "assumption": result.assumption or "",
            "depth": depth,
        }
        rows = [numbers[line] for line in lines] or [{}]
        return [
            {**(words if not number else {"depth": depth}), **row, "first": not number}
            for number, row in enumerate(rows)
        ]

    def _read_numbers(self, program, lines):
        """Return ``{line: cells of its row}``, read at once for all."""
        today = fields.Date.context_today(self)
        start = program.date_start or calendars.period_of(today, "year").date_from
        start = min(start, today)
        end = max(program.date_end or today, start)
        until = min(today, end)
        actual = lines.read_results(start, until)
        planned = lines.read_achievement(start, end)
        year = calendars.period_of(until, "year", program.fiscal_month)
        of_year = lines.read_achievement(*year)
        return {
            line: {
                "indicator": line.indicator_id.display_name,
                "unit": line.unit or "",
                "baseline": self._say_baseline(line),
                "target": self._say_or_of_year(
                    planned[line.id], of_year[line.id], "target", year
                ),
                "current": self._say_or_of_year(
                    actual[line.id], of_year[line.id], "value", year
                ),
                "source": line.source or line.indicator_id.source or "",
            }
            for line in lines
        }

    def _total(self, cells):
        return next((cell for cell in cells if not cell["categories"]), {})

    def _say(self, number):
        if number is None:
            return ""
        return f"{round(float(number), 2):,.12g}"

    def _say_or_of_year(self, whole, of_year, name, year):
        """Return the number of the whole, or of the year where there is none."""
        number = self._total(whole).get(name)
        if number is not None:
            return self._say(number)
        number = self._total(of_year).get(name)
        if number is None:
            return ""
        return f"{self._say(number)} ({year.date_to.year})"

    def _say_baseline(self, line):
        version = line.baseline_ids._holding(self.env["asm.award"], {})
        if not version:
            return ""
        if version.value is not False:
            number = f"{version.value:,.12g}"
        elif version.denominator:
            share = version.numerator / version.denominator
            number = self._say(share * line.indicator_id.multiplier)
        else:
            number = version.text or ""
        year = version.date_measured and version.date_measured.year
        return f"{number} ({year})" if year else number
