from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AsmProgramIndicator(models.Model):
    """An indicator used in a programme, at a version of its definition."""

    _name = "asm.program.indicator"
    _description = "Indicator of a Programme"
    _inherit = [
        "asm.derived.mixin",
        "mail.thread",
        "asm.results.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "program_id, sequence, id"
    _rec_names_search = ["indicator_id"]

    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    indicator_id = fields.Many2one(
        "asm.indicator",
        string="Definition",
        required=True,
        index=True,
        ondelete="restrict",
    )
    result_id = fields.Many2one(
        "asm.result",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
    )
    code = fields.Char(related="indicator_id.code")
    unit = fields.Char(related="indicator_id.unit")
    measure = fields.Selection(related="indicator_id.measure")
    is_ratio = fields.Boolean(related="indicator_id.is_ratio")
    dimension_ids = fields.Many2many(related="indicator_id.dimension_ids")
    responsible_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    source = fields.Text(string="Data Source")
    assignment_ids = fields.One2many(
        "asm.assignment", "program_indicator_id", string="Who Reports"
    )
    baseline_ids = fields.One2many("asm.baseline", "program_indicator_id")
    target_ids = fields.One2many("asm.target", "program_indicator_id")
    actual_ids = fields.One2many("asm.actual", "program_indicator_id")
    count_rule_ids = fields.One2many("asm.count.rule", "program_indicator_id")
    award_indicator_ids = fields.One2many("asm.award.indicator", "program_indicator_id")
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )
    actual_count = fields.Integer(compute="_compute_actual_count")

    _indicator_unique = models.UniqueIndex(
        "(program_id, indicator_id)",
        "This programme uses this indicator already, at this version.",
    )

    @api.depends("indicator_id.display_name", "program_id.code")
    def _compute_display_name(self):
        for line in self:
            line.display_name = ": ".join(
                filter(None, (line.program_id.code, line.indicator_id.display_name))
            )

    @api.constrains("result_id", "program_id")
    def _check_result_of_program(self):
        for line in self:
            if line.result_id and line.result_id.program_id != line.program_id:
                raise ValidationError(
                    self.env._(
                        "%(result)s is a result of another programme than %(program)s.",
                        result=line.result_id.display_name,
                        program=line.program_id.display_name,
                    )
                )

    def write(self, vals):
        for name in ("program_id", "indicator_id"):
            if name in vals:
                moved = self.filtered(lambda line, n=name: line[n].id != vals[n])
                moved._check_no_numbers()
        return super().write(vals)

    def _check_no_numbers(self):
        """:raises UserError: where numbers were reported for what these are"""
        # numbers count for everybody, whoever may read them
        reported = self.sudo().actual_ids.program_indicator_id
        if reported:
            raise UserError(
                self.env._(
                    "%(indicator)s has numbers, so it keeps its programme and its "
                    "definition. Add another indicator.",
                    indicator=reported[0].display_name,
                )
            )

    def _compute_actual_count(self):
        counts = dict(
            self.env["asm.actual"]._read_group(
                [("program_indicator_id", "in", self.ids)],
                ["program_indicator_id"],
                ["__count"],
            )
        )
        for line in self:
            line.actual_count = counts.get(line, 0)

    def action_view_actuals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_actual_action"
        )
        return action | {
            "domain": [("program_indicator_id", "=", self.id)],
            "context": {},
        }
