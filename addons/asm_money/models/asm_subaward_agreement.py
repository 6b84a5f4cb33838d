from markupsafe import Markup, escape

from odoo import api, models
from odoo.exceptions import UserError, ValidationError


class AsmSubaward(models.Model):
    """A sub-award follows from an agreement with a stakeholder who is vetted."""

    _inherit = "asm.subaward"

    @api.constrains("agreement_id", "partner_id")
    def _check_agreement_is_of_the_partner(self):
        for subaward in self.sudo().filtered("agreement_id"):
            partner = subaward.agreement_id.partner_id
            if partner.commercial_partner_id != (
                subaward.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(agreement)s is with %(other)s, the sub-award with "
                        "%(partner)s. Choose an agreement with the sub-grantee.",
                        agreement=subaward.agreement_id.display_name,
                        other=partner.display_name or self.env._("nobody"),
                        partner=subaward.partner_id.display_name,
                    )
                )

    def _check_may_start(self):
        """Refuse to bind the award to what is not signed, or to whom failed a check.

        :raises UserError: when the agreement is not signed
        :raises ValidationError: when a check of the partner failed or expired
        """
        for subaward in self:
            # what was signed counts, whoever starts the sub-award
            agreement = subaward.sudo().agreement_id
            if agreement and not agreement.signature_date:
                raise UserError(
                    self.env._(
                        "%(agreement)s is not signed yet. Sign it, then start "
                        "%(subaward)s.",
                        agreement=agreement.display_name,
                        subaward=subaward.display_name,
                    )
                )
            subaward._check_partner_vetted()

    def _check_partner_vetted(self):
        partner = self.partner_id.with_company(self.company_id)
        refused = self.env._("%(name)s cannot be started.", name=self.display_name)
        warnings = partner._check_vetted("agreement", refused, with_missing=False)
        # nobody has checked them yet: that is said, and does not stop
        warnings = warnings or partner._vetting_warnings("agreement")
        for warning in warnings.values():
            lines = map(escape, warning.splitlines())
            self._message_log(body=Markup("<br/>").join(lines))
