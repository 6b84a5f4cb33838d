from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmCommitment(models.Model):
    """An obligation: a commitment that an agreement puts on one of its sides."""

    _inherit = "mtm.commitment"

    agreement_id = fields.Many2one(
        "agreement",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('engagement_ids', 'in', engagement_id)]",
        help="The agreement that obliges to it.",
    )

    @api.model
    def default_get(self, fields):
        """An obligation belongs to the engagement of its agreement."""
        values = super().default_get(fields)
        if values.get("agreement_id") and not values.get("engagement_id"):
            agreement = self.env["agreement"].browse(values["agreement_id"])
            engagements = agreement.engagement_ids
            values["engagement_id"] = engagements[:1].id
        return values

    @api.constrains("agreement_id", "engagement_id")
    def _check_agreement_is_of_engagement(self):
        for commitment in self.filtered("agreement_id"):
            agreement, engagement = commitment.agreement_id, commitment.engagement_id
            if agreement not in engagement.agreement_ids:
                raise ValidationError(
                    self.env._(
                        "%(agreement)s is not an agreement of %(engagement)s. Put it "
                        "on the engagement first.",
                        agreement=agreement.display_name,
                        engagement=engagement.display_name,
                    )
                )
