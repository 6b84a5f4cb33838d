from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmStaffScope(models.Model):
    """What a restricted member of staff may see.

    Staff without a scope see everything that their groups allow. The rules reach
    the scope through relations of the record they protect, so that a change
    counts at the next request; only whether a user is restricted at all is part
    of a cached rule, which is why this model clears that cache.
    """

    _name = "mtm.staff.scope"
    _description = "Restriction of a Member of Staff"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    country_ids = fields.Many2many(
        "res.country",
        "mtm_staff_scope_country_rel",
        "scope_id",
        "country_id",
        string="Countries",
        help="Empty: not restricted by country.",
    )

    _user_unique = models.UniqueIndex(
        "(user_id)", "This member of staff has a restriction already."
    )

    def _check_stays_narrow(self, restricting):
        """Refuse that something goes by which these restrict, as they would not then.

        :param restricting: what is about to be deleted
        :raises UserError: naming it
        """
        if self:
            raise UserError(
                self.env._(
                    "%(name)s restricts what members of staff may see. An "
                    "administrator takes it out of their restrictions first.",
                    name=restricting[:1].display_name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        scopes = super().create(vals_list)
        self.env.registry.clear_cache()
        return scopes

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
