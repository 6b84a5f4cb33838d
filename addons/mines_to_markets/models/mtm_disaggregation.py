from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache


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
        key = self._key_of(values)
        # combinations are shared by all: finding or making one reveals nothing
        return self.sudo()._for_keys([key])[key].sudo(False)

    @api.model
    def _for_keys(self, keys):
        """Return ``{key: combination}``; missing ones are made in one statement.

        Where another transaction makes the same one at this moment, this one waits,
        fails and is repeated by the server: there is one row, whoever was first.

        :param keys: as :meth:`_key_of` makes them
        """
        found = self.search_fetch([("key", "in", list(keys))], ["key"])
        missing = set(keys) - set(found.mapped("key"))
        if missing:
            found += self._insert(sorted(missing))
        return {combination.key: combination for combination in found}

    def _insert(self, keys):
        values = self._fields["value_ids"]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mtm_disaggregation
                       (key, create_uid, create_date, write_uid, write_date)
                SELECT key, %(uid)s, now.utc, %(uid)s, now.utc
                  FROM unnest(%(keys)s) AS key,
                       (SELECT now() AT TIME ZONE 'UTC') AS now (utc)
                    ON CONFLICT (key) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                keys=keys,
            ),
            log_exceptions=False,  # no error: the server repeats it
        )
        combinations = self.browse(row[0] for row in self.env.cr.fetchall())
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(relation)s (%(combination)s, %(value)s)
                SELECT id, unnest(string_to_array(key, ','))::int
                  FROM mtm_disaggregation WHERE id IN %(ids)s
                """,
                relation=SQL.identifier(values.relation),
                combination=SQL.identifier(values.column1),
                value=SQL.identifier(values.column2),
                ids=tuple(combinations.ids) or (0,),
            )
        )
        combinations.invalidate_recordset()
        combinations._check_one_per_dimension()
        return combinations

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    @ormcache("self.id")
    def _sorted_ids(self):
        """Return the ids of its categories in order, none for the total.

        A page asks for them many times, and they stay as they are.
        """
        return tuple(sorted(self.value_ids.ids))

    def _categories(self):
        """Return ``{dimension code: category code}`` of one combination, or ``{}``."""
        return {value.dimension_id.code: value.code for value in self.value_ids}
