from odoo import api, models
from odoo.exceptions import ValidationError


class MtmEngagement(models.Model):
    """An agreement on an engagement is with its stakeholder or one of its parties."""

    _inherit = "mtm.engagement"

    @api.constrains("agreement_ids", "partner_id", "party_ids")
    def _check_agreements_of_parties(self):
        for engagement in self:
            # who the parties are does not depend on whom the user may read
            partners = (
                engagement.sudo().partner_id | engagement.sudo().party_ids.partner_id
            )
            involved = partners.commercial_partner_id
            for agreement in engagement.sudo().agreement_ids:
                if agreement.commercial_partner_id not in involved:
                    raise ValidationError(
                        self.env._(
                            "%(agreement)s is with %(partner)s, and %(engagement)s is "
                            "with %(involved)s. Choose an agreement with one of them, "
                            "or add %(partner)s under Parties first.",
                            agreement=agreement.display_name,
                            partner=agreement.commercial_partner_id.name
                            or self.env._("nobody"),
                            engagement=engagement.display_name,
                            involved=", ".join(involved.mapped("name")),
                        )
                    )
