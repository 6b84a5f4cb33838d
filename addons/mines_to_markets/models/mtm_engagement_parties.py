from odoo import api, fields, models
from odoo.fields import Domain


class MtmEngagement(models.Model):
    """What an engagement covers, what was found, and what is disputed in it."""

    _inherit = "mtm.engagement"

    scope_ids = fields.One2many(
        "mtm.engagement.scope", "engagement_id", string="Scope Lines", copy=True
    )
    finding_ids = fields.One2many("mtm.finding", "engagement_id")
    dispute_ids = fields.One2many("mtm.dispute", "engagement_id")
    finding_count = fields.Integer(
        string="Open Findings", compute="_compute_finding_count"
    )
    dispute_count = fields.Integer(
        string="Open Disputes", compute="_compute_dispute_count"
    )
    has_footprint = fields.Boolean(related="stakeholder_type_id.has_footprint")
    footprint_site_ids = fields.Many2many(
        "mtm.site",
        string="Footprint",
        compute="_compute_footprint_site_ids",
        help="The places that the stakeholder holds, and those within them.",
    )

    @api.depends("finding_ids.state")
    def _compute_finding_count(self):
        counts = self._count_by_engagement("mtm.finding", Domain("state", "=", "open"))
        for engagement in self:
            engagement.finding_count = counts.get(engagement, 0)

    @api.depends("dispute_ids.state")
    def _compute_dispute_count(self):
        counts = self._count_by_engagement(
            "mtm.dispute", Domain("state", "in", ("open", "mediation"))
        )
        for engagement in self:
            engagement.dispute_count = counts.get(engagement, 0)

    @api.depends("partner_id")
    def _compute_footprint_site_ids(self):
        for engagement in self:
            partner = engagement.partner_id._origin
            held = self.env["mtm.site"].search([("partner_ids", "in", partner.ids)])
            engagement.footprint_site_ids = self.env["mtm.site"].search(
                [("id", "child_of", held.ids)]
            )

    def action_view_findings(self):
        action = self._action_view("mtm_finding_action")
        # whom a finding is about follows from the check
        del action["context"]["default_partner_id"]
        return action

    def action_view_disputes(self):
        return self._action_view("mtm_dispute_action")
