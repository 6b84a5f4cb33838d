from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_view_interactions(self):
        """Open the timeline of this stakeholder."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_interaction_action"
        )
        return action | {
            "name": self.env._("Timeline of %(name)s", name=self.name),
            "domain": list(self.commercial_partner_id._interaction_domain()),
            "context": {"search_default_group_by_month": 1},
        }

    def _interaction_domain(self):
        """Return the domain of what was done with this stakeholder.

        That is what was done with itself, all under its engagements, and the meetings
        of engagements that it is a party of. The engagements are looked up first: with
        their ids each part of the timeline is read through an index.
        """
        self.ensure_one()
        Engagement = self.env["mtm.engagement"].with_context(active_test=False)
        own = Engagement.search([("partner_id", "=", self.id)])
        others = Engagement.search([("party_ids.partner_id", "=", self.id)])
        return (
            Domain("partner_id", "=", self.id)
            | Domain("engagement_id", "in", own.ids)
            | (
                Domain("engagement_id", "in", others.ids)
                & Domain("kind", "=", "meeting")
            )
        )
