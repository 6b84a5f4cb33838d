from odoo import api, fields, models
from odoo.exceptions import ValidationError

# months between two collections; as needed is rarer than any
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "adhoc": 99}


class AsmProgramIndicator(models.Model):
    """What a programme lays down about its use of a definition.

    It may be stricter than the definition, never laxer: whose job it is, where these
    numbers come from, collected more often. The meaning is the definition's.
    """

    _inherit = "asm.program.indicator"

    frequency = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
        ],
        string="Reported Every",
        tracking=True,
        help="As often as the definition says, or more often. Empty: in every period "
        "of the programme.",
    )
    data_provider = fields.Char(
        string="Responsible for the Data",
        help="The office or position that provides the data in this programme.",
    )
    donor_responsible = fields.Char(string="Responsible at the Donor")
    storage_location = fields.Char(string="Where Data Are Kept")
    method = fields.Text(
        string="Method of Collection",
        help="How these numbers are collected in this programme, within the "
        "definition's method.",
    )
    baseline_timeframe = fields.Char(help="When the baseline is to be measured.")
    target_rationale = fields.Text(string="Rationale for Targets")
    date_next_audit = fields.Date(string="Next Data-Quality Audit")
    notes = fields.Text(string="Other Notes")

    @api.constrains("frequency", "indicator_id")
    def _check_frequency_tightens(self):
        for line in self.filtered("frequency"):
            asked = line.indicator_id.frequency
            if asked and _MONTHS[line.frequency] > _MONTHS[asked]:
                field = self.env["asm.indicator"]._fields["frequency"]
                words = dict(field._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is collected every %(asked)s by its definition. "
                        "A programme may report it more often, not only every "
                        "%(wanted)s.",
                        indicator=line.display_name,
                        asked=words[asked].lower(),
                        wanted=words[line.frequency].lower(),
                    )
                )
