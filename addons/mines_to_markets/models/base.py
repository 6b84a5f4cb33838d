from odoo import api, models
from odoo.exceptions import UserError

from ..tools import throttle

# nobody types so many; they keep a worker busy for minutes
_MOST_TERMS = 2_000


class Base(models.AbstractModel):
    """What is taken out as a table is logged, and what changes how things work."""

    _inherit = "base"

    # set for the models of mtm.log.entry._configuration()
    _log_changes = False

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["mtm.log.entry"]._note_export(
            self, fields=list(fields_to_export), rows=len(result["datas"])
        )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._log_changes:
            self.env["mtm.log.entry"]._note_created(records, vals_list)
        return records

    def write(self, vals):
        if not self._log_changes:
            return super().write(vals)
        Entry = self.env["mtm.log.entry"]
        before = Entry._values_to_keep(self, vals)
        result = super().write(vals)
        Entry._note_changed(self, before, vals)
        return result

    @api.model
    def _search(self, domain, *args, **kwargs):
        is_typed = isinstance(domain, list | tuple) and throttle.asks_from()
        if is_typed and len(domain) > _MOST_TERMS:
            raise UserError(
                self.env._(
                    "A search has at most %(most)s conditions, and this one has more.",
                    most=_MOST_TERMS,
                )
            )
        return super()._search(domain, *args, **kwargs)

    def unlink(self):
        if self._log_changes:
            self.env["mtm.log.entry"]._note_removed(self)
        return super().unlink()
