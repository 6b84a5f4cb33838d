from odoo import api, fields, models
from odoo.fields import Domain


class MtmDataSharing(models.Model):
    """What partners see of what an agreement lets us show them."""

    _inherit = "mtm.data.sharing"

    @api.model
    def _portal_of(self, partner_ids):
        """Return what these organisations may be shown today.

        :param partner_ids: ids of organisations that the caller knows the user acts
            for
        """
        today = fields.Date.context_today(self)
        # hidden from portal users; the lines are those about themselves
        lines = self.sudo().search(
            self._domain_allowed(today) & Domain("partner_id", "in", partner_ids)
        )
        return [
            {
                "what": line.what,
                "purpose": line.purpose or "",
                "agreement": line.agreement_id.name,
                "date_end": line.date_end or line.agreement_id.end_date,
            }
            for line in lines
        ]
