from odoo import fields, models

from ..tools import calendars
from ..tools.target_pieces import missing_pieces
from ._wording import translated


class AsmProgramIndicator(models.Model):
    """Where the target of each year comes from, and what is missing to add it up."""

    _inherit = "asm.program.indicator"

    target_status = fields.Text(
        string="Where Targets Come From", compute="_compute_target_status"
    )

    def _compute_target_status(self):
        for line in self:
            line.target_status = "\n".join(
                line._say_target(year) for year in line._years_with_targets()
            )

    def _years_with_targets(self):
        """Return the years of the programme's calendar that targets are set in."""
        month = self.program_id.fiscal_month
        approved = self._series().target_ids.filtered("approved_on")
        return sorted(
            {
                calendars.period_of(day, "year", month)
                for target in approved
                for day in (target.date_from, target.date_to)
            }
        )

    def _say_target(self, year):
        """Say in one line where the programme's own target of a year comes from."""
        question = self._question(*year, None, None, (), None)
        target = self._target(question)
        name = calendars.year_name(year.date_from, self.program_id.fiscal_month)
        if target.source == "derived":
            said = self.env._(
                "%(year)s: %(value)s, added up from finer targets",
                year=name,
                value=self._plain_target(target.value),
            )
        elif target.source:
            said = self.env._(
                "%(year)s: %(value)s, set for the year",
                year=name,
                value=self._plain_target(target.value),
            )
        else:
            said = self._say_missing(year, name)
        notes = (translated(self.env, note) for note in target.notes)
        return "; ".join([said, *notes])

    def _say_missing(self, year, name):
        program = self.program_id
        calendar = program.frequency, program.fiscal_month
        missing = missing_pieces(
            [version._as_version() for version in self._series().target_ids],
            year,
            calendars.periods_within(*calendar, *year),
        )
        names = [calendars.period_name(days.date_from, *calendar) for days in missing]
        if not names:
            return self.env._(
                "%(year)s: no target, since its parts are not added up", year=name
            )
        return self.env._(
            "%(year)s: no target for the year; to add it up, these are missing: "
            "%(periods)s",
            year=name,
            periods=", ".join(names),
        )

    def _plain_target(self, number):
        return self.env["asm.target"]._plain(number) if number is not None else "–"
