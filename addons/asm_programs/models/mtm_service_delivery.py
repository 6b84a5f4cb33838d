from odoo import api, fields, models


class MtmServiceDelivery(models.Model):
    _inherit = "mtm.service.delivery"

    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_program_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    actual_line_ids = fields.One2many(
        "asm.actual.delivery", "delivery_id", string="Counted In"
    )
    actual_count = fields.Integer(compute="_compute_actual_count")

    @api.depends("engagement_id")
    def _compute_program_id(self):
        for delivery in self:
            programs = delivery.engagement_id.program_ids
            delivery.program_id = (
                programs if len(programs) == 1 else delivery.program_id
            )

    def _compute_actual_count(self):
        counts = dict(
            self.env["asm.actual.delivery"]._read_group(
                [("delivery_id", "in", self.ids)],
                ["delivery_id"],
                ["actual_id:count_distinct"],
            )
        )
        for delivery in self:
            delivery.actual_count = counts.get(delivery, 0)

    @api.model
    def _locked_fields(self):
        return super()._locked_fields() | {"program_id"}

    def action_view_actuals(self):
        return self.actual_line_ids.actual_id._get_records_action(
            name=self.env._("Numbers")
        )
