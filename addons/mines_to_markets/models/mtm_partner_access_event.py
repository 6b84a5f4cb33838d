from odoo import api, fields, models


class MtmPartnerAccessEvent(models.Model):
    """What happened to somebody's access: who did what, and when. Rows only come."""

    _name = "mtm.partner.access.event"
    _description = "Portal Access: What Happened"
    _order = "id desc"
    _rec_name = "action"

    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Whose Access",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    action = fields.Selection(
        [
            ("given", "Access given"),
            ("role", "Role changed"),
            ("substitute", "Stands in for an officer"),
            ("removed", "Access removed"),
            ("invited", "Invited"),
            ("accepted", "Invitation accepted"),
            ("declined", "Invitation declined"),
            ("withdrawn", "Invitation withdrawn"),
            ("code_issued", "Letter with a code issued"),
            ("code_used", "Code used, own password set"),
            ("code_blocked", "Code blocked after too many guesses"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(readonly=True)
    create_uid = fields.Many2one("res.users", string="By", index=False)
    create_date = fields.Datetime(string="On")

    @api.model
    def _note(self, action, partner, user=None, detail=""):
        """Keep that something happened, in the name of the user who did it."""
        # rows come from here alone: nobody holds a right to write them
        return self.sudo().create(
            {
                "action": action,
                "partner_id": partner.id,
                "user_id": user.id if user else False,
                "detail": detail,
            }
        )
