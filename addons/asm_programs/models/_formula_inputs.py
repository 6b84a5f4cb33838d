"""How many people stand behind what a formula comes to."""

from collections import defaultdict
from functools import cache

from ..tools import formula


class FormulaInputs:
    """Reads the numbers of people that formulas are computed from.

    They need not be in what is told: who reads 24 hours, 8 for each, knows of 3 people.

    :param lines: ``asm.program.indicator`` records
    :param moment: whose knowledge is used; None for now
    """

    def __init__(self, lines, moment=None):
        self._moment = moment
        self._named = {line.id: _named_people(line) for line in lines if _has(line)}
        self._people = lines.browse(
            {line_id for named in self._named.values() for line_id, _of in named}
        )
        self._read = cache(self._read_cells)

    def __bool__(self):
        return bool(self._named)

    def of(self, line_id, days, split="", member=None, categories=(), as_asked=True):
        """Return the numbers behind one of a formula's, as texts; None for no formula.

        :param days: first and last day
        :param split: ``site``, ``period`` or blank
        :param member: id of the place or period
        :param categories: ``{dimension code: category code}``
        :param as_asked: whether the days are those asked for, not those of a basis
        """
        if line_id not in self._named or not days:
            return None
        found = []
        for people_id, of in self._named[line_id]:
            wanted = dict(of) | dict(categories)
            by = (*filter(None, [split]), *sorted(wanted))
            cells = self._read(tuple(days), by, as_asked)
            value = cells.get((people_id, member, frozenset(wanted.items())))
            found.append(None if value is None else str(value))
        return found

    def _read_cells(self, days, by, as_asked):
        codes = {one for one in by if one not in ("site", "period")}
        lines = self._people.filtered(
            lambda line: codes <= set(line.dimension_ids.mapped("code"))
        )
        split = {"site": "site_id", "period": "period_id"}.get(by[0] if by else None)
        found = lines.with_context(asm_days_as_asked=as_asked).read_results(
            *days, by=by, as_of=self._moment
        )
        return {
            (
                line_id,
                (cell[split] or 0) if split else None,
                frozenset(cell["categories"].items()),
            ): cell["value"]
            for line_id, cells in found.items()
            for cell in cells
        }


def _has(line):
    return bool(line.indicator_id.formula) and any(
        one.counts_people for one in line._inputs().indicator_id
    )


def _named_people(line):
    """Return ``[(id of an indicator of people, pairs of categories)]``."""
    inputs = line._inputs()
    of = defaultdict(lambda: {()})
    for one in (line | inputs).indicator_id.filtered("formula"):
        for named in formula.references_in(formula.parse(one.formula)):
            of[named.code].add(tuple(named.categories))
    return [
        (people.id, categories)
        for people in inputs.filtered("indicator_id.counts_people")
        for categories in sorted(of[people.indicator_id.code])
    ]
