from odoo import api, models


class MtmServiceDelivery(models.Model):
    """What a failed or expired check does when a delivery is confirmed."""

    _inherit = "mtm.service.delivery"

    @api.constrains("state")
    def _check_partner_vetted(self):
        confirmed = self.filtered(lambda delivery: delivery.state == "confirmed")
        for company, deliveries in confirmed.grouped("company_id").items():
            partners = deliveries.partner_id.with_company(company)
            warnings = partners._check_vetted(
                "delivery", self.env._("This delivery cannot be confirmed.")
            )
            # the same ids without the company: a record is hashed by its id
            warned = {
                delivery.id: warnings[delivery.partner_id]
                for delivery in deliveries
                if delivery.partner_id in warnings
            }
            self.browse(warned)._message_log_batch(bodies=warned)
