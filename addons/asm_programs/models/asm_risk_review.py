from odoo import api, fields, models

from .asm_risk import RATINGS, STEPS, rate


class AsmRiskReview(models.Model):
    """How a risk stood on a day, and who said so: append-only."""

    _name = "asm.risk.review"
    _description = "Review of a Risk"
    _order = "id desc"
    _rec_name = "risk_id"

    risk_id = fields.Many2one("asm.risk", required=True, index=True, ondelete="cascade")
    date = fields.Date(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Reviewed By",
        required=True,
        index=True,
        ondelete="restrict",
    )
    likelihood = fields.Selection(STEPS, required=True)
    impact = fields.Selection(STEPS, required=True)
    rating = fields.Selection(
        RATINGS, compute="_compute_rating", store=True, precompute=True
    )
    state = fields.Selection(
        [("open", "Open"), ("occurred", "Occurred"), ("closed", "Closed")],
        string="Status",
        required=True,
        default="open",
    )
    note = fields.Text()

    @api.depends("likelihood", "impact")
    def _compute_rating(self):
        for review in self:
            review.rating = rate(review.likelihood, review.impact)
