"""The portfolio from the totals of reports, where sums of them say all."""

from collections import defaultdict
from functools import cache, partial
from itertools import product

from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.summed import Sums, cell_of, is_summed
from ._portfolio import Portfolio, says_something
from ._summary_sums import read_sums
from ._tracking import ids_of_odd, source_for
from ._tracking_lines import definition_of
from ._wording import translated

OF_SUMS = ("program", "period", "country", "site")
SAID = ("value", "numerator", "denominator", "reported", "expected", "carried")


class SummedPortfolio:
    """Adds up in the database what only has to be summed, the rest as ``Portfolio``.

    :param Line: the model ``asm.program.indicator``, for a reader who may see all
        numbers of the lines that they may see
    :param domain: which lines
    :param window: :class:`calendars.Window`
    """

    def __init__(self, Line, domain, window):
        self.env = Line.env
        self.window = window
        self.domain = domain
        self.lines = self._read_lines(Line)
        self.families = self._summed_families()
        self._plain = cache(self._plain_portfolio)
        self._said = cache(partial(translated, self.env))

    def _read_lines(self, Line):
        """Return ``(id, definition id, programme id, takes in)`` of each line."""
        Line.flush_model()
        query = Line._search(Domain(self.domain))
        names = ("id", "indicator_id", "program_id", "includes_children")
        columns = [SQL.identifier(Line._table, name) for name in names]
        return self.env.execute_query(query.select(*columns))

    def _summed_families(self):
        """Return ``{definition id: [line id]}`` of what only has to be summed."""
        self.indicators = self.env["asm.indicator"].browse(
            {line[1] for line in self.lines}
        )
        versions = defaultdict(set)
        for indicator in self.indicators:
            versions[indicator._comparable_versions()[-1:].id].add(indicator)
        plain = self._ids_of_plain()
        lines = defaultdict(list)
        takers = set()
        for line_id, indicator_id, _program_id, takes_in in self.lines:
            lines[indicator_id].append(line_id)
            if takes_in:
                takers.add(indicator_id)
        alone = [found for found in versions.values() if len(found) == 1]
        families = {i.id: lines[i.id] for (i,) in alone if i.id not in plain | takers}
        odd = ids_of_odd(self.env, [each for ids in families.values() for each in ids])
        return {key: ids for key, ids in families.items() if odd.isdisjoint(ids)}

    def _ids_of_plain(self):
        """Return the definitions that need more than sums."""
        self._definitions = {i.id: definition_of(i) for i in self.indicators}
        overlaps = self.env["asm.overlap"].sudo()
        overlapping = overlaps._read_group(
            [("approved_on", "!=", False)], ["indicator_id"]
        )
        return {indicator.id for (indicator,) in overlapping} | {
            indicator.id
            for indicator in self.indicators
            if indicator.place_weight_id
            or not is_summed(self._definitions[indicator.id])
        }

    def rows_of(self, groupings):
        """Return the rows of each grouping, in no order."""
        by_sums = [by for by in groupings if "award" not in by]
        wanted = dict.fromkeys([(), *map(self._names, by_sums)])
        families = {i: key for key, ids in self.families.items() for i in ids}
        sums = read_sums(self.env, families, self.window, list(wanted))
        return [self._rows(by, sums) for by in groupings]

    def _names(self, by):
        """Return what the database groups by: a theme is that of the programme."""
        names = {*by} | ({"program"} if "theme" in by else set())
        return tuple(name for name in OF_SUMS if name in names)

    def _rows(self, by, sums):
        if "award" in by:
            return self._plain(True).rows(by)
        rows = [
            self._row(key, by, {}, sums[()].get((key,), Sums()), True)
            for key in self.families
        ]
        if set(by) - {"indicator"}:
            rows += self._split_rows(by, sums[self._names(by)])
        return rows + self._plain(False).rows(by)

    def _split_rows(self, by, sums):
        shown = [name for name in by if name != "indicator"]
        for (key, *ids), of_row in self._shown_sums(shown, self._names(by), sums):
            row = self._row(key, by, dict(zip(shown, ids, strict=True)), of_row, False)
            if says_something(row):
                yield row

    def _shown_sums(self, shown, names, sums):
        """Return the sums by the ids under which they are shown, as pairs."""
        found = {}
        for (key, *ids), of_group in sums.items():
            known = dict(zip(names, ids, strict=True))
            if known.get("period", 0) < 0:
                known["period"] = None
            for ids_shown in self._shown(key, shown, known):
                place = (key, *ids_shown)
                before = found.get(place)
                found[place] = before + of_group if before else of_group
        return found.items()

    def _shown(self, key, names, known):
        """Return the ids under which a group is shown: one of each split, crossed."""
        if "theme" not in names and "sdg" not in names:
            return [[known[name] or None for name in names]]
        indicator = self.env["asm.indicator"].browse(key)
        values = {name: [known[name] or None] for name in known}
        if "sdg" in names:
            values["sdg"] = indicator.sdg_ids.ids or [None]
        if "theme" in names:
            program = self.env["asm.program"].browse(known["program"])
            themes = indicator.theme_id or program.theme_ids
            values["theme"] = themes.ids or [None]
        return product(*(values[name] for name in names))

    def _row(self, key, by, ids, sums, is_total):
        cell = cell_of(self._definitions[key], sums)
        row = {f"{name}_id": ids.get(name) for name in by}
        row["indicator_id"] = key
        row["is_total"] = is_total
        row["is_overlap"] = False
        for name in SAID:
            row[name] = cell[name]
        row["reason"] = self._said(cell["reason"])
        row["notes"] = [self._said(note) for note in cell["notes"]]
        return row

    def _plain_portfolio(self, is_whole):
        """Return the portfolio of all lines, or of those that are not summed."""
        summed = {i for ids in self.families.values() for i in ids}
        ids = [line[0] for line in self.lines if is_whole or line[0] not in summed]
        lines = self.env["asm.program.indicator"].browse(ids)
        return Portfolio(lines, self.window, source_for=source_for)
