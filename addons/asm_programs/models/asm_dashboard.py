from dataclasses import dataclass

from odoo import api, fields, models

from ..tools import calendars, lights
from ._dashboard_lines import DashboardLines

SHOWN_YEARS = 6


@dataclass(frozen=True)
class Choice:
    """What a reader of a programme's results has chosen to look at."""

    program: models.BaseModel
    window: calendars.Window
    award: models.BaseModel
    site: models.BaseModel
    split: str | bool = False

    @property
    def asked(self):
        """Return what ``read_achievement`` is asked, but for the days."""
        return {"award_id": self.award.id, "site_ids": self.site.ids}


class AsmDashboard(models.AbstractModel):
    """A programme's results as one page shows them.

    All of it is read with the rights of whoever looks, in one call whose number of
    queries does not depend on how many indicators, numbers or periods there are.
    The numbers are those of ``read_achievement``.
    """

    _name = "asm.dashboard"
    _description = "Results of a Programme"

    @api.model
    @api.readonly
    def read_dashboard(
        self,
        program_id=False,
        date_from=False,
        date_to=False,
        award_id=False,
        site_id=False,
        split=False,
    ):
        """Return the page in plain values.

        :param program_id: id of the programme; by default the first that the reader
            manages, else may see
        :param date_from: first day of the window; with ``date_to`` by default the
            programme's year up to its last period that has ended
        :param award_id: only for this award, by its basis, factor and credit
        :param site_id: only of this site
        :param split: ``site`` or the code of a dimension
        :raises AccessError: when the programme is not the reader's to see
        """
        self.env["asm.program"].check_access("read")
        program = self._program(program_id)
        page = {"programs": self._read_programs(), "program": False, "results": []}
        if not program:
            return page
        program.check_access("read")
        windows = self._windows(program)
        choice = self._choice(
            program, windows, date_from, date_to, award_id, site_id, split
        )
        return page | {
            "program": self._named(program),
            **self._read_choices(choice, windows),
            "rule": self._rule_in_words(program._light_rule()),
            "results": self._read_results(choice),
            "is_hidden_in_part": self._is_hidden_in_part(),
        }

    @api.model
    def _program(self, program_id):
        programs = self.env["asm.program"]
        if program_id:
            return programs.browse(int(program_id)).exists()
        mine = [("manager_id", "=", self.env.uid)]
        used = [("program_indicator_ids", "!=", False)]
        return (
            programs.search([*mine, *used], limit=1)
            or programs.search(used, limit=1)
            or programs.search([], limit=1)
        )

    @api.model
    def _read_programs(self):
        found = self.env["asm.program"].search_fetch([], ["display_name"])
        return [self._named(program) for program in found]

    @api.model
    def _named(self, record):
        return {"id": record.id, "name": record.display_name}

    @api.model
    def _is_hidden_in_part(self):
        user = self.env.user
        return user.is_restricted_by_country or user.is_restricted_by_program

    @api.model
    def _windows(self, program):
        """Return what can be chosen of the programme's calendar, the default first.

        Nothing that has not begun can be chosen.
        """
        today = fields.Date.context_today(self)
        kind, month = program.frequency, program.fiscal_month
        start = program.date_start or calendars.add_months(today, -12 * SHOWN_YEARS)
        first = calendars.period_of(start, kind, month).date_from
        last_begun = calendars.period_of(today, kind, month)
        last_ended = calendars.period_of(
            last_begun.date_from - calendars.ONE_DAY, kind, month
        ).date_to
        years = self._years(first, today, month)
        windows = [
            {
                "group": "program",
                "label": self.env._("Since the start, to date"),
                "date_from": first,
                "date_to": max(last_ended, last_begun.date_to)
                if last_ended < first
                else last_ended,
            }
        ]
        for year in reversed(years):
            if year.date_from <= last_ended < year.date_to and last_ended > first:
                windows.append(self._year_to_date(year, last_ended, month))
            windows.append(self._window("year", year, month))
        if kind != "year":
            periods = calendars.periods_within(
                kind, month, max(first, years[0].date_from), last_begun.date_to
            )
            windows += [self._window(kind, each, month) for each in reversed(periods)]
        return windows

    @api.model
    def _years(self, first, today, month):
        last = calendars.period_of(today, "year", month)
        first = max(first, calendars.add_months(last.date_from, -12 * SHOWN_YEARS))
        return calendars.periods_within(
            "year",
            month,
            calendars.period_of(first, "year", month).date_from,
            last.date_to,
        )

    @api.model
    def _window(self, kind, days, month):
        return {
            "group": "year" if kind == "year" else "period",
            "label": calendars.period_name(days.date_from, kind, month),
            "date_from": days.date_from,
            "date_to": days.date_to,
        }

    @api.model
    def _year_to_date(self, year, last_ended, month):
        return {
            "group": "year",
            "label": self.env._(
                "%(year)s to date", year=calendars.year_name(year.date_from, month)
            ),
            "date_from": year.date_from,
            "date_to": last_ended,
        }

    @api.model
    def _choice(self, program, windows, date_from, date_to, award_id, site_id, split):
        """Return the :class:`Choice`; what the reader may not see is not chosen."""
        days = tuple(map(fields.Date.to_date, (date_from, date_to)))
        if not all(days) or days[0] > days[1]:
            days = self._default_days(windows)
        awards, sites = program.award_ids, self._sites(program)
        splits = ["site", *program.program_indicator_ids.dimension_ids.mapped("code")]
        return Choice(
            program,
            calendars.Window(*days),
            awards.filtered(lambda award: award.id == award_id),
            sites.filtered(lambda site: site.id == site_id),
            split if split in splits else False,
        )

    @api.model
    def _default_days(self, windows):
        """Return the year so far, else the last year that has ended, else all."""
        all_days, *others = windows
        years = [
            window
            for window in others
            if window["group"] == "year" and window["date_to"] <= all_days["date_to"]
        ]
        chosen = years[0] if years else all_days
        return chosen["date_from"], chosen["date_to"]

    @api.model
    def _sites(self, program):
        """Return the sites of the programme's numbers and assignments."""
        counted = self.env["asm.actual"]._read_group(
            [("program_id", "=", program.id), ("site_id", "!=", False)], ["site_id"]
        )
        asked = self.env["asm.assignment"].search(
            [("program_id", "=", program.id), ("site_ids", "!=", False)]
        )
        sites = asked.site_ids.union(*(group[0] for group in counted))
        return sites._filtered_access("read").sorted("name")

    @api.model
    def _read_choices(self, choice, windows):
        dimensions = choice.program.program_indicator_ids.dimension_ids
        return {
            "windows": [
                window | {name: str(window[name]) for name in ("date_from", "date_to")}
                for window in windows
            ],
            "date_from": str(choice.window.date_from),
            "date_to": str(choice.window.date_to),
            "awards": [self._named(award) for award in choice.program.award_ids],
            "award_id": choice.award.id,
            "sites": [self._named(site) for site in self._sites(choice.program)],
            "site_id": choice.site.id,
            "splits": [
                {"code": "site", "name": self.env._("Site")},
                *(
                    {"code": dimension.code, "name": dimension.name}
                    for dimension in dimensions
                ),
            ],
            "split": choice.split,
        }

    @api.model
    def _read_results(self, choice):
        """Return the framework as the page shows it: results with their indicators,
        then the indicators that no result has."""
        lines = choice.program.program_indicator_ids
        if choice.award and choice.award in lines.award_indicator_ids.award_id:
            # an award with a framework of its own shows what is in it
            lines = lines.filtered(
                lambda line: choice.award in line.award_indicator_ids.award_id
            )
        shown = DashboardLines(lines, choice).by_id()
        by_result = lines.grouped("result_id")
        groups = [
            self._result(result, depth)
            | {"lines": [shown[line.id] for line in by_result.get(result, ())]}
            for result, depth in self._in_order(choice.program.result_ids)
        ]
        rest = [shown[line.id] for line in lines if not line.result_id]
        if rest:
            groups.append({"id": False, "lines": rest})
        return groups

    @api.model
    def _in_order(self, results, parent=None, depth=0):
        """Yield results with their depth, each before those below it."""
        known = set(results.ids)
        for result in results:
            above = result.parent_id if result.parent_id.id in known else None
            if (above or None) == parent:
                yield result, depth
                yield from self._in_order(results, result, depth + 1)

    @api.model
    def _result(self, result, depth):
        levels = dict(result._fields["level"]._description_selection(self.env))
        return {
            "id": result.id,
            "name": result.name,
            "code": result.code or "",
            "level": result.level,
            "level_name": result.level_name or levels.get(result.level, ""),
            "depth": depth,
        }

    @api.model
    def _rule_in_words(self, rule):
        """Return the thresholds and what they say."""
        green, amber = (f"{threshold.normalize():f}" for threshold in rule)
        return {
            "green": float(rule.green),
            "amber": float(rule.amber),
            "words": self.env._(
                "On target from %(green)s %% of the target on, near it from "
                "%(amber)s %% on, off target below. While the days still run, what is "
                "not there yet is running.",
                green=green,
                amber=amber,
            ),
        }

    @api.model
    def _light_words(self):
        return {
            lights.GREEN: self.env._("On target"),
            lights.AMBER: self.env._("Near target"),
            lights.RED: self.env._("Off target"),
            lights.RUNNING: self.env._("Running"),
            lights.MET: self.env._("Met"),
            lights.NOT_MET: self.env._("Not met"),
            lights.NO_TARGET: self.env._("No target for these days"),
            lights.NO_DATA: self.env._("No data"),
            lights.PARTIAL: self.env._("Only a part is shown to you"),
            lights.NEUTRAL: self.env._("Neither to rise nor to fall"),
        }
