from odoo import fields, models


class MtmMineralAlias(models.Model):
    """A name under which outside files mention a mineral, such as "Cassitérite"."""

    _name = "mtm.mineral.alias"
    _description = "Mineral Alias"
    _order = "name, id"

    mineral_id = fields.Many2one(
        "mtm.mineral", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)

    _name_unique = models.UniqueIndex(
        "(lower(name))", "This name stands for a mineral already."
    )
