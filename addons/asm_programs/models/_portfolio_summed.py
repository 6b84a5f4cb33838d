"""The portfolio from the totals of reports, where sums of them say all."""

from collections import defaultdict
from functools import cache, partial
from itertools import product

from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.summed import Sums, figures_of, is_summed
from ._portfolio import Portfolio
from ._summary_sums import read_sums
from ._tracking import source_for
from ._tracking_lines import definition_of
from ._wording import translated

OF_SUMS = ("program", "period", "country", "site")


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
        Line.flush_model()
        self.query = Line._search(Domain(domain))
        self.summed = self._summed()
        self._plain = cache(self._plain_portfolio)
        self._said = cache(partial(translated, self.env))

    def _lines(self):
        """Return the SQL of ``(id, indicator_id, takes_in)`` of each line."""
        table = self.query.table
        takes_in = SQL.identifier(table, "includes_children")
        return self.query.select(
            SQL.identifier(table, "id"),
            SQL.identifier(table, "indicator_id"),
            SQL("COALESCE(%s, FALSE) AS takes_in", takes_in),
        )

    def _summed(self):
        """Return the ids of the definitions of which sums say all, in no order."""
        odd = self.env["asm.result.summary"].sudo()._rows(SQL("s.is_odd"))
        found = self.env.execute_query(
            SQL(
                """SELECT l.indicator_id, bool_or(l.takes_in OR l.id IN (
                          SELECT program_indicator_id FROM (%s) s))
                     FROM (%s) l GROUP BY 1""",
                odd,
                self._lines(),
            )
        )
        indicators = self.env["asm.indicator"].browse([key for key, _more in found])
        versions = defaultdict(set)
        for indicator in indicators:
            versions[indicator._comparable_versions()[-1:].id].add(indicator.id)
        several = {key for ids in versions.values() if len(ids) > 1 for key in ids}
        self._definitions = {i.id: definition_of(i) for i in indicators}
        more = {key for key, is_more in found if is_more}
        more |= several | self._ids_of_plain(indicators)
        self.is_all_summed = not more
        return [key for key in indicators.ids if key not in more]

    def _ids_of_plain(self, indicators):
        """Return the definitions that need more than sums."""
        overlaps = self.env["asm.overlap"].sudo()
        overlapping = overlaps._read_group(
            [("approved_on", "!=", False)], ["indicator_id"]
        )
        return {indicator.id for (indicator,) in overlapping} | {
            indicator.id
            for indicator in indicators
            if indicator.place_weight_id
            or not is_summed(self._definitions[indicator.id])
        }

    def rows_of(self, groupings):
        """Return the rows of each grouping, in no order."""
        by_sums = [by for by in groupings if "award" not in by]
        wanted = list(dict.fromkeys([(), *map(self._names, by_sums)]))
        sums = {grouping: {} for grouping in wanted}
        if self.summed:
            families = SQL(
                "(SELECT l.id, l.indicator_id FROM (%s) l WHERE l.indicator_id IN %s)",
                self._lines(),
                tuple(self.summed),
            )
            sums = read_sums(self.env, families, self.window, wanted)
        return [self._rows(by, sums) for by in groupings]

    def _names(self, by):
        """Return what the database groups by: a theme is that of the programme."""
        names = {*by} | ({"program"} if "theme" in by else set())
        return tuple(name for name in OF_SUMS if name in names)

    def _rows(self, by, sums):
        if "award" in by:
            return self._plain(True).rows(by)
        none = [None] * len(by)
        totals = [((key, *none), sums[()].get((key,), Sums())) for key in self.summed]
        rows = self._told(by, totals, True)
        shown = [name for name in by if name != "indicator"]
        if shown:
            groups = self._shown_sums(shown, self._names(by), sums[self._names(by)])
            rows += self._told(shown, groups, False)
        return rows if self.is_all_summed else rows + self._plain(False).rows(by)

    def _told(self, by, groups, is_total):
        """Return rows, from pairs of ids (definition, then splits) and sums."""
        names = [f"{name}_id" for name in by]
        said, definitions = self._said, self._definitions
        rows = []
        for ids, sums in groups:
            definition = definitions[ids[0]]
            value, numerator, denominator, reason, notes = figures_of(definition, sums)
            if value is None and not (is_total or sums.reported or sums.expected):
                continue  # a place of which nothing is known or asked is no row
            row = dict(zip(names, ids[1:], strict=True))
            row["indicator_id"] = ids[0]
            row["is_total"] = is_total
            row["is_overlap"] = False
            row["value"] = value
            row["numerator"] = numerator
            row["denominator"] = denominator
            row["reported"] = sums.reported
            row["expected"] = sums.expected
            row["carried"] = []
            row["reason"] = reason and said(reason)
            row["notes"] = [said(note) for note in notes]
            rows.append(row)
        return rows

    def _shown_sums(self, shown, names, sums):
        """Return the sums by the ids under which they are shown, as pairs."""
        is_recorded = "period" not in names or all(
            key[1 + names.index("period")] > 0 for key in sums
        )
        if is_recorded and tuple(shown) == names:
            return sums.items()
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

    def _plain_portfolio(self, is_whole):
        """Return the portfolio of all lines, or of those that are not summed."""
        summed = [] if is_whole else self.summed
        lines = self.env.execute_query(
            SQL("SELECT l.id, l.indicator_id FROM (%s) l", self._lines())
        )
        ids = [line_id for line_id, key in lines if key not in summed]
        lines = self.env["asm.program.indicator"].browse(ids)
        return Portfolio(lines, self.window, source_for=source_for)
