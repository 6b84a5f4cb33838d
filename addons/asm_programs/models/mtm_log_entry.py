from odoo import api, models


class MtmLogEntry(models.Model):
    _inherit = "mtm.log.entry"

    @api.model
    def _configuration(self):
        return super()._configuration() | {
            "asm.award.access",
            "asm.award.share",
            "asm.count.rule",
            "asm.crossing",
            "asm.delegation",
            "asm.evidence.rule",
            "asm.indicator",
            "asm.jurisdiction",
            "asm.local.unit",
            "asm.narrative.section",
            "asm.program.stage",
            "asm.scale.value",
            "asm.validation.rule",
        }
