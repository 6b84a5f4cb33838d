from odoo import Command, api, fields, models


class MtmCategoryMixin(models.AbstractModel):
    """Rows by combination of categories, entered as categories.

    A combination is one row that all share and nobody makes by hand: whoever
    enters a number names its categories, and the combination is found or made.
    """

    _name = "mtm.category.mixin"
    _description = "Entered by categories"

    category_ids = fields.Many2many(
        "mtm.dimension.value",
        string="Categories",
        compute="_compute_category_ids",
        inverse="_inverse_category_ids",
        help="Such as Female and 18-24. None: the total.",
    )

    @api.depends("disaggregation_id.value_ids")
    def _compute_category_ids(self):
        for row in self:
            row.category_ids = row.disaggregation_id.value_ids

    def _inverse_category_ids(self):
        for row in self:
            combination = row.disaggregation_id._for_values(row.category_ids)
            if row.disaggregation_id != combination:
                row.disaggregation_id = combination

    @api.model_create_multi
    def create(self, vals_list):
        # not by the inverse: for a moment the row would stand for the total
        return super().create([self._with_disaggregation(vals) for vals in vals_list])

    @api.model
    def _with_disaggregation(self, vals):
        """Return the values with the combination in the place of its categories."""
        if not vals.get("category_ids"):
            return vals
        vals = dict(vals)
        categories = self.env["mtm.dimension.value"]
        for command in vals.pop("category_ids"):
            if isinstance(command, int):
                categories += categories.browse(command)
            elif command[0] == Command.LINK:
                categories += categories.browse(command[1])
            elif command[0] == Command.SET:
                categories = categories.browse(command[2])
        combination = self.env["mtm.disaggregation"]._for_values(categories)
        return vals | {"disaggregation_id": combination.id}
