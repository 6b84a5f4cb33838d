import base64

from odoo import fields, models


class AsmDonorFormatUpload(models.TransientModel):
    """Brings in a format from its file."""

    _name = "asm.donor.format.upload"
    _description = "Bring In a Donor Format"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()

    def action_upload(self):
        """Make the format, and open it."""
        self.ensure_one()
        raw = base64.b64decode(self.with_context(bin_size=False).file or b"")
        made = self.env["asm.donor.format"]._from_file(raw)
        return made._get_records_action(name=self.env._("Donor Format"))
