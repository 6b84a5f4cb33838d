"""Numbers of an award's indicators, each read once by the one calculation."""

from functools import cache

from odoo.addons.asm_programs.models._question import Question
from odoo.addons.asm_programs.tools.cells import NOT_DISAGGREGATED
from odoo.addons.asm_programs.tools.lines import OVERLAP
from odoo.addons.asm_programs.tools.staleness import is_same

NOTHING = {"target": None, "achievement": None, "state": None}
COMPARED = frozenset(NOTHING)
# numbers that are asked for no days
UNDATED = frozenset({"baseline", "sent", "restated"})
OF_NOBODY = frozenset({NOT_DISAGGREGATED, OVERLAP})
PLAIN = {
    "actual": "value",
    "numerator": "numerator",
    "denominator": "denominator",
    "reported": "reported",
    "expected": "expected",
}


class Numbers:
    """Reads the columns of a report for all indicators of an award at once.

    All windows and splits are answered from rows that are fetched once; the number of
    queries does not grow with them, nor with indicators or their parts.

    :param indicators: ``asm.award.indicator`` records of one award
    """

    def __init__(self, reader, award, indicators):
        self.reader, self.env = reader, reader.env
        self.award = award
        self._used = indicators.program_indicator_id
        self._codes = {
            one.id: frozenset(one.dimension_ids.mapped("code")) for one in self._used
        }
        self._read = cache(self._read_cells)
        self._question = cache(self._make_question)
        self._compared = cache(self._compare)
        self._targeted = cache(self._find_targeted)
        states = self.env["asm.donor.report.line"]._fields["state"]
        self._states = dict(states._description_selection(self.env))

    def value(self, indicator, part, asked, name):
        """Return what a column shows in a row; blank is None."""
        if name in ("actual_date", "target_date"):
            return self._last_day(asked.window, name)
        if name in COMPARED:
            value = self.compared(indicator, part, asked.window, asked.categories)[name]
            return self._states.get(value) if name == "state" else value
        cell = self.cell(indicator, part, asked.window, asked.categories)
        if name in PLAIN:
            return cell.get(PLAIN[name])
        if name == "notes":
            return "; ".join(map(str, cell.get("notes", ()))) or None
        return str(cell["reason"]) if cell.get("reason") else None

    def _last_day(self, window, name):
        days = self.reader.days(self.award, window)
        found = days.counted if name == "actual_date" else days.aimed
        return found and found.date_to

    # -- what was approved --

    def cell(self, indicator, part, window, categories=()):
        """Return the cell of the calculation; an empty dict where there is none."""
        wanted = self._wanted(part, categories)
        if wanted is None:
            return {}
        by, member = self._by(part, wanted)
        cells = self._read(window, by)
        key = indicator.program_indicator_id.id, member, frozenset(wanted.items())
        return cells.get(key, {})

    @staticmethod
    def _wanted(part, categories):
        """Return ``{dimension code: value code}`` of a row and a column together.

        None where they exclude each other: no woman is a man.
        """
        wanted = dict(part.categories)
        for code, value in categories:
            if wanted.setdefault(code, value) != value:
                return None
        return wanted

    @staticmethod
    def _by(part, wanted):
        codes = tuple(sorted(wanted.keys() - {OVERLAP}))
        if part.is_record:
            return (part.split, *codes), part.member
        return codes, None

    def members(self, indicator, split, windows):
        """Return the ids of the places or periods that have a cell in some window."""
        line_id = indicator.program_indicator_id.id
        return {
            key[1]: None
            for window in windows
            for key in self._read(window, (split,))
            if key[0] == line_id
        }

    def _read_cells(self, window, by):
        """Return ``{(line id, id of place or period, categories): cell}``."""
        days = self.reader.days(self.award, window)
        if not days.counted:
            return {}
        codes = {one for one in by if one not in ("site", "period")}
        lines = self._used.filtered(lambda one: codes <= self._codes[one.id])
        readings = self.reader.readings
        is_compared = days.is_whole or "period" in by
        read = readings.achievement if is_compared else readings.results
        found = read(
            lines,
            Question(
                days.counted,
                self.award,
                by=by,
                as_of=self.reader.moment,
                as_asked=not days.on_basis,
            ),
        )
        member = {"site": "site_id", "period": "period_id"}.get(by[0] if by else None)
        return {
            (line_id, (cell[member] or 0) if member else None, _categories(cell)): cell
            for line_id, cells in found.items()
            for cell in cells
        }

    # -- as last sent --

    def undated(self, indicator, part, name):
        """Return the baseline of a row, or what was sent of the period before."""
        if name == "baseline":
            return self.baseline(indicator, part)[0]
        sent = self.reader.sent.get((indicator.id, *part.key))
        if name == "sent":
            return sent
        now = self.cell(indicator, part, "sent").get("value")
        return None if is_same(sent, now) else now

    # -- what was aimed at --

    def compared(self, indicator, part, window, categories=()):
        """Return ``target``, ``achievement`` and ``state`` of a cell."""
        wanted = self._wanted(part, categories)
        if wanted is None or OF_NOBODY & set(wanted.values()):
            return NOTHING
        line = indicator.program_indicator_id
        if wanted and not any(wanted.items() <= one for one in self._targeted(line)):
            return NOTHING
        found = self._compared(indicator, part, window, tuple(sorted(wanted.items())))
        if wanted and found["target"] is None:
            # a category without a target of its own is neither met nor not
            return NOTHING
        return found

    def _find_targeted(self, line):
        """Return the categories that somebody set a target for, finer ones as well."""
        versions, _sites = line._targets_of_series()
        return {frozenset((one.categories or {}).items()) for one in versions}

    def _compare(self, indicator, part, window, categories):
        days = self.reader.days(self.award, window)
        cell = self.cell(indicator, part, window, categories)
        if "achievement" in cell:
            return cell
        if not days.aimed or part.split == "period":
            return NOTHING
        line = indicator.program_indicator_id
        if days.on_basis:
            days = days._replace(
                aimed=line._on_basis(self._question(days.aimed)).window
            )
        question = self._question(days.aimed)
        place = {"site_id": part.member or None} if part.split == "site" else {}
        place["categories"] = dict(categories)
        target = line._target(question, **place).value
        if "value" not in cell:
            return NOTHING | {"target": target}
        return line._achieve(cell["value"], target, question, **place)

    def _make_question(self, window):
        question = Question(window, self.award, as_of=self.reader.moment)
        return self.reader.readings.keeping(question)

    # -- where it stood before --

    def baseline(self, indicator, part):
        """Return the number of the baseline of a row, and the version it is of.

        The version is empty for a place: of these, only the number is known.
        """
        line = indicator.program_indicator_id
        none = self.env["asm.baseline"]
        if part.split == "period" or OF_NOBODY & set(part.categories.values()):
            return None, none
        question = self._question(self.reader.days(self.award, "period").counted)
        site_id = part.member or None if part.split == "site" else None
        if part.split == "site" and not site_id:
            return None, none
        value = line._baseline(question, site_id, part.categories)
        if value is None or site_id:
            return value, none
        version = line.baseline_ids._holding(
            self.award, part.categories, self.reader.moment
        )
        return value, version


def _categories(cell):
    return frozenset(cell["categories"].items())
