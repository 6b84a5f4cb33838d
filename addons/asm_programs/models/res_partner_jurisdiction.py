from odoo import fields, models


class ResPartner(models.Model):
    """Over what an office of government decides."""

    _inherit = "res.partner"

    jurisdiction_ids = fields.One2many(
        "asm.jurisdiction",
        "partner_id",
        string="Jurisdictions",
        groups="mines_to_markets.group_mtm_user",
    )
    subaward_ids = fields.One2many(
        "asm.subaward",
        "partner_id",
        string="Sub-Awards",
        groups="mines_to_markets.group_mtm_user",
    )
