from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError


class MtmDisaggregation(models.Model):
    """One combination of categories: one row, however often it is used.

    ``key`` is the sorted list of category ids, so that the database itself
    refuses a second row for the same combination.
    """

    _name = "mtm.disaggregation"
    _description = "Combination of Categories"
    _inherit = ["mtm.restrict.mixin"]
    _order = "id"

    value_ids = fields.Many2many(
        "mtm.dimension.value", string="Categories", required=True, ondelete="restrict"
    )
    key = fields.Char(compute="_compute_key", store=True, precompute=True)

    _key_unique = models.UniqueIndex(
        "(key)", "This combination exists already; use that one."
    )
    _key_not_empty = models.Constraint(
        "CHECK (key <> '')", "A combination has at least one category."
    )

    @api.depends("value_ids")
    def _compute_key(self):
        for combination in self:
            combination.key = self._key_of(combination.value_ids)

    @api.depends("value_ids.name")
    def _compute_display_name(self):
        for combination in self:
            combination.display_name = ", ".join(
                combination.value_ids.sorted().mapped("name")
            )

    @api.constrains("value_ids")
    def _check_one_per_dimension(self):
        for combination in self:
            dimensions = combination.value_ids.dimension_id
            if len(dimensions) != len(combination.value_ids):
                raise ValidationError(
                    self.env._(
                        "%(combination)s names two categories of one dimension.",
                        combination=combination.display_name,
                    )
                )

    @api.model
    def _key_of(self, values):
        return ",".join(str(value_id) for value_id in sorted(values.ids))

    @api.model
    def _for_values(self, values):
        """Return the combination of these categories, made if it is new.

        :param values: recordset of ``mtm.dimension.value``; empty gives an empty
            combination, which stands for the total
        """
        if not values:
            return self.browse()
        # combinations are shared by all: finding or making one reveals nothing
        combinations = self.sudo()
        found = combinations.search([("key", "=", self._key_of(values))], limit=1)
        if not found:
            found = combinations.create({"value_ids": [Command.set(values.ids)]})
        return found.sudo(False)

    def _categories(self):
        """Return ``{dimension code: category code}`` of one combination, or ``{}``."""
        return {value.dimension_id.code: value.code for value in self.value_ids}
