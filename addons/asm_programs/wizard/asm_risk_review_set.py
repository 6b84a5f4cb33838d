from odoo import api, fields, models

from ..models.asm_risk import STEPS


class AsmRiskReviewSet(models.TransientModel):
    """Reviews a risk: how it stands now, and when it is looked at next."""

    _name = "asm.risk.review.set"
    _description = "Review a Risk"

    risk_id = fields.Many2one(
        "asm.risk", required=True, readonly=True, ondelete="cascade"
    )
    likelihood = fields.Selection(
        STEPS,
        required=True,
        compute="_compute_from_risk",
        store=True,
        readonly=False,
        precompute=True,
    )
    impact = fields.Selection(
        STEPS,
        required=True,
        compute="_compute_from_risk",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("occurred", "Occurred"), ("closed", "Closed")],
        string="Status",
        required=True,
        compute="_compute_from_risk",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Text(string="What Was Found", required=True)
    date_review = fields.Date(string="Next Review")

    @api.depends("risk_id")
    def _compute_from_risk(self):
        for wizard in self:
            wizard.likelihood = wizard.risk_id.likelihood
            wizard.impact = wizard.risk_id.impact
            wizard.state = wizard.risk_id.state

    def action_review(self):
        self.ensure_one()
        self.risk_id._review(
            {
                "likelihood": self.likelihood,
                "impact": self.impact,
                "state": self.state,
                "date_review": self.state != "closed" and self.date_review,
            },
            self.note,
        )
        return {"type": "ir.actions.act_window_close"}
