"""People counted by more than one site, partner or programme, once declared."""

from dataclasses import replace
from decimal import Decimal

from .amounts import categories_of
from .cells import split, table_of
from .timewise import Moment, over_time


def lost_to_overlaps(overlaps, window, definition, dimensions):
    """Return what declared overlaps take away from a total, split like it.

    :param overlaps: iterable of :class:`facts.Overlap`
    :param window: :class:`calendars.Window`
    :param definition: :class:`facts.Definition`
    :param dimensions: codes of the dimensions to split by
    :return: ``{cell: Decimal}``; the cells add up to the whole, empty when nothing
        is declared

    >>> from datetime import date
    >>> from .calendars import Window
    >>> from .facts import Definition, Overlap
    >>> days = Window(date(2026, 1, 1), date(2026, 3, 31))
    >>> declared = [Overlap(*days, Decimal(3)), Overlap(*days, Decimal(2))]
    >>> lost_to_overlaps(declared, days, Definition(), [])
    {(): Decimal('5')}
    """
    definition = replace(definition, basis="incremental")
    lost = {}
    for overlap in overlaps:
        row = {categories_of(overlap.categories): (overlap.value,)}
        # a declared overlap is a number of its own: what it names may be added up
        exclusive = definition.exclusive | set(dict(overlap.categories or ()))
        table = table_of(row, dimensions, exclusive)
        moment = Moment(overlap.date_to, overlap.date_from, 0, table, 1)
        outcome = over_time([moment], window, definition)
        for cell, (number,) in split(outcome.table, dimensions, exclusive).items():
            lost[cell] = lost.get(cell, Decimal(0)) + number
    return lost
