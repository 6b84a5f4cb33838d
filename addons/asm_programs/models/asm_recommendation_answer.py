from odoo import api, fields, models


class AsmRecommendationAnswer(models.Model):
    """What was done about a recommendation, as of a day: written once, kept."""

    _name = "asm.recommendation.answer"
    _description = "Answer to a Recommendation"
    _inherit = ["asm.derived.mixin"]
    _order = "date desc, id desc"
    _rec_name = "text"

    recommendation_id = fields.Many2one(
        "asm.recommendation", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(
        related="recommendation_id.program_id", store=True, precompute=True, index=True
    )
    date = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    text = fields.Text(string="Answer", required=True)

    _text_says_something = models.Constraint(
        "CHECK (btrim(text) <> '')", "An answer says something."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # stamped by the system, whoever calls
        if not self.env.su:
            vals_list = [
                {k: v for k, v in vals.items() if k not in ("date", "user_id")}
                for vals in vals_list
            ]
        return super().create(vals_list)
