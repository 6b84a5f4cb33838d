from odoo import api, models

# what changes whether a category is asked for
ASKED_BY = {"active", "date_from", "date_to", "dimension_id", "code"}


class MtmDimensionValue(models.Model):
    """A category that comes or goes changes what open reports ask for."""

    _inherit = "mtm.dimension.value"

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values._asked_changed()
        return values

    def write(self, vals):
        result = super().write(vals)
        if ASKED_BY.intersection(vals):
            self._asked_changed()
        return result

    def _asked_changed(self):
        """Bring the open reports in step that ask for these dimensions."""
        reports = self.env["asm.submission"].sudo()
        splitting = [("dimension_ids", "in", self.dimension_id.ids)]
        assignments = (
            self.env["asm.assignment"]
            .sudo()
            .search(
                [
                    "|",
                    *splitting,
                    ("program_indicator_id.indicator_id", "any", splitting),
                ]
            )
        )
        reports.search(
            [
                ("state", "in", ("open", "returned")),
                ("program_id", "in", assignments.program_id.ids),
                ("partner_id", "in", assignments.partner_id.ids),
            ]
        )._merge_framework()
