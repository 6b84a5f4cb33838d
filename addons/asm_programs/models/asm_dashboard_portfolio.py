from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ._dashboard_lines import plain

GROUPS = {"country": "res.country", "theme": "mtm.theme", "sdg": "mtm.sdg"}
SHOWN_YEARS = 6


class AsmDashboard(models.AbstractModel):
    """All programmes together: by country, by theme, by Sustainable Development Goal.

    Numbers are added up through the library, by ``asm.portfolio``; beside a goal
    stands what contributes to it and what hinders it.
    """

    _inherit = "asm.dashboard"

    @api.model
    @api.readonly
    def read_portfolio(self, by="country", year=False):
        """Return the portfolio in plain values, with the reader's rights.

        :param by: ``country``, ``theme`` or ``sdg``
        :param year: calendar year; by default this one
        :return: ``groups``, each with its programmes, its links to goals and its
            numbers, and ``total``, the numbers of all together
        """
        self.env["asm.program"].check_access("read")
        by = by if by in GROUPS else "country"
        this_year = fields.Date.context_today(self).year
        year = int(year or this_year)
        rows = self.env["asm.portfolio"].read_totals(
            f"{year}-01-01", f"{year}-12-31", by=(by,)
        )
        return {
            "by": by,
            "year": year,
            "years": list(range(this_year, this_year - SHOWN_YEARS, -1)),
            "total": self._portfolio_lines([r for r in rows if r["is_total"]]),
            "groups": self._portfolio_groups(by, rows),
            "is_restricted": self._is_hidden_in_part(),
        }

    @api.model
    def _portfolio_lines(self, rows):
        """Return the numbers that say something, in the order of the library."""
        indicators = self.env["asm.indicator"].browse(
            {row["indicator_id"] for row in rows}
        )
        known = {indicator.id: indicator for indicator in indicators}
        return [
            {
                "id": row["indicator_id"],
                "code": known[row["indicator_id"]].code,
                "name": known[row["indicator_id"]].name,
                "unit": known[row["indicator_id"]].unit or "",
                "is_overlap": row["is_overlap"],
                "is_added": self._is_added(known[row["indicator_id"]]),
                "value": plain(row["value"]),
                "reported": row["reported"] or 0,
                "expected": row["expected"] or 0,
                "reason": row["reason"] or "",
                "notes": [str(note) for note in row["notes"]],
            }
            for row in rows
        ]

    @api.model
    def _is_added(self, indicator):
        """Say whether numbers of places are parts of one whole."""
        is_count = indicator.measure == "unit" and not indicator.is_ratio
        return is_count and indicator.place_aggregation == "sum"

    @api.model
    def _portfolio_groups(self, by, rows):
        of_group = defaultdict(list)
        for row in rows:
            if not row["is_total"]:
                of_group[row[f"{by}_id"] or False].append(row)
        programs = self._programs_by(by)
        links = self._links_by_goal() if by == "sdg" else {}
        model = self.env[GROUPS[by]]
        ids = {*of_group, *programs, *links} - {False}
        records = model.browse(ids).exists()
        own = self.env["mtm.overview"]._own_countries() if by == "country" else None
        if own is not None:
            records &= own
        groups = [
            self._portfolio_group(
                record, of_group[record.id], programs[record.id], links.get(record.id)
            )
            for record in records.sorted()
        ]
        if of_group[False] or programs[False]:
            groups.append(
                self._portfolio_group(model, of_group[False], programs[False], None)
            )
        return groups

    @api.model
    def _portfolio_group(self, record, rows, programs, links):
        # a set of ids, since several ways can lead to one programme
        return {
            "id": record.id,
            "name": record.display_name if record else "",
            "above": self._goal_above(record),
            "programs": sorted(programs),
            "links": links or [],
            "lines": self._portfolio_lines(rows),
        }

    @api.model
    def _goal_above(self, record):
        """Return the goal that a target belongs to, in words."""
        if record._name != "mtm.sdg" or not record.parent_id:
            return ""
        return self.env._("Goal %(goal)s", goal=record.parent_id.display_name)

    @api.model
    def _programs_by(self, by):
        """Return ``{id of a group: ids of the programmes in it}``."""
        found = defaultdict(set)
        programs = self.env["asm.program"].search(Domain.TRUE)
        for program in programs:
            for key in self._keys_of(program, by):
                found[key].add(program.id)
        return found

    @api.model
    def _keys_of(self, program, by):
        if by == "country":
            return program.country_ids.ids or [False]
        if by == "theme":
            return program.theme_ids.ids or [False]
        indicators = program.program_indicator_ids.indicator_id
        goals = (
            indicators.sdg_ids
            | indicators.sdg_link_ids.sdg_id
            | program.sdg_link_ids.sdg_id
            | program.theme_ids.sdg_link_ids.sdg_id
        )
        return goals.ids

    @api.model
    def _links_by_goal(self):
        """Return ``{goal: its links}``: of programmes, and of the themes and indicators
        that any of them has."""
        programs = self.env["asm.program"].search(Domain.TRUE)
        indicators = programs.program_indicator_ids.indicator_id
        links = (
            programs.sdg_link_ids
            | programs.theme_ids.sdg_link_ids
            | indicators.sdg_link_ids
        )
        labels = dict(links._fields["effect"]._description_selection(self.env))
        kinds = {
            "program_id": self.env._("Programme"),
            "theme_id": self.env._("Theme"),
            "indicator_id": self.env._("Indicator"),
        }
        found = defaultdict(list)
        for link in links:
            name = next(field for field in kinds if link[field])
            found[link.sdg_id.id].append(
                {
                    "id": link.id,
                    "effect": link.effect,
                    "effect_word": labels[link.effect],
                    "kind": kinds[name],
                    "name": link[name].display_name,
                    "comment": link.comment or "",
                }
            )
        return found
