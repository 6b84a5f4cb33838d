import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_YEARS = re.compile(r"(19|20)\d\d(\s*[,;–-]\s*(19|20)\d\d)*")


class AsmIndicator(models.Model):
    """The reference sheet of a definition: what a donor asks to be written down.

    The fields are those of a performance indicator reference sheet: why it is
    measured, in which data type, whose standard it is, where its data are kept and
    when they are checked next.
    """

    _inherit = "asm.indicator"

    rationale = fields.Text(
        translate=True, help="Why it is measured, and who decides what by it."
    )
    data_type = fields.Selection(
        [
            ("integer", "Whole number"),
            ("decimal", "Number with decimals"),
            ("percentage", "Percentage"),
            ("ratio", "Ratio"),
            ("currency", "Amount of money"),
            ("index", "Index"),
            ("category", "Category"),
            ("text", "Text"),
            ("milestone", "Milestones"),
        ],
        compute="_compute_data_type",
        store=True,
        readonly=False,
        precompute=True,
    )
    origin = fields.Selection(
        [("standard", "Standard of a donor"), ("custom", "Custom")],
        string="Standard or Custom",
        required=True,
        default="custom",
    )
    standard_of = fields.Char(
        string="Whose Standard", help="The donor or the list of standards."
    )
    donor_number = fields.Char(
        string="Donor's Number", help="Its number in the donor's list of standards."
    )
    is_ppr = fields.Boolean(
        string="PPR Indicator",
        help="Reported in the donor's Performance Plan and Report.",
    )
    ppr_years = fields.Char(
        string="PPR Reporting Years", help="For example: 2025, 2026."
    )
    donor_responsible = fields.Char(
        string="Responsible at the Donor",
        help="The office or position that answers for it at the donor.",
    )
    storage_location = fields.Char(
        string="Where Data Are Kept",
        help="The system, folder or office in which source documents are stored.",
    )
    baseline_timeframe = fields.Char(
        translate=True, help="When and how the baseline is to be measured."
    )
    target_rationale = fields.Text(
        string="Rationale for Targets", translate=True, help="What targets rest on."
    )
    date_next_audit = fields.Date(string="Next Data-Quality Audit")
    notes = fields.Text(string="Other Notes", translate=True)
    sheet_updated_on = fields.Date(
        string="Sheet Last Updated On",
        readonly=True,
        copy=False,
        default=fields.Date.context_today,
    )

    _standard_has_number = models.Constraint(
        "CHECK (origin <> 'standard' OR TRIM(COALESCE(donor_number, '')) <> '')",
        "A donor's standard indicator carries the donor's number. Enter it, or choose "
        "Custom.",
    )
    _ppr_years_of_ppr = models.Constraint(
        "CHECK (is_ppr OR TRIM(COALESCE(ppr_years, '')) = '')",
        "Reporting years are those of a PPR indicator. Tick PPR, or clear the years.",
    )

    # what is not a part of the sheet, though it is a field of the definition
    _not_on_sheet = frozenset(
        {"active", "sheet_updated_on", "message_follower_ids", "program_indicator_ids"}
    )

    @api.depends("measure", "is_ratio", "currency_rule", "whole_units")
    def _compute_data_type(self):
        for indicator in self:
            indicator.data_type = indicator._guess_data_type()

    def _guess_data_type(self):
        by_measure = {
            "percentage": "percentage",
            "nominal": "category",
            "ordinal": "category",
            "qualitative": "text",
            "milestone": "milestone",
        }
        if self.measure in by_measure:
            return by_measure[self.measure]
        if self.currency_rule:
            return "currency"
        if self.is_ratio:
            return "ratio"
        return "integer" if self.whole_units else "decimal"

    @api.constrains("ppr_years")
    def _check_ppr_years(self):
        for indicator in self.filtered("ppr_years"):
            if not _YEARS.fullmatch(indicator.ppr_years.strip()):
                raise ValidationError(
                    self.env._(
                        '"%(years)s" are no reporting years. Write years with four '
                        "digits, separated by commas, like 2025, 2026.",
                        years=indicator.ppr_years,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k != "sheet_updated_on"}
        is_about_sheet = any(
            name in self._fields and name not in self._not_on_sheet for name in vals
        )
        if is_about_sheet and "sheet_updated_on" not in vals:
            vals = vals | {"sheet_updated_on": fields.Date.context_today(self)}
        return super().write(vals)
