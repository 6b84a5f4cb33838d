from odoo import models


class MtmEngagement(models.Model):
    """The buttons of an engagement that open what hangs on it."""

    _inherit = "mtm.engagement"

    def action_new_delivery(self):
        """Open an empty delivery of this engagement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Delivery"),
            "res_model": "mtm.service.delivery",
            "view_mode": "form",
            "context": {
                "default_engagement_id": self.id,
                "default_service_id": self.service_ids.id
                if len(self.service_ids) == 1
                else False,
            },
        }

    def action_view_deliveries(self):
        return self._action_view("mtm_service_delivery_action")

    def action_view_commitments(self):
        action = self._action_view("mtm_commitment_action")
        action["context"]["search_default_open"] = 1
        return action

    def action_view_agreements(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agreement.agreement_action"
        )
        return action | {
            "domain": [("id", "in", self.agreement_ids.ids)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    def action_view_sites(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_site_action"
        )
        return action | {"domain": [("id", "in", self.site_ids.ids)], "context": {}}

    def action_view_meetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "calendar.action_calendar_event"
        )
        attendees = self.env.user.partner_id | self.contact_ids
        return action | {
            "domain": [("engagement_id", "=", self.id)],
            "context": {
                "default_name": self.name,
                "default_partner_ids": attendees.ids,
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id._get_records_action(name=self.env._("Opportunity"))

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action(name=self.env._("Stakeholder"))

    def _action_view(self, action_name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"mines_to_markets.{action_name}"
        )
        return action | {
            "domain": [("engagement_id", "=", self.id)],
            "context": {
                "default_engagement_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }
