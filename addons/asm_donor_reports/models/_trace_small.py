"""Small numbers of people among those that the figures of a report rest on."""

from decimal import Decimal

from odoo.addons.asm_programs.models._trace_numbers import smallest_of, tell_traced
from odoo.addons.asm_programs.models._withheld import Withheld

from ..tools import terms
from ..tools.typed import from_json

NUMBERS = frozenset(
    {"actual", "numerator", "denominator", "sent", "restated", "baseline"}
)
COMPUTED = frozenset({"achievement", "state"})
FIGURE, VALUE = 0, 5


class TraceSmall:
    """Finds which of an award's indicators the trace must not tell, place by place.

    :param award: ``asm.award`` record
    :param inputs: :class:`tools.inputs.Inputs`, with what is withheld left out
    """

    def __init__(self, award, inputs):
        self._award = award
        self._lines = {line.id: line for line in award.award_indicator_ids}
        used = award.award_indicator_ids.program_indicator_id
        self._withheld = Withheld(used | used._inputs())
        self._withheld.add(0, (), award._least_people())
        self._partly = {
            self._lines[line.key[0]].program_indicator_id.id
            for source, lines in inputs.rows.items()
            for line in lines
            if source.startswith("indicator|")
            and line.key[0] in self._lines
            and _may_lack(line.values)
        }

    def hidden(self, actuals_of):
        """Return the ids of the award's lines of which something is withheld.

        :param actuals_of: ``{id of a line: asm.actual records told of it}``
        """
        if self._award.has_real_counts:
            return set()
        every = self._award.env["asm.actual"].union(*actuals_of.values())
        apart = self._partly | {
            line_id
            for line_id, number in smallest_of(every).items()
            if self._withheld.is_small(line_id, number)
        }
        return {
            line_id
            for line_id, actuals in actuals_of.items()
            if self._withheld.concerns(self._lines[line_id].program_indicator_id.id)
            and apart & self._behind(line_id, actuals)
        }

    def _behind(self, line_id, actuals):
        used = self._lines[line_id].program_indicator_id
        return {used.id, *actuals.program_indicator_id.ids}


def told_by(trace, report, award):
    """Return what a trace that was kept tells of people, as ``Withheld`` takes it."""
    used = award.award_indicator_ids.program_indicator_id
    smallest = trace.get("smallest")
    if smallest is None:
        smallest = _smallest_in(trace.get("rows") or (), award)
    return tell_traced(used | used._inputs(), report, smallest)


def _smallest_in(rows, award):
    """Return the smallest numbers of a trace that was kept without them."""
    found = {}
    for line in award.award_indicator_ids:
        used = line.program_indicator_id
        codes = {line.code, used.code} - {False}
        numbers = [
            number
            for row in rows
            if row[FIGURE].partition(", ")[0] in codes
            and isinstance(number := from_json(row[VALUE]), Decimal)
            and number > 0
        ]
        for one in (used | used._inputs()) if numbers else ():
            found[str(one.id)] = str(min(numbers))
    return found


def _may_lack(values):
    """Say whether something is withheld of a row, or cannot be told not to be."""
    for text, value in values.items():
        if value is None or isinstance(value, str):
            asked = terms.parse(text)
            name = asked.term.partition(".")[2]
            if name in NUMBERS and value is not None:
                return True
            actual = str(asked._replace(term="indicator.actual"))
            if name in COMPUTED and value is None and actual not in values:
                return True
    return False
