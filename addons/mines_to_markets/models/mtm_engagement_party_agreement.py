from odoo import api, models
from odoo.exceptions import ValidationError


class MtmEngagementParty(models.Model):
    """A party with whom the engagement has an agreement stays one."""

    _inherit = "mtm.engagement.party"

    @api.constrains("partner_id", "engagement_id")
    def _check_agreements_of_parties(self):
        self.engagement_id._check_agreements_of_parties()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_has_agreement(self):
        for engagement, parties in self.grouped("engagement_id").items():
            # who stays does not depend on whom the user may read
            known = engagement.sudo()
            staying = known.partner_id | (known.party_ids - parties).partner_id
            leaving = known.agreement_ids.filtered(
                lambda agreement, staying=staying: (
                    agreement.commercial_partner_id not in staying.commercial_partner_id
                )
            )
            if leaving:
                raise ValidationError(
                    self.env._(
                        "%(partner)s stays a party of %(engagement)s while "
                        "%(agreement)s is one of its agreements. Take that off the "
                        "engagement first.",
                        partner=leaving[0].commercial_partner_id.name,
                        engagement=engagement.display_name,
                        agreement=leaving[0].display_name,
                    )
                )
