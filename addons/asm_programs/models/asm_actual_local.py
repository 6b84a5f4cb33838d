from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import local_units


class AsmActualLocal(models.Model):
    """How a number was typed where people count in a local unit.

    Beside the number, which is a fact of few columns. The factor is that of the day;
    it says nothing any more once the number is another one.
    """

    _name = "asm.actual.local"
    _description = "Number in a Local Unit"
    _rec_name = "actual_id"

    actual_id = fields.Many2one(
        "asm.actual", string="Number", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(
        "asm.local.unit",
        string="Local Unit",
        required=True,
        index=True,
        ondelete="restrict",
    )
    quantity = OptionalFloat(digits=0, required=True)
    factor = OptionalFloat(digits=0, required=True)
    value = OptionalFloat(digits=0, required=True, help="In the unit reported in.")

    _actual_unique = models.UniqueIndex(
        "(actual_id)", "This number is kept in a local unit already."
    )

    @api.model
    def _keep(self, row, unit, quantity):
        """Keep how a number was typed, in place of how it was typed before."""
        values = {
            "unit_id": unit.id,
            "quantity": quantity,
            "factor": unit.factor,
            "value": local_units.convert(quantity, unit.factor),
        }
        kept = self.search([("actual_id", "=", row.id)])
        if kept:
            kept.write(values)
        else:
            self.create({"actual_id": row.id, **values})


class AsmActual(models.Model):
    _inherit = "asm.actual"

    local_ids = fields.One2many("asm.actual.local", "actual_id", "In a Local Unit")
