"""Small numbers of people among what a report is drawn from."""

from odoo.addons.asm_programs.models._formula_inputs import FormulaInputs
from odoo.addons.asm_programs.models._question import Question
from odoo.addons.asm_programs.models._told import tell
from odoo.addons.asm_programs.models._withheld import Withheld
from odoo.addons.asm_programs.tools.lines import OVERLAP

from ..tools import terms
from ._inputs import InputsReader

NUMBERS = frozenset({"actual", "numerator", "denominator"})
COMPUTED = frozenset({"achievement", "state"})
OF_BEFORE = frozenset({"sent", "restated"})


def with_numbers(asked):
    """Return what is asked of rows, and the numbers behind what is computed of them.

    :param asked: list of :class:`terms.Asked`, or of their texts
    """
    found = {str(one): one for one in asked}
    for one in list(found):
        term = terms.parse(one)
        subject, _dot, name = term.term.partition(".")
        if subject == "indicator" and name in NUMBERS | COMPUTED:
            for number in map(term.of, sorted(NUMBERS)):
                found.setdefault(str(number), number)
    return list(found.values())


class WithheldInputs:
    """What the rows of indicators tell of people, for one award of a report.

    :param report: ``asm.donor.report`` record
    :param facts: :class:`LayoutFacts`
    """

    def __init__(self, report, facts, award):
        self.env = report.env
        self._reader = InputsReader(report, facts)
        self._award = award
        self._lines = {line.id: line for line in award.award_indicator_ids}
        used = award.award_indicator_ids.program_indicator_id
        self._withheld = Withheld(used | used._inputs())
        self._formulas = FormulaInputs(used, self._reader.moment)
        self._least = award._least_people()
        # ids of indicators of which a number is hidden
        self._partly = set()

    def take_parts(self, inputs):
        """Keep what percentages and formulas of people are made of, shown or not."""
        for line in self._rows(inputs):
            for text, value in line.values.items():
                asked = terms.parse(text)
                if asked.term == "indicator.actual" and value is not None:
                    parts = self._parts_of(line, asked)
                    if any(one is not None for one in parts or ()):
                        inputs.parts[line.key, text] = tuple(parts)

    def _parts_of(self, line, asked):
        if self._is_ratio(line):
            names = ("numerator", "denominator")
            return [line.values.get(str(asked.of(name))) for name in names]
        split, member = line.key[1:] or ("", None)
        is_record = split in terms.SPLITS
        categories = dict(asked.categories)
        if split and not is_record and categories.setdefault(split, member) != member:
            return None
        days = self._reader.days(self._award, asked.window)
        return self._formulas.of(
            self._used(line).id,
            days.counted,
            split if is_record else "",
            member if is_record else None,
            categories,
            as_asked=not days.on_basis,
        )

    def told(self, inputs):
        """Return what the file tells, as ``Withheld`` takes it."""
        return [
            one
            for line in self._rows(inputs)
            for one in self._each_told(line, inputs.parts)
            if one["value"] is not None
        ]

    def blank(self, inputs):
        """Put words in the place of numbers that must not be told."""
        if self._award.has_real_counts:
            return
        if not any(self._concerns(line) for line in self._rows(inputs)):
            return
        told = self.told(inputs)
        self._reader.report._withheld_after(self._award, self._withheld, told)
        self._partly = {one["line"] for one in told if self._withheld.why_not(0, one)}
        for line in self._rows(inputs):
            if self._concerns(line):
                self._blank_line(line)
                self._forget_parts(line, inputs.parts)

    def _concerns(self, line):
        return self._withheld.concerns(self._used(line).id)

    def _rows(self, inputs):
        return [
            line
            for source, lines in inputs.rows.items()
            for line in lines
            if source.startswith("indicator|") and line.key[0] in self._lines
        ]

    def _used(self, line):
        return self._lines[line.key[0]].program_indicator_id

    def _is_ratio(self, line):
        definition = self._used(line).indicator_id
        return definition.is_ratio and definition.counts_people

    def _each_told(self, line, parts):
        for text, value in line.values.items():
            asked = terms.parse(text)
            name = asked.term.partition(".")[2]
            if name in ("actual", *OF_BEFORE) and not isinstance(value, str):
                told = self._tell(line, asked, name, value)
                if told:
                    pair = parts.get((line.key, text))
                    yield told | ({"parts": list(pair)} if pair else {})
                counted_twice = self._tell_overlap(line, asked, name, value)
                if counted_twice:
                    yield counted_twice

    def _tell(self, line, asked, name, value):
        categories = dict(asked.categories)
        places, days = None, self._days(line, asked, name)
        split, member = line.key[1:] or (None, None)
        if split == "site":
            places = [member]
        elif split == "period":
            period = self.env["asm.period"].browse(member)
            days = (period.date_start, period.date_end)
        elif split and categories.setdefault(split, member) != member:
            return None
        if not days:
            return None
        return tell(self._used(line), days, value, sorted(categories.items()), places)

    def _tell_overlap(self, line, asked, name, value):
        """Tell how many were counted twice as a number of its own.

        Beside categories it is what is taken off, which is below 0.
        """
        days = self._days(line, asked, name)
        if line.key[-1] != OVERLAP or not days or value is None:
            return None
        categories = [*asked.categories, (OVERLAP, line.key[1])]
        return tell(self._used(line), days, abs(value), sorted(categories))

    def _why(self, line, asked, name, value):
        if name in OF_BEFORE and self._is_ratio(line):
            # of these it is not known what they are made of
            return "beside"
        told = self._tell(line, asked, name, value)
        why = told and self._withheld.why_not(0, told)
        if why or line.key[-1] != OVERLAP:
            return why
        # with it, the categories add up: one of them that is hidden would be told
        if self._used(line).id in self._partly:
            return "beside"
        return None

    def _days(self, line, asked, name):
        window = "sent" if name in OF_BEFORE else asked.window
        days = self._reader.days(self._award, window)
        if not days.counted or not days.on_basis:
            return days.counted
        question = Question(days.counted, self._award)
        return self._used(line)._on_basis(question).window

    def _blank_line(self, line):
        has_small_baseline = self._withheld.has_small_baseline(
            self._used(line).id, line.values.get("indicator.baseline")
        )
        for text, value in line.values.items():
            asked = terms.parse(text)
            name = asked.term.partition(".")[2]
            if value is None:
                continue
            if name == "baseline" and has_small_baseline:
                why = "beside" if self._is_ratio(line) else "small"
                line.values[text] = self._words(why)
            elif name in COMPUTED and has_small_baseline:
                line.values[text] = None
            elif name in NUMBERS | COMPUTED | OF_BEFORE:
                why = self._why(line, asked, name, value)
                if why:
                    is_number = name not in COMPUTED
                    line.values[text] = self._words(why) if is_number else None

    def _forget_parts(self, line, parts):
        """Take out what percentages are made of that are not shown."""
        for key, text in list(parts):
            if key == line.key and isinstance(line.values.get(text), str):
                del parts[key, text]

    def _words(self, why):
        if why == "small":
            return self.env._("fewer than %(number)s", number=self._least)
        return self.env._("not shown")
