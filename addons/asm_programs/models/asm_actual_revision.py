from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmActualRevision(models.Model):
    """An earlier state of an actual: what it was, from when to when, and why it
    changed. Append-only, for everybody."""

    _name = "asm.actual.revision"
    _description = "Earlier State of an Actual"
    _order = "actual_id, valid_to desc, id desc"
    _rec_name = "actual_id"

    actual_id = fields.Many2one(
        "asm.actual", required=True, index=True, ondelete="restrict", readonly=True
    )
    value = OptionalFloat(aggregator=None, readonly=True)
    numerator = OptionalFloat(aggregator=None, readonly=True)
    denominator = OptionalFloat(aggregator=None, readonly=True)
    text = fields.Text(readonly=True)
    option_id = fields.Many2one(
        "asm.scale.value",
        string="Scale Value",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    currency_id = fields.Many2one(
        "res.currency", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    amount_currency = OptionalFloat(aggregator=None, readonly=True)
    missing_reason = fields.Selection(
        lambda self: self.env["asm.actual"]._selection_of("missing_reason"),
        readonly=True,
    )
    comment = fields.Text(readonly=True)
    state = fields.Selection(
        lambda self: self.env["asm.actual"]._selection_of("state"),
        required=True,
        readonly=True,
    )
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_to = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Changed By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    on_behalf_id = fields.Many2one(
        "res.users",
        string="In the Place Of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reason = fields.Char(readonly=True)

    _in_order = models.Constraint(
        "CHECK (valid_to >= valid_from)", "A state cannot end before it began."
    )

    def write(self, vals):
        if self:
            self.check_access("write")
            raise UserError(self.env._("Earlier states of a number are never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Earlier states of a number are never deleted."))

    def _as_row(self, names):
        """Return the number as it stood then, in the place where it belongs.

        :param names: columns of ``asm.actual``
        :return: ``{column: id or value}``, with ``None`` for blank
        """
        self.ensure_one()
        row = {}
        for name in names:
            record = self if name in self._fields and name != "id" else self.actual_id
            value = record[name]
            if isinstance(value, models.BaseModel):
                value = value.id
            elif isinstance(value, float):
                value = Decimal(str(value))
            row[name] = None if value is False else value
        return row
