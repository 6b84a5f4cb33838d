from odoo import api, fields, models


class AsmActual(models.Model):
    """What of a number's origin a reader does not see: that there is more, not what."""

    _inherit = "asm.actual"

    hidden_delivery_count = fields.Integer(
        string="Deliveries Hidden From You",
        compute="_compute_hidden_delivery_count",
    )

    @api.depends("delivery_line_ids")
    @api.depends_context("uid")
    def _compute_hidden_delivery_count(self):
        # how many there are is no secret: they are all in the number
        counted = self._count_delivery_lines(self.env["asm.actual.delivery"].sudo())
        seen = self._count_delivery_lines(self.env["asm.actual.delivery"])
        for actual in self:
            actual.hidden_delivery_count = counted.get(actual.id, 0) - seen.get(
                actual.id, 0
            )

    def _count_delivery_lines(self, lines):
        groups = lines._read_group(
            [("actual_id", "in", self.ids)], ["actual_id"], ["__count"]
        )
        return {actual.id: count for actual, count in groups}
