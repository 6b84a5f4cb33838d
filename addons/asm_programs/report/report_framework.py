from textwrap import shorten
from types import SimpleNamespace

from odoo import api, fields, models
from odoo.tools import format_date

from ..models._dashboard_words import Words
from ..models._wording import written
from ..tools import calendars

LONGEST_WORDS = 160


class ReportFramework(models.AbstractModel):
    """A whole results framework on a page: what, by which indicator, how far.

    The columns are those of a logical framework matrix. Numbers are read with the
    reader's rights by the one calculation. What is told in words or steps stands
    there as such.
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
        told = self._words_until(lines, calendars.Window(start, until))
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
                **self._say_words(line, told),
            }
            for line in lines
        }

    def _words_until(self, lines, window):
        """Return what is told in words and steps by the last day of a window."""
        nowhere = {"award": self.env["asm.award"], "site": self.env["mtm.site"]}
        return Words(lines, SimpleNamespace(window=window, **nowhere))

    def _say_words(self, line, told):
        """Return the cells of an indicator that is not told in numbers."""
        if line._reads_milestones():
            return self._say_steps(told.steps_of(line))
        if not line._definition().is_worded:
            return {}
        words = told.of(line)
        target, current = words["target_words"], self._say_newest(words)
        return {
            "target": shorten(target, LONGEST_WORDS, placeholder=" …"),
            "current": shorten(current, LONGEST_WORDS, placeholder=" …"),
        }

    def _say_newest(self, words):
        """Return how many places stand at which value, or the newest words."""
        counted = [option for option in words["options"] if option["count"]]
        if len(counted) > 1:
            return ", ".join(f"{one['name']} ({one['count']})" for one in counted)
        if not words["words"]:
            return ""
        newest = words["words"][0]
        return f"{newest['text']} ({newest['period']})"

    def _say_steps(self, steps):
        done = [step for step in steps if step["state"].startswith("done")]
        said = self.env._("%(done)s of %(all)s steps", done=len(done), all=len(steps))
        planned = [step for step in steps if step["planned"]]
        last = max((step["planned"] for step in planned), default=None)
        day = last and format_date(self.env, last)
        target = day and self.env._("all steps by %(day)s", day=day)
        is_whole = len(planned) == len(steps)
        return {"current": said, **({"target": target} if is_whole and day else {})}

    def _total(self, cells):
        return next((cell for cell in cells if not cell["categories"]), {})

    def _say(self, number):
        return written(self.env, number, 2)

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
        number = version._number()
        if number is not None:
            number = self._say(number)
        else:
            number = version.option_id.name or version.text or ""
            number = shorten(number, LONGEST_WORDS, placeholder=" …")
        year = version.date_measured and version.date_measured.year
        return f"{number} ({year})" if year else number
