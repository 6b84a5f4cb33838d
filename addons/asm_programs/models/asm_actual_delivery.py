from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmActualDelivery(models.Model):
    """A delivery counted in an actual: the hop between what was done and its number."""

    _name = "asm.actual.delivery"
    _description = "Delivery Counted in an Actual"
    _inherit = ["asm.derived.mixin"]
    _order = "actual_id, id"
    _rec_name = "delivery_id"

    actual_id = fields.Many2one(
        "asm.actual", required=True, index=True, ondelete="cascade"
    )
    delivery_id = fields.Many2one(
        "mtm.service.delivery", required=True, index=True, ondelete="restrict"
    )
    program_indicator_id = fields.Many2one(
        related="actual_id.program_indicator_id",
        store=True,
        precompute=True,
        index=True,
    )
    disaggregation_id = fields.Many2one(
        related="actual_id.disaggregation_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    quantity = fields.Float(digits=(16, 3), required=True)
    date = fields.Date(related="delivery_id.date")
    service_id = fields.Many2one(related="delivery_id.service_id")
    partner_id = fields.Many2one(related="delivery_id.partner_id")
    engagement_id = fields.Many2one(related="delivery_id.engagement_id")

    _delivery_counts_once = models.UniqueIndex(
        "(delivery_id, program_indicator_id, COALESCE(disaggregation_id, 0))",
        "This delivery is counted in this indicator already.",
    )

    @api.constrains("delivery_id")
    def _check_delivery_confirmed(self):
        for line in self:
            if line.delivery_id.state != "confirmed":
                raise UserError(
                    self.env._(
                        "%(delivery)s is not confirmed, so it does not count yet.",
                        delivery=line.delivery_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.actual_id._check_not_locked()
        return lines

    def write(self, vals):
        self.actual_id._check_not_locked()
        result = super().write(vals)
        self.actual_id._check_not_locked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.actual_id._check_not_locked()

    def action_view_delivery(self):
        self.ensure_one()
        return self.delivery_id._get_records_action(name=self.env._("Delivery"))
