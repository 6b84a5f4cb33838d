from odoo import fields, models


class ResPartnerRelation(models.Model):
    _inherit = "res.partner.relation"
    _order = "date_end desc, date_start desc, id desc"

    left_partner_id = fields.Many2one(index=True)
    right_partner_id = fields.Many2one(index=True)
    type_id = fields.Many2one(index=True, ondelete="restrict")

    _key_unique = models.UniqueIndex(
        "(left_partner_id, right_partner_id, type_id, "
        "COALESCE(date_start, '1900-01-01'))",
        "These two have this relation from this day already.",
    )
