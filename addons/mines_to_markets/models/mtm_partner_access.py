from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmPartnerAccess(models.Model):
    """What one portal user may do for one organisation.

    A viewer reads, an editor also fills in reports, an officer also submits
    them. Nothing follows from belonging to the same commercial partner.
    """

    _name = "mtm.partner.access"
    _description = "Portal Access"
    _rec_name = "user_id"
    _order = "partner_id, role, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', True)]",
    )
    role = fields.Selection(
        [("viewer", "Viewer"), ("editor", "Editor"), ("officer", "Officer")],
        required=True,
        default="viewer",
    )

    _partner_user_unique = models.UniqueIndex(
        "(partner_id, user_id)", "This user has access to this organisation already."
    )

    @api.constrains("user_id")
    def _check_user_is_from_outside(self):
        for access in self:
            if not access.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is a member of staff; portal access is for people "
                        "of other organisations.",
                        user=access.user_id.name,
                    )
                )

    @api.model
    def _roles(self, user):
        """Return ``{partner id: role}`` of what this user may act for."""
        # no one from outside may read this model: asking for oneself is safe
        accesses = self.sudo().search_fetch(
            [("user_id", "=", user.id)], ["partner_id", "role"]
        )
        return {access.partner_id.id: access.role for access in accesses}

    @api.model
    def _portal_contact(self, user):
        """Return name and e-mail of whom this user writes to with a question.

        The person who looks after one of the user's organisations, else the office.
        """
        # no one from outside may read this model: asking for oneself is safe
        accesses = self.sudo().search_fetch([("user_id", "=", user.id)], ["partner_id"])
        contact = accesses.partner_id.user_id.filtered("email")[:1].partner_id
        contact = contact or user.sudo().company_id.partner_id
        return {"name": contact.name, "email": contact.email}
