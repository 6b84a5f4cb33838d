from odoo import api, fields, models


class AsmScaleValue(models.Model):
    """A value that an ordinal or nominal indicator can take."""

    _name = "asm.scale.value"
    _description = "Scale Value"
    _inherit = ["mtm.restrict.mixin"]
    _order = "indicator_id, sequence, id"

    indicator_id = fields.Many2one(
        "asm.indicator", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)

    _code_unique = models.UniqueIndex(
        "(indicator_id, code)", "This scale has a value with this code already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values._check_scale_stays()
        return values

    def write(self, vals):
        if not {"indicator_id", "sequence", "code"}.isdisjoint(vals):
            self._check_scale_stays()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_used(self):
        self._check_scale_stays()

    def _check_scale_stays(self):
        """:raises UserError: where the scale is of a definition that is used"""
        used = self.indicator_id._in_use()
        if used:
            used[0]._refuse_change([self.env._("Scale")])
