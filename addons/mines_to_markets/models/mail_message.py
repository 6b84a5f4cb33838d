from odoo import models


class MailMessage(models.Model):
    _inherit = "mail.message"

    # a row of the timeline is found again by its id
    _mtm_interaction_idx = models.Index(
        "((id * 4 + 1)) WHERE model IN ('mtm.engagement', 'crm.lead', 'res.partner')"
    )
