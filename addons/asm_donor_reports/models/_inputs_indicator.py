"""Rows of an award's indicators, each with its parts below it."""

from typing import NamedTuple

from odoo.addons.asm_programs.tools.cells import NOT_DISAGGREGATED
from odoo.addons.asm_programs.tools.lines import OVERLAP

from ..tools import terms
from ..tools.inputs import Line
from ._inputs_numbers import UNDATED, Numbers
from ._inputs_words import Words

# every dimension of an indicator, in a layout that does not say which
ALL_DIMENSIONS = "*"
RECORDS = {"site": "mtm.site", "period": "asm.period"}


class Part(NamedTuple):
    """What a row is of: the total, or one category, place or period of it.

    :param split: code of a dimension, ``site`` or ``period``; blank for the total
    :param member: code of the category, or id of the place or period
    """

    split: str = ""
    member: object = None
    name: str | None = None
    split_name: str | None = None

    @property
    def key(self):
        return (self.split, self.member) if self.split else ()

    @property
    def is_record(self):
        return self.split in terms.SPLITS

    @property
    def categories(self):
        """``{dimension code: value code}`` that the part is of."""
        if not self.split or self.is_record:
            return {}
        if self.member == OVERLAP:
            return {OVERLAP: OVERLAP}
        return {self.split: self.member}


TOTAL = Part()


class IndicatorRows:
    """Indicators of the awards reported, award by award."""

    def __init__(self, reader):
        self.reader = reader

    def lines(self, source, asked):
        """Yield a :class:`Line` for each total, followed by its parts."""
        for award in self.reader.awards:
            yield from AwardRows(self.reader, award, source, asked).lines()


class AwardRows:
    """The rows of one award."""

    def __init__(self, reader, award, source, asked):
        self.reader, self.env = reader, reader.env
        self._source = source
        self._asked = [(str(one), one, one.term.partition(".")[2]) for one in asked]
        self._indicators = reader.reported(award).filtered(self._is_of_level)
        self._numbers = Numbers(reader, award, self._indicators)
        self._words = Words(reader, award, self._indicators, self._numbers)
        windowed = (one for one in asked if one.definition.is_windowed)
        self._windows = list(dict.fromkeys(one.window for one in windowed)) or [
            "period"
        ]
        self._wants_target = any(name == "target" for _text, _one, name in self._asked)

    def _is_of_level(self, indicator):
        levels = self._source.levels
        return not levels or indicator.result_id.level in levels

    def lines(self):
        for indicator in self._indicators:
            code = indicator.program_indicator_id.code or ""
            for part in (TOTAL, *self._parts(indicator)):
                yield Line(
                    (indicator.id, *part.key),
                    "part" if part.split else "total",
                    code,
                    {
                        text: self._value(indicator, part, asked, name)
                        for text, asked, name in self._asked
                    },
                )

    def _value(self, indicator, part, asked, name):
        if asked.definition.is_windowed:
            return self._numbers.value(indicator, part, asked, name)
        if name in UNDATED:
            return self._numbers.undated(indicator, part, name)
        return self._words.value(indicator, part, name) or None

    # -- parts --

    def _parts(self, indicator):
        """Yield the parts that any column has a number for, split by split."""
        dimensions = indicator.program_indicator_id.dimension_ids
        for split in self._source.splits:
            if split in RECORDS:
                yield from self._records(indicator, split)
                continue
            for dimension in dimensions:
                if split in (ALL_DIMENSIONS, dimension.code):
                    yield from self._categories(indicator, dimension)

    def _categories(self, indicator, dimension):
        values = [
            Part(dimension.code, value.code, value.name, dimension.name)
            for value in dimension.value_ids
        ]
        shown = [part for part in values if self._says_something(indicator, part)]
        names = {
            NOT_DISAGGREGATED: self.env._("not disaggregated"),
            OVERLAP: self.env._("counted twice"),
        }
        for code, name in names.items() if shown else ():
            part = Part(dimension.code, code, name, dimension.name)
            # a total of 0 needs no line that says that 0 is not disaggregated
            if any(self._number(indicator, part, one) for one in self._windows):
                shown.append(part)
        return shown

    def _records(self, indicator, split):
        Model = self.env[RECORDS[split]]
        label = self.env._("Place") if split == "site" else self.env._("Period")
        ids = self._numbers.members(indicator, split, self._windows)
        records = Model.browse(key for key in ids if key)
        records = records.sorted("name" if split == "site" else "date_start")
        parts = [Part(split, one.id, one.display_name, label) for one in records]
        if 0 in ids and split == "site":
            parts.append(Part(split, 0, self.env._("without a place"), label))
        shown = [part for part in parts if self._says_something(indicator, part)]
        # what lies at no place alone is the total
        return shown if any(part.member for part in shown) else []

    def _says_something(self, indicator, part):
        return any(
            self._number(indicator, part, window) is not None
            or (
                self._wants_target
                and self._numbers.compared(indicator, part, window)["target"]
                is not None
            )
            for window in self._windows
        )

    def _number(self, indicator, part, window):
        return self._numbers.cell(indicator, part, window).get("value")
