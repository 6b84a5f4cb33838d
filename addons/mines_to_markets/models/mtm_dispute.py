from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmDispute(models.Model):
    """A dispute in the footprint of an engagement, until it is settled."""

    _name = "mtm.dispute"
    _description = "Dispute"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(string="What It Is About", required=True, tracking=True)
    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="restrict"
    )
    engagement_partner_id = fields.Many2one(
        related="engagement_id.partner_id",
        string="Stakeholder",
        store=True,
        index=True,
        precompute=True,
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    partner_ids = fields.Many2many(
        "res.partner",
        "mtm_dispute_partner_rel",
        "dispute_id",
        "partner_id",
        string="Between",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Followed by",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date = fields.Date(
        string="Opened", required=True, default=fields.Date.context_today
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("mediation", "In mediation"),
            ("settled", "Settled"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="open",
        tracking=True,
        copy=False,
        group_expand=True,
    )
    description = fields.Html()
    settlement = fields.Text(
        copy=False, tracking=True, help="What the parties agreed on."
    )
    date_settled = fields.Date(string="Settled On", copy=False, tracking=True)

    _settled_says_how = models.Constraint(
        "CHECK (state <> 'settled' OR (date_settled IS NOT NULL "
        "AND COALESCE(btrim(settlement), '') <> ''))",
        "A settled dispute says what was agreed and on which day.",
    )
    _settled_after_opened = models.Constraint(
        "CHECK (date_settled >= date)", "A dispute cannot be settled before it opened."
    )

    def action_mediate(self):
        self.state = "mediation"

    def action_settle(self):
        """Settle what has its settlement written down; the day is today by default."""
        for dispute in self:
            if not (dispute.settlement or "").strip():
                raise UserError(
                    self.env._(
                        "Write down what was agreed in “%(dispute)s”, then settle it.",
                        dispute=dispute.name,
                    )
                )
            dispute.write(
                {
                    "state": "settled",
                    "date_settled": dispute.date_settled
                    or fields.Date.context_today(dispute),
                }
            )

    def action_withdraw(self):
        self.state = "withdrawn"

    def action_reopen(self):
        self.write({"state": "open", "date_settled": False})

    @api.onchange("engagement_id")
    def _onchange_engagement_id(self):
        if self.engagement_id and not self.partner_ids:
            self.partner_ids = self.engagement_id.partner_id
