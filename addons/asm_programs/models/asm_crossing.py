from math import prod

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# more cells than this nobody fills in, and no screen shows
MOST_CELLS = 600


class AsmCrossing(models.Model):
    """Dimensions of an indicator that are crossed: sex x age, each with each.

    Dimensions of the indicator that no crossing names stand side by side.
    """

    _name = "asm.crossing"
    _description = "Crossed Dimensions"
    _order = "indicator_id, sequence, id"

    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one(
        "asm.indicator", required=True, index=True, ondelete="cascade"
    )
    dimension_ids = fields.Many2many(
        "mtm.dimension",
        "asm_crossing_dimension_rel",
        "crossing_id",
        "dimension_id",
        string="Crossed",
        required=True,
        ondelete="restrict",
    )
    key = fields.Char(
        compute="_compute_key",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
    cell_count = fields.Integer(
        string="Cells", compute="_compute_cell_count", help="To be filled in, a place."
    )

    _key_unique = models.UniqueIndex(
        "(indicator_id, key)", "These dimensions are crossed already."
    )

    @api.depends("dimension_ids")
    def _compute_key(self):
        for crossing in self:
            crossing.key = ",".join(map(str, sorted(crossing.dimension_ids.ids)))

    @api.depends("dimension_ids.value_ids")
    def _compute_cell_count(self):
        for crossing in self:
            dimensions = crossing.dimension_ids
            sizes = [len(dimension.value_ids) for dimension in dimensions]
            crossing.cell_count = prod(sizes) if sizes else 0

    @api.depends("dimension_ids.name")
    def _compute_display_name(self):
        for crossing in self:
            names = crossing.dimension_ids.sorted().mapped("name")
            crossing.display_name = " × ".join(names)

    @api.constrains("dimension_ids", "indicator_id")
    def _check_dimensions(self):
        for crossing in self:
            crossing._check_of_indicator()
            crossing._check_size()

    def _check_of_indicator(self):
        self.ensure_one()
        if len(self.dimension_ids) < 2:
            raise ValidationError(
                self.env._(
                    "%(indicator)s: name at least two dimensions to be crossed. One "
                    "that stands by itself needs no crossing.",
                    indicator=self.indicator_id.display_name,
                )
            )
        foreign = self.dimension_ids - self.indicator_id.dimension_ids
        if foreign:
            raise ValidationError(
                self.env._(
                    "%(indicator)s is not split by %(dimension)s. Add it to the "
                    "dimensions of the indicator first.",
                    indicator=self.indicator_id.display_name,
                    dimension=foreign[0].name,
                )
            )

    def _check_size(self):
        self.ensure_one()
        if self.cell_count > MOST_CELLS:
            raise ValidationError(
                self.env._(
                    "%(crossing)s makes %(count)s cells for each place, more than "
                    "%(most)s. Cross fewer dimensions and let the others stand side "
                    "by side, or merge categories.",
                    crossing=self.display_name,
                    count=self.cell_count,
                    most=MOST_CELLS,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        crossings = super().create(vals_list)
        crossings.indicator_id._asked_changed()
        return crossings

    def write(self, vals):
        result = super().write(vals)
        self.indicator_id._asked_changed()
        return result

    def unlink(self):
        indicators = self.indicator_id
        result = super().unlink()
        indicators._asked_changed()
        return result
