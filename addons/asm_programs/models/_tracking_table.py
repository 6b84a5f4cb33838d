"""The indicator tracking table of an award: what stands in each of its lines."""

from dataclasses import replace

from ..tools import calendars
from ..tools.cells import NOT_DISAGGREGATED
from ..tools.lines import OVERLAP
from ._formula_inputs import FormulaInputs
from ._question import Question
from ._readings import Readings


def windows_of(start, end, award):
    """Return ``{column: window}``; quarters are those of the donor's year."""
    year = calendars.period_of(end, "year", award.fiscal_month)
    quarters = calendars.periods_within("quarter", award.fiscal_month, *year)
    return {
        "period": calendars.Window(start, end),
        **{
            f"quarter_{number}": quarter
            for number, quarter in enumerate(quarters, start=1)
            if quarter.date_to <= end
        },
        "year": calendars.Window(year.date_from, end),
        "life": calendars.Window(award.date_start, end),
    }


class TrackingTable:
    """Reads every column of a report's tracking table, and gives its lines.

    All columns, and the dimensions that they are split by, are read from rows that are
    fetched once: the number of queries does not grow with the lines.
    """

    def __init__(self, report, award):
        self.env = report.env
        self._report = report
        self._award = award
        self._as_of = report.as_of or None
        self._lines = award.award_indicator_ids.filtered(self._is_reported)
        self._readings = Readings(
            self._lines.program_indicator_id, report.date_end, self._question_moment()
        )
        self._columns = {
            name: self._read(window, days_as_asked=name != "period")
            for name, window in self._windows().items()
        }
        self._formulas = FormulaInputs(
            self._lines.program_indicator_id, self._question_moment()
        )
        self._values = self._dimension_values()
        self._deviations = self._read_deviations()

    def _is_reported(self, line):
        start, end = self._report.date_start, self._report.date_end
        return (not line.date_start or line.date_start <= end) and (
            not line.date_end or line.date_end >= start
        )

    def _windows(self):
        return windows_of(self._report.date_start, self._report.date_end, self._award)

    def _target_windows(self):
        year = calendars.period_of(
            self._report.date_end, "year", self._award.fiscal_month
        )
        return {
            "year": year,
            "life": calendars.Window(self._award.date_start, self._award.date_end),
        }

    def _read(self, window, days_as_asked):
        """Return ``{(programme indicator id, dimension code, category): cell}``.

        :param days_as_asked: whether the column's heading says which days it counts;
            else they are those of the line's basis
        """
        indicators = self._lines.program_indicator_id
        question = replace(self._question(window), as_asked=days_as_asked)
        cells = {}
        for code in (None, *sorted(set(indicators.dimension_ids.mapped("code")))):
            split = indicators.filtered(
                lambda line, c=code: not c or c in line.dimension_ids.mapped("code")
            )
            asked = replace(question, by=(code,) if code else ())
            read = self._readings.achievement(split, asked)
            for line_id, found in read.items():
                for cell in found:
                    category = cell["categories"].get(code)
                    # what overlaps take away is subtracted from the total already
                    if OVERLAP not in cell["categories"] and (category or not code):
                        cells[line_id, code, category] = cell
        return cells

    def _dimension_values(self):
        values = self._lines.program_indicator_id.dimension_ids.value_ids
        return {(value.dimension_id.code, value.code): value for value in values}

    def _read_deviations(self):
        deviations = self.env["asm.deviation"].search(
            [
                ("award_indicator_id", "in", self._lines.ids),
                ("award_period_id", "=", self._report.award_period_id.id),
                # what a sub-grantee says is for whoever writes the award's own
                ("subaward_id", "=", False),
                ("closed_on", "=", False),
            ]
        )
        return {deviation.award_indicator_id: deviation for deviation in deviations}

    def lines(self):
        """Yield the values of each line: an indicator's total, then its categories."""
        for line in self._lines:
            for code, category in self._splits(line):
                yield self._line(line, code, category)

    def _splits(self, line):
        """Yield the total and each category that any column has a number for."""
        yield None, None
        indicator = line.program_indicator_id
        seen = {
            key[1:]
            for cells in self._columns.values()
            for key, cell in cells.items()
            if key[0] == indicator.id and key[1] and self._says_something(key, cell)
        }
        for dimension in indicator.dimension_ids:
            codes = [
                code
                for code in dimension.value_ids.mapped("code")
                if (dimension.code, code) in seen
            ]
            if codes and (dimension.code, NOT_DISAGGREGATED) in seen:
                codes.append(NOT_DISAGGREGATED)
            yield from ((dimension.code, code) for code in codes)

    def _says_something(self, key, cell):
        """A total of 0 needs no line that says that 0 is not disaggregated."""
        if key[2] == NOT_DISAGGREGATED:
            return bool(cell["value"])
        return cell["value"] is not None

    def _line(self, line, code, category):
        key = (line.program_indicator_id.id, code, category)
        values = self._words(line, code, category) | self._numbers(line, key)
        if not code:
            deviation = self._deviations.get(line)
            values["deviation"] = deviation and deviation._as_text()
        return values

    def _words(self, line, code, category):
        indicator = line.program_indicator_id.indicator_id
        used = line.program_indicator_id
        value = self._values.get((code, category))
        return {
            "award_indicator_id": line.id,
            "value_id": value.id if value else False,
            "is_total": not code,
            "code": line.code,
            "name": line.name,
            "level": line.result_id.level_name or self._label(line.result_id, "level"),
            "unit": line.unit,
            "data_type": self._label(indicator, "measure"),
            "direction": self._label(indicator, "direction"),
            "cumulative": self._label(indicator, "basis"),
            "category": self._category_name(code, category, value),
            "source": used.source or indicator.source,
            "frequency": self._label(indicator, "frequency"),
        }

    def _label(self, record, name):
        if not record[name]:
            return False
        return dict(record._fields[name]._description_selection(self.env))[record[name]]

    def _category_name(self, code, category, value):
        if not code:
            return False
        if category == NOT_DISAGGREGATED:
            return self.env._("not disaggregated")
        return value.name if value else category

    def _numbers(self, line, key):
        period = self._columns["period"].get(key, {})
        indicator = line.program_indicator_id
        baseline, measured = self._baseline(indicator, period)
        numbers = {
            "baseline": baseline,
            "baseline_date": measured,
            "target": period.get("target"),
            "actual": period.get("value"),
            "achievement": period.get("achievement"),
            "state": self._state(period),
            "reported": period.get("reported"),
            "expected": period.get("expected"),
            "reason": period.get("reason"),
            "note": "; ".join(map(str, period.get("notes", ()))) or False,
            "parts": self._parts(indicator, key),
        }
        for number in range(1, 5):
            cell = self._columns.get(f"quarter_{number}", {}).get(key, {})
            numbers[f"quarter_{number}"] = cell.get("value")
        for name, window in self._target_windows().items():
            cell = self._columns[name].get(key, {})
            compared = self._compare(indicator, cell, window)
            numbers |= {
                f"{name}_target": compared["target"],
                f"{name}_actual": cell.get("value"),
                f"{name}_achievement": compared["achievement"],
            }
        return numbers

    def _parts(self, indicator, key):
        """Return ``{window: numbers}`` that a percentage of people, or a formula over
        people, is made of; False for none."""
        found = {}
        definition = indicator.indicator_id
        for name, cells in self._columns.items():
            cell = cells.get(key, {})
            if cell.get("value") is None:
                continue
            if definition.is_ratio and definition.counts_people:
                pair = (cell["numerator"], cell["denominator"])
                found[name] = [None if one is None else str(one) for one in pair]
            elif self._formulas:
                found[name] = self._formulas.of(
                    indicator.id,
                    self._windows()[name],
                    categories=cell["categories"],
                    as_asked=name != "period",
                )
        return {name: parts for name, parts in found.items() if parts} or False

    def _state(self, cell):
        """A category without a target of its own is neither met nor not."""
        if cell.get("categories") and cell.get("target") is None:
            return False
        return cell.get("state")

    def _question(self, window):
        question = Question(window, self._award, as_of=self._question_moment())
        return self._readings.keeping(question)

    def _compare(self, indicator, cell, window):
        """Compare a number so far with the target of its whole window."""
        categories = cell.get("categories", {})
        if not cell or NOT_DISAGGREGATED in categories.values():
            return {"target": None, "achievement": None}
        question = self._question(window)
        target = indicator._target(question, categories=categories)
        return indicator._achieve(
            cell["value"], target.value, question, categories=categories
        )

    def _baseline(self, indicator, cell):
        """Return the baseline of a cell and the day on which it was measured."""
        question = self._question(self._windows()["period"])
        categories = cell.get("categories", {})
        value = indicator._baseline(question, categories=categories)
        if value is None:
            return None, None
        version = indicator.baseline_ids._holding(
            self._award, categories, self._question_moment()
        )
        return value, version.date_measured or None

    def _question_moment(self):
        return self._lines.program_indicator_id._moment(self._as_of)
