from odoo import api, models


class MtmLogEntry(models.Model):
    _inherit = "mtm.log.entry"

    @api.model
    def _configuration(self):
        return super()._configuration() | {
            "asm.donor.format",
            "asm.donor.format.block",
            "asm.donor.format.cell",
            "asm.donor.format.chart",
            "asm.donor.format.section",
            "asm.donor.format.sheet",
            "asm.donor.format.style",
            "asm.donor.format.word",
        }
