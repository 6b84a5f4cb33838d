"""The indicators of a programme as its page shows them."""

from dataclasses import replace

from odoo import fields

from ..tools import calendars, lights
from ..tools.lines import OVERLAP
from ._dashboard_words import Words
from ._question import Question
from ._tracking import Tracking

SHOWN_PERIODS = 8
CARRYING_RULES = frozenset({"latest", "growth"})


def plain(number):
    """Return a Decimal as a screen takes it; blank stays blank."""
    return None if number is None else float(number)


class DashboardLines:
    """Reads indicators of one programme for one choice of days, award and site.

    :param lines: ``asm.program.indicator`` records of one programme
    :param choice: :class:`~.asm_dashboard.Choice`
    """

    def __init__(self, lines, choice):
        self.env = lines.env
        self._lines = lines
        self._choice = choice
        self._rule = choice.program._light_rule()
        self._light_words = self.env["asm.dashboard"]._light_words()
        self._question = Question(
            choice.window, choice.award, tuple(choice.site.ids), (), None
        )
        self._words = Words(lines, choice)
        self._partial_ids = self._read_partial()
        self._reasons = dict(self.env["asm.actual"]._selection_of("missing_reason"))
        self._cells = self._read(choice.window)
        self._parts = self._read(choice.window, choice.split) if choice.split else {}
        self._trends = self._read_trends()
        self._names = self._names_of_parts()

    def by_id(self):
        """Return ``{id of a line: what the page shows of it}``."""
        return {line.id: self._line(line) for line in self._lines}

    def _read_partial(self):
        """Return the ids of lines of which the reader sees a part of the numbers."""
        if not self.env["asm.dashboard"]._is_hidden_in_part():
            return set()
        return set(self._lines._ids_hidden_in_part())

    def _read(self, window, *by, lines=None):
        lines = self._lines if lines is None else lines
        choice = self._choice
        if not (choice.award or choice.site) and by in ((), ("period",)):
            return self._read_own(window, by)
        if self._choice.site and "site" not in by:
            # so that a site is compared with its own target
            by = ("site", *by)
        return lines.read_achievement(*window, by=by, **self._choice.asked)

    def _read_own(self, window, by):
        """Return what the programme itself counts: the cells of ``read_achievement``,
        made of totals of reports where these say all."""
        tracking = Tracking(self._choice.program, window)
        found = tracking.totals() if not by else tracking.periods()
        asked = replace(self._question, window=window, by=by)
        return {
            line.id: line._with_comparison(found[line.id], asked)
            for line in self._lines
        }

    def _read_trends(self):
        """Return ``{line id: [cell]}`` of the last finest periods up to the window."""
        spans = self._spans()
        if not spans:
            return {}
        as_asked = self._lines.with_context(asm_days_as_asked=True)
        window = calendars.Window(spans[0].date_from, spans[-1].date_to)
        cells = self._read(window, "period", lines=as_asked)
        periods = self.env["asm.period"].browse(
            {cell["period_id"] for found in cells.values() for cell in found}
        )
        names = {
            calendars.Window(period.date_start, period.date_end): period
            for period in periods
        }
        return {
            line_id: [self._point(span, names.get(span), found) for span in spans]
            for line_id, found in cells.items()
        }

    def _spans(self):
        program = self._choice.program
        calendar = program.frequency, program.fiscal_month
        last = calendars.period_of(
            fields.Date.context_today(program), *calendar
        ).date_to
        end = min(self._choice.window.date_to, last)
        months = calendars.MONTHS_OF_KIND[program.frequency] * (SHOWN_PERIODS + 1)
        start = calendars.add_months(end, -months)
        if program.date_start:
            start = max(
                start, calendars.period_of(program.date_start, *calendar).date_from
            )
        if start > end:
            return []
        return calendars.periods_within(*calendar, start, end)[-SHOWN_PERIODS:]

    def _point(self, span, period, cells):
        program = self._choice.program
        cell = next(
            (
                cell
                for cell in cells
                if period and cell["period_id"] == period.id and not cell["categories"]
            ),
            {},
        )
        return {
            "label": calendars.period_name(
                span.date_from, program.frequency, program.fiscal_month
            ),
            "value": plain(cell.get("value")),
            "target": plain(cell.get("target")),
        }

    def _line(self, line):
        definition = line.indicator_id
        in_award = line._award_line(self._choice.award)
        cell = self._total(self._cells[line.id])
        kind = self._kind(line)
        return {
            "id": line.id,
            "code": in_award.code or definition.code,
            "name": in_award.name or definition.name,
            "unit": "%" if kind == "steps" else in_award.unit or definition.unit or "",
            "measure": definition.measure,
            "direction": definition.direction,
            "kind": kind,
            "days": self._days(line),
            "audit": self._audit(line),
            "trend": self._trends.get(line.id, []) if kind != "words" else [],
            "parts": self._parts_of(line),
            "domain": self._domain(line),
            **self._shown(line, cell),
            **(self._words.of(line) if kind == "words" else {}),
            **({"steps": self._words.steps_of(line)} if kind == "steps" else {}),
        }

    def _kind(self, line):
        if line._reads_milestones():
            return "steps"
        return "words" if line._definition().is_worded else "number"

    def _total(self, cells):
        return next(
            (cell for cell in cells if not cell["categories"]),
            {"value": None, "reason": None, "notes": [], "state": None},
        )

    def _shown(self, line, cell):
        key = lights.light(
            cell,
            line.indicator_id.direction,
            line._award_line(self._choice.award).achievement or "ratio",
            self._rule,
        )
        achievement = cell.get("achievement")
        is_part = line.id in self._partial_ids and not self._choice.site
        if is_part and "site_id" not in cell and cell["value"] is not None:
            key, achievement = lights.PARTIAL, None
        return {
            "value": plain(cell["value"]),
            "target": plain(cell.get("target")),
            "achievement": plain(achievement),
            "light": key,
            "light_word": self._light_words[key],
            "reported": cell.get("reported") or 0,
            "expected": cell.get("expected") or 0,
            "carried": len(cell.get("carried") or ()),
            "reason": self._said(cell.get("reason") or ""),
            "notes": [self._said(note) for note in cell["notes"]],
        }

    def _said(self, note):
        """Return a note in words; why a number is missing comes as a key."""
        return str(self._reasons.get(note, note))

    def _audit(self, line):
        """Return what the last data-quality audit found of a line's numbers."""
        if "audit_factor" not in line._fields or line.audit_factor is False:
            return False
        return {
            "factor": line.audit_factor,
            "date": line.audit_date and str(line.audit_date),
        }

    def _days(self, line):
        """Return the days that the line counts, where its award's basis has others."""
        window = line._on_basis(self._question).window
        if window == self._choice.window:
            return False
        return [str(window.date_from), str(window.date_to)]

    def _parts_of(self, line):
        split = self._choice.split
        if not split:
            return []
        cells = self._parts.get(line.id, [])
        if split == "site":
            cells = [c for c in cells if c.get("site_id") and not c["categories"]]
        else:
            cells = [c for c in cells if split in c["categories"]]
        return [
            {"name": self._names.get(self._key(cell), ""), **self._shown(line, cell)}
            for cell in cells
        ]

    def _key(self, cell):
        split = self._choice.split
        if split == "site":
            return cell["site_id"]
        # what overlaps take away is no number of the category that they are of
        return OVERLAP if OVERLAP in cell["categories"] else cell["categories"][split]

    def _names_of_parts(self):
        """Return ``{site id or code of a category: name}``."""
        split = self._choice.split
        if split == "site":
            sites = self.env["mtm.site"].browse(
                {
                    cell["site_id"]
                    for cells in self._parts.values()
                    for cell in cells
                    if cell.get("site_id")
                }
            )
            return {site.id: site.name for site in sites._filtered_access("read")}
        values = self._lines.dimension_ids.filtered(lambda d: d.code == split).value_ids
        names = {value.code: value.name for value in values}
        return names | {
            "_nd": self.env._("not disaggregated"),
            "_overlap": self.env._("declared overlaps"),
        }

    def _domain(self, line):
        """Return the domain of the numbers that a line rests on."""
        window = line._on_basis(self._question).window
        used = line | line._inputs()
        domain = [
            ("program_indicator_id", "in", used.ids),
            ("state", "=", "approved"),
            ("period_id.date_end", "<=", str(window.date_to)),
        ]
        rules = {rule for each in used for rule in each._definition().time_rules}
        if not rules & CARRYING_RULES and not line._definition().is_worded:
            domain.append(("period_id.date_start", ">=", str(window.date_from)))
        if self._choice.site:
            domain.append(("site_id", "=", self._choice.site.id))
        return domain
