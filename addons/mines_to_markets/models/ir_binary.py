from odoo import models


class IrBinary(models.AbstractModel):
    """A file that is handed out says what it is, for the log."""

    _inherit = "ir.binary"

    def _get_stream_from(self, record, *args, **kwargs):
        attached_to = None
        if record._name == "ir.attachment" and record.res_model:
            attached_to = f"{record.res_model},{record.res_id or 0}"
        self.env["mtm.log.entry"]._describe_file(record, attached_to)
        return super()._get_stream_from(record, *args, **kwargs)
