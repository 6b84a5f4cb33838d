from odoo import fields, models


class MtmService(models.Model):
    _inherit = "mtm.service"

    count_rule_ids = fields.One2many(
        "asm.count.rule",
        "service_id",
        string="Counted In",
        groups="mines_to_markets.group_mtm_user",
    )
