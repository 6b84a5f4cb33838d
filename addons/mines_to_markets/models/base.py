from odoo import models


class Base(models.AbstractModel):
    """Whatever is taken out as a table is in the log, by whichever way it is asked."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["mtm.log.entry"]._note_export(
            self, fields=list(fields_to_export), rows=len(result["datas"])
        )
        return result
