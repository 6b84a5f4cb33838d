from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    agreement_ids = fields.One2many(groups="mines_to_markets.group_mtm_user")
    agreements_count = fields.Integer(
        compute="_compute_mtm_counts", groups="mines_to_markets.group_mtm_user"
    )
    letter_ids = fields.One2many(
        "mtm.letter",
        "partner_id",
        string="Letters",
        groups="mines_to_markets.group_mtm_user",
    )
    licence_ids = fields.One2many(
        "mtm.licence",
        "partner_id",
        string="Licences",
        groups="mines_to_markets.group_mtm_user",
    )
