from odoo import api, fields, models


class MtmServiceDeliveryCount(models.Model):
    """People or things in a delivery, by category; without category the total."""

    _name = "mtm.service.delivery.count"
    _description = "Count of a Delivery"
    _inherit = ["mtm.category.mixin"]
    _order = "delivery_id, id"

    delivery_id = fields.Many2one(
        "mtm.service.delivery", required=True, index=True, ondelete="cascade"
    )
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation",
        string="Category",
        index="btree_not_null",
        ondelete="restrict",
    )
    quantity = fields.Integer(required=True)

    _category_unique = models.UniqueIndex(
        "(delivery_id, COALESCE(disaggregation_id, 0))",
        "Each category is counted once in a delivery.",
    )
    _quantity_not_negative = models.Constraint(
        "CHECK (quantity >= 0)", "A count is not negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        counts = super().create(vals_list)
        counts.delivery_id._check_not_confirmed()
        return counts

    def write(self, vals):
        self.delivery_id._check_not_confirmed()
        result = super().write(vals)
        self.delivery_id._check_not_confirmed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self.delivery_id._check_not_confirmed()
