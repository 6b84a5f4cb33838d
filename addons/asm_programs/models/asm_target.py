from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import calendars, targets


class AsmTarget(models.Model):
    """One version of a target for a window, a site and a category where wanted."""

    _name = "asm.target"
    _description = "Target"
    _inherit = ["asm.cell.mixin"]
    _order = "program_indicator_id, date_from, id desc"

    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    current_id = fields.Many2one(
        "asm.target", string="Holds Now", compute="_compute_history"
    )
    history_ids = fields.Many2many("asm.target", compute="_compute_history")

    _cell_fields = (
        "program_indicator_id",
        "award_id",
        "date_from",
        "date_to",
        "site_id",
        "disaggregation_id",
    )
    _kept_columns = (
        *_cell_fields,
        *("value", "numerator", "denominator", "text", "option_id", "currency_id"),
        *("reason", "donor_reference", "proposed_by", "approved_by", "approved_on"),
    )

    _cell_unique = models.UniqueIndex(
        "(program_indicator_id, COALESCE(award_id, 0), date_from, date_to, "
        "COALESCE(site_id, 0), COALESCE(disaggregation_id, 0), approved_on) "
        "WHERE approved_on IS NOT NULL",
        "This target was approved at the same moment already.",
    )
    _proposal_unique = models.UniqueIndex(
        "(program_indicator_id, COALESCE(award_id, 0), date_from, date_to, "
        "COALESCE(site_id, 0), COALESCE(disaggregation_id, 0)) "
        "WHERE approved_on IS NULL AND closed_on IS NULL",
        "A proposal for this target is open already. Change that one, or have it "
        "decided first.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A target cannot end before it starts."
    )

    @api.depends(
        "program_indicator_id.display_name",
        "date_from",
        "date_to",
        "site_id.name",
        "disaggregation_id.display_name",
    )
    def _compute_display_name(self):
        for target in self:
            target.display_name = bool(target.program_indicator_id) and self.env._(
                "Target of %(indicator)s, %(date_from)s to %(date_to)s%(where)s",
                indicator=target.program_indicator_id.display_name or "",
                date_from=target.date_from,
                date_to=target.date_to,
                where=target._where(),
            )

    @api.constrains("date_from", "date_to", "award_id", "program_indicator_id")
    def _check_days(self):
        # the days of an award count for everybody, whoever may read it
        for target in self.sudo():
            award = target.award_id
            days = calendars.Window(target.date_from, target.date_to)
            if award and days in calendars.Window(award.date_start, award.date_end):
                continue
            problem = target._problem_of_days(days)
            if problem:
                raise ValidationError(problem)

    def _problem_of_days(self, days):
        """Return what is wrong with days that cut a period, or None."""
        program = self.program_id
        calendar = program.frequency, program.fiscal_month
        first = calendars.period_of(days.date_from, *calendar)
        last = calendars.period_of(days.date_to, *calendar)
        starts = days.date_from in (first.date_from, program.date_start)
        ends = days.date_to in (last.date_to, program.date_end)
        if starts and ends:
            return None
        cut = last if starts else first
        return self.env._(
            "%(version)s cuts the period from %(date_from)s to %(date_to)s. Let it "
            "start and end with periods of %(program)s, or lie within its award.",
            version=self.display_name,
            date_from=cut.date_from,
            date_to=cut.date_to,
            program=program.display_name,
        )

    @api.constrains("disaggregation_id", "date_from", "date_to")
    def _check_categories_valid(self):
        for target in self:
            values = target.disaggregation_id.value_ids
            other = values - values._valid_on(target.date_from, target.date_to)
            if other:
                raise ValidationError(
                    self.env._(
                        "%(version)s: %(category)s is not valid in these days.",
                        version=target.display_name,
                        category=other[0].name,
                    )
                )

    def _as_version(self):
        self.ensure_one()
        return targets.TargetVersion(
            self.date_from,
            self.date_to,
            self._decimal("value"),
            self.approved_on or None,
            self.award_id.id or None,
            self.site_id.id or None,
            self.disaggregation_id._categories(),
            self._decimal("numerator"),
            self._decimal("denominator"),
        )
