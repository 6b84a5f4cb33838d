"""A programme's indicators, for what sums of reports say of them."""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ..tools import facts
from ..tools.summed import is_summed

# what sums of reports need to know of a definition, with the types of the database
DEFINITION_TYPES = {
    "measure": "text",
    "time_aggregation": "text",
    "place_aggregation": "text",
    "is_ratio": "bool",
    "numerator_time": "text",
    "denominator_time": "text",
    "multiplier": "float8",
    "basis": "text",
    "formula": "text",
}


class Line(NamedTuple):
    """A programme indicator.

    ``needs_rows`` says that there is more to it than sums by its definition or by what
    was reported; ``is_waiting`` that a report of it has changed since its total was
    computed.
    """

    id: int
    definition: facts.Definition
    needs_rows: bool
    is_waiting: bool


def line_of(line_id, needs_rows, is_waiting, *of_definition):
    """Return a line, from its columns and those of DEFINITION_TYPES."""
    definition, is_more = _definition(of_definition)
    return Line(line_id, definition, needs_rows or is_more, is_waiting)


def definition_of(values):
    """Return what sums of reports need to know of a definition.

    :param values: of each name in DEFINITION_TYPES, as an ``asm.indicator`` has them
    """
    return _definition(tuple(values[name] or None for name in DEFINITION_TYPES))[0]


@lru_cache(maxsize=1024)
def _definition(of_definition):
    """Return a definition, and whether there is more to it than sums."""
    known = dict(zip(DEFINITION_TYPES, of_definition, strict=True))
    known["multiplier"] = Decimal(str(known["multiplier"] or 0.0))
    known["is_ratio"] = bool(known["is_ratio"])
    definition = facts.Definition(**known)
    return definition, not is_summed(definition)
