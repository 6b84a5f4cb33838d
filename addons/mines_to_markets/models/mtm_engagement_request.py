from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmEngagement(models.Model):
    """A government is worked with because it asked, and the request is on file."""

    _inherit = "mtm.engagement"

    requires_request = fields.Boolean(related="stakeholder_type_id.requires_request")
    request_letter_id = fields.Many2one(
        "mtm.letter",
        string="Documented Request",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        copy=False,
        domain="[('partner_id', '=', partner_id), ('kind', '=', 'request'), "
        "('direction', '=', 'in')]",
        help="The letter in which the stakeholder asks for this work.",
    )

    @api.constrains("request_letter_id", "partner_id")
    def _check_request_of_partner(self):
        for engagement in self:
            letter = engagement.request_letter_id
            if letter and letter.partner_id != engagement.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(letter)s is from %(sender)s, and %(engagement)s is with "
                        "%(partner)s.",
                        letter=letter.display_name,
                        sender=letter.partner_id.name,
                        engagement=engagement.name,
                        partner=engagement.partner_id.name,
                    )
                )
            if letter and (letter.kind != "request" or letter.direction != "in"):
                raise ValidationError(
                    self.env._(
                        "%(letter)s is not a request that was received. Change the "
                        "letter, or choose another.",
                        letter=letter.display_name,
                    )
                )

    @api.constrains("stage_id", "request_letter_id", "partner_id")
    def _check_stage_has_request(self):
        for engagement in self:
            if (
                engagement.stage_id.requires_request
                # what kind of organisation it is does not depend on the reader
                and engagement.sudo().requires_request
                and not engagement.request_letter_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(engagement)s cannot enter the stage %(stage)s: work with "
                        "%(type)s starts from a documented request. Add the letter of "
                        "%(partner)s under Scope.",
                        engagement=engagement.name,
                        stage=engagement.stage_id.name,
                        type=engagement.sudo().stakeholder_type_id.complete_name,
                        partner=engagement.partner_id.name,
                    )
                )
