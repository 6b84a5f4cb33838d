from odoo import fields, models


class MtmDimensionValue(models.Model):
    """One category of a dimension: female, 18-24, tin."""

    _name = "mtm.dimension.value"
    _description = "Category"
    _inherit = ["mtm.restrict.mixin", "mtm.kept.mixin"]
    _order = "dimension_id, sequence, id"

    sequence = fields.Integer(default=10)
    dimension_id = fields.Many2one(
        "mtm.dimension", required=True, index=True, ondelete="restrict"
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    date_from = fields.Date(
        string="From",
        help="First day on which numbers are split by this category; empty: always.",
    )
    date_to = fields.Date(
        string="Until",
        help="Last day on which numbers are split by this category. What was reported "
        "before keeps it.",
    )
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A category cannot end before it starts."
    )
    _code_unique = models.UniqueIndex(
        "(dimension_id, code)", "This dimension has a category with this code already."
    )
    _code_not_reserved = models.Constraint(
        "CHECK (code <> '_nd')",
        'The code "_nd" stands for "not disaggregated" and cannot be used.',
    )

    def _valid_on(self, date_from, date_to=None):
        """Return the categories that numbers of these days are split by.

        :param date_from: first day
        :param date_to: last day, the same by default; a category that is valid on
            one of the days is one of them
        """
        last = date_to or date_from
        return self.filtered(
            lambda value: (
                (not value.date_from or value.date_from <= last)
                and (not value.date_to or value.date_to >= date_from)
            )
        )

    def _valid_throughout(self, date_from, date_to):
        """Return the categories that are valid on each of these days."""
        return self._valid_on(date_from)._valid_on(date_to)
