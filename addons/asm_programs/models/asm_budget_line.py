from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmBudgetLine(models.Model):
    """A line of a donor's budget, in the award's currency."""

    _name = "asm.budget.line"
    _description = "Budget Line"
    _inherit = ["mtm.restrict.mixin"]
    _order = "award_id, sequence, code, id"
    _rec_names_search = ["code", "name"]

    sequence = fields.Integer(default=10)
    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    amount = OptionalFloat(
        aggregator="sum", help="In the award's currency; blank where not agreed yet."
    )
    currency_id = fields.Many2one(related="award_id.currency_id")
    task_ids = fields.One2many(
        "project.task",
        "budget_line_id",
        string="Activities",
        groups="mines_to_markets.group_mtm_user",
    )

    _code_unique = models.UniqueIndex(
        "(award_id, code)", "This award has a budget line with this code already."
    )

    @api.depends("award_id.reference", "code", "name")
    def _compute_display_name(self):
        for line in self:
            words = f"{line.code or ''} {line.name or ''}".strip()
            line.display_name = ": ".join(
                filter(None, (line.award_id.reference, words))
            )
