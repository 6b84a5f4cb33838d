from odoo import models


class MtmEngagement(models.Model):
    _inherit = "mtm.engagement"

    def action_view_interactions(self):
        """Open the timeline of this engagement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_interaction_action"
        )
        return action | {
            "name": self.env._("Timeline of %(name)s", name=self.name),
            "domain": [("engagement_id", "=", self.id)],
            "context": {"search_default_group_by_month": 1},
        }
