from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmAwardIndicator(models.Model):
    """An indicator in one award's framework and words."""

    _name = "asm.award.indicator"
    _description = "Indicator of an Award"
    _inherit = ["asm.derived.mixin", "mtm.restrict.mixin"]
    _order = "award_id, sequence, id"

    sequence = fields.Integer(default=10)
    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="program_indicator_id.program_id",
        store=True,
        index=True,
    )
    result_id = fields.Many2one(
        "asm.result",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_result_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    code = fields.Char(
        compute="_compute_words", store=True, readonly=False, precompute=True
    )
    name = fields.Char(
        compute="_compute_words", store=True, readonly=False, precompute=True
    )
    unit = fields.Char(
        compute="_compute_words", store=True, readonly=False, precompute=True
    )
    factor = fields.Float(
        default=1.0,
        required=True,
        digits=(16, 6),
        help="What our number is multiplied with to give the donor's unit: 0.001 from "
        "kilogrammes to tonnes.",
    )
    basis = fields.Selection(
        [
            ("period", "In the period"),
            ("year_to_date", "Year to date"),
            ("since_award", "Since the award's start"),
            ("since_program", "Since the programme's start"),
        ],
        required=True,
        default="period",
    )
    achievement = fields.Selection(
        [
            ("ratio", "Actual over target"),
            ("progress", "Progress from baseline to target"),
        ],
        required=True,
        default="ratio",
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")

    _indicator_unique = models.UniqueIndex(
        "(award_id, program_indicator_id)", "This award reports this indicator already."
    )
    _factor_positive = models.Constraint(
        "CHECK (factor > 0)", "A factor between units is greater than 0."
    )

    @api.depends("program_indicator_id")
    def _compute_result_id(self):
        for line in self:
            line.result_id = line.program_indicator_id.result_id

    @api.depends("program_indicator_id")
    def _compute_words(self):
        for line in self:
            indicator = line.program_indicator_id.indicator_id
            line.code = line.code or indicator.code
            line.name = line.name or indicator.name
            line.unit = line.unit or indicator.unit

    @api.depends("code", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.code or ''} {line.name or ''}".strip()

    @api.constrains("award_id", "program_indicator_id")
    def _check_program_is_credited(self):
        for line in self:
            if line.program_id not in line.award_id.program_ids:
                raise ValidationError(
                    self.env._(
                        "%(award)s is not credited with %(program)s. Enter its share "
                        "first.",
                        award=line.award_id.display_name,
                        program=line.program_id.display_name,
                    )
                )

    def action_view_actuals(self):
        return self.program_indicator_id.action_view_actuals()
