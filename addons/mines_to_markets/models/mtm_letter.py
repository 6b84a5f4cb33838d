from odoo import api, fields, models


class MtmLetter(models.Model):
    """A letter that came from a stakeholder or went to one."""

    _name = "mtm.letter"
    _description = "Letter"
    _inherit = [
        "mtm.attachment.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "reference"]

    name = fields.Char(string="Subject", required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    direction = fields.Selection(
        [("in", "Received"), ("out", "Sent")], required=True, default="in"
    )
    kind = fields.Selection(
        [
            ("request", "Request"),
            ("nomination", "Nomination"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="A request is what an engagement with a government starts from; a "
        "nomination names the ministry's focal point.",
    )
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="The date on the letter.",
    )
    reference = fields.Char(
        index="btree_not_null", tracking=True, help="The reference on the letter."
    )
    engagement_id = fields.Many2one(
        "mtm.engagement", index="btree_not_null", ondelete="restrict", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Handled by",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )

    @api.depends("name", "reference")
    def _compute_display_name(self):
        for letter in self:
            reference = f"[{letter.reference}] " if letter.reference else ""
            letter.display_name = f"{reference}{letter.name or ''}"
