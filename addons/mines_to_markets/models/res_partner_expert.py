from odoo import fields, models


class ResPartner(models.Model):
    """What an expert knows, colleagues and people from outside alike."""

    _inherit = "res.partner"

    expert_country_ids = fields.Many2many(
        "res.country",
        "mtm_expert_country_rel",
        "partner_id",
        "country_id",
        string="Knows the Countries",
        groups="base.group_user",
    )
    expert_language_ids = fields.Many2many(
        "res.lang",
        "mtm_expert_language_rel",
        "partner_id",
        "lang_id",
        string="Speaks",
        context={"active_test": False},
        groups="base.group_user",
    )
    availability_ids = fields.One2many(
        "mtm.availability",
        "partner_id",
        groups="mines_to_markets.group_mtm_user",
    )
