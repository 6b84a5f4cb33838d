from odoo import api, models
from odoo.fields import Domain


class MtmEngagement(models.Model):
    """What partners see of an engagement."""

    _inherit = "mtm.engagement"

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "name",
            "code",
            "partner_id",
            "stage_id",
            "service_ids",
            "country_ids",
            "mineral_ids",
            "date_start",
            "date_end",
        }

    @api.model
    def _portal_domain(self, partner_id):
        if not partner_id:
            return Domain.TRUE
        # who else takes part is hidden from portal users; this names ids alone, and
        # is asked together with what they may read
        taking_part = self.sudo()._search(
            Domain("partner_id", "=", partner_id)
            | Domain("party_ids.partner_id", "=", partner_id)
        )
        return Domain("id", "in", taking_part)

    def _portal_card(self):
        return super()._portal_card() | {
            "url": f"/my/engagements/{self.id}",
            "name": self.name,
            "code": self.code,
            "partner": self.partner_id.name,
            "stage": self.stage_id.name,
            "is_closed": self.stage_id.is_closed,
            "services": self.service_ids.mapped("name"),
            "countries": self.country_ids.mapped("name"),
            "minerals": self.mineral_ids.mapped("name"),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "contact_name": self.user_id.name,
            "contact_email": self.user_id.email,
        }
