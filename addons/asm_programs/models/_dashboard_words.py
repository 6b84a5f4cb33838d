"""What is told in words, options and steps, beside the numbers of a programme."""

from collections import Counter, defaultdict

from odoo import fields
from odoo.tools import SQL

SHOWN_WORDS = 5


class Words:
    """The last approved words of each place, and the steps of milestones.

    :param lines: ``asm.program.indicator`` records
    :param choice: :class:`~.asm_dashboard.Choice`
    """

    def __init__(self, lines, choice):
        self.env = lines.env
        self._choice = choice
        self._worded = lines.filtered(lambda line: line._definition().is_worded)
        self._last = self._read_last()

    def _read_last(self):
        """Return ``{line id: last approved rows, one a place}``, by one query."""
        if not self._worded:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (
                           actual.program_indicator_id, actual.partner_id,
                           actual.site_id
                       )
                       actual.id
                  FROM asm_actual actual
                  JOIN asm_period period ON period.id = actual.period_id
                 WHERE actual.id IN %(visible)s
                 ORDER BY actual.program_indicator_id, actual.partner_id,
                          actual.site_id, period.date_end DESC, actual.id DESC
                """,
                visible=self.env["asm.actual"]._search(self._domain()).subselect(),
            )
        )
        found = defaultdict(self.env["asm.actual"].browse)
        for row in self.env["asm.actual"].browse(row[0] for row in rows):
            found[row.program_indicator_id.id] += row
        return found

    def _domain(self):
        domain = [
            ("program_indicator_id", "in", self._worded.ids),
            ("state", "=", "approved"),
            ("period_id.date_end", "<=", self._choice.window.date_to),
            ("disaggregation_id", "=", False),
            ("missing_reason", "=", False),
            ("correction_of_id", "=", False),
        ]
        if self._choice.site:
            domain.append(("site_id", "=", self._choice.site.id))
        return domain

    def of(self, line):
        """Return the words and options of one line, the newest first."""
        rows = self._last.get(line.id, self.env["asm.actual"])
        rows = rows.sorted(lambda row: row.period_id.date_end, reverse=True)
        target = self._target(line)
        options = self._options(line, rows, target)
        return {
            "words": [self._told(row) for row in rows[:SHOWN_WORDS]],
            "words_left_off": max(0, len(rows) - SHOWN_WORDS),
            "options": options,
            "target_words": target and (target.text or target.option_id.name) or "",
            **self._judged(line, rows, target),
        }

    def _told(self, row):
        # whoever may see a number may see whose it is
        return {
            "id": row.id,
            "text": row.text or row.option_id.name or "",
            "period": row.period_id.name,
            "partner": row.partner_id.sudo().display_name,
            "site": row.site_id.sudo().name or "",
        }

    def _options(self, line, rows, target):
        """Return the scale with how many places stand at each of its values."""
        counts = Counter(row.option_id.id for row in rows)
        return [
            {
                "id": option.id,
                "name": option.name,
                "count": counts[option.id],
                "is_target": bool(target) and option == target.option_id,
            }
            for option in line.indicator_id.scale_value_ids
        ]

    def _target(self, line):
        """Return the target in words that holds at the end of the window, if any."""
        end, award = self._choice.window.date_to, self._choice.award
        versions = line.target_ids.filtered(
            lambda version: (
                version.approved_on
                and (version.text or version.option_id)
                and version.date_from <= end
                and version.award_id in (award, award.browse())
                and not version.site_id
                and not version.disaggregation_id
            )
        )
        return versions.sorted(
            lambda v: (
                v.date_to >= end,
                bool(v.award_id),
                v.date_to if v.date_to < end else v.date_from,
                v.approved_on,
            )
        )[-1:]

    def _judged(self, line, rows, target):
        """Return the light of a scale whose target is one of its values."""
        words = self.env["asm.dashboard"]._light_words()
        rows = rows.filtered("option_id")
        if not self._last.get(line.id):
            key = "no_data"
        elif not rows or (target and not target.option_id):
            return {"light": "", "light_word": self.env._("Told in words")}
        elif not target:
            key = "no_target"
        else:
            reached = [self._reaches(line, row, target) for row in rows]
            key = "met" if all(reached) else "not_met"
        return {"light": key, "light_word": words[key]}

    def _reaches(self, line, row, target):
        definition = line.indicator_id
        scale = definition.scale_value_ids.ids
        if definition.measure == "nominal" or definition.direction == "neutral":
            return row.option_id == target.option_id
        places = [
            scale.index(option.id) if option.id in scale else -1
            for option in (row.option_id, target.option_id)
        ]
        if definition.direction == "less":
            return places[0] <= places[1]
        return places[0] >= places[1]

    def steps_of(self, line):
        """Return the steps of a milestone indicator as of the window's last day."""
        end = self._choice.window.date_to
        today = fields.Date.context_today(line)
        lines = line._lines_of_steps(self._choice.award)
        return [
            {
                "id": step.id,
                "name": step.name,
                "program": step.program_id.code if lines != line else "",
                "weight": step.weight,
                "planned": step.date_planned and str(step.date_planned),
                "done": self._done_by(step, end) and str(step.date_done),
                "state": self._state_of(step, end, today),
            }
            for step in lines.milestone_ids.filtered("active")
        ]

    def _done_by(self, step, day):
        return bool(step.date_done and step.date_done <= day)

    def _state_of(self, step, end, today):
        planned = step.date_planned
        if self._done_by(step, end):
            return "done_late" if planned and planned < step.date_done else "done"
        return "late" if planned and planned < min(end, today) else "open"
