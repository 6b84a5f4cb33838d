from odoo import api, models
from odoo.exceptions import ValidationError


class AccountAnalyticLine(models.Model):
    """Indirect cost is posted or computed, never both: the ledger's side of it."""

    _inherit = "account.analytic.line"

    @api.constrains("award_id", "nature", "funding")
    def _check_indirect_not_computed(self):
        # how an award counts is for everybody who posts on it
        for line in self.sudo().filtered(lambda one: one.nature == "indirect"):
            award = line.award_id
            # what our own resources or the award's income pay is not the rate's
            if award.indirect_method == "computed" and line.funding in (
                "donor",
                "cost_share",
            ):
                raise ValidationError(
                    self.env._(
                        "%(award)s computes its indirect cost from rates: %(line)s of "
                        "%(date)s would count it twice. Leave it out, or set the award "
                        "to “Posted in the ledger”.",
                        award=award.display_name,
                        line=line.name,
                        date=line.date,
                    )
                )
