from odoo import models

from ..tools.formulas import restore


class BaseImportImport(models.TransientModel):
    """Text that an export guarded against being calculated comes back as it was."""

    _inherit = "base_import.import"

    def _read_csv(self, options):
        count, rows = super()._read_csv(options) or (0, [])
        return count, [list(map(restore, row)) for row in rows]
