from odoo import api, models


class MtmLogEntry(models.Model):
    _inherit = "mtm.log.entry"

    @api.model
    def _configuration(self):
        return super()._configuration() | {
            "asm.exchange.rate",
            "asm.indirect.rate",
            "asm.ledger.mapping",
            "asm.ledger.mapping.account",
        }
