from odoo import models


class Base(models.AbstractModel):
    """Who may not read a field is not told it by grouping either."""

    _inherit = "base"

    def _read_group_groupby(self, alias, groupby_spec, query):
        # Odoo asks whether a field may be read for columns alone, not for lists
        field = self._fields.get(groupby_spec.partition(":")[0].partition(".")[0])
        if field:
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)
