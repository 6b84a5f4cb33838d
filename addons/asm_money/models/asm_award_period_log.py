from odoo import models


class AsmAwardPeriod(models.Model):
    _inherit = "asm.award.period"

    _log_has_name = True
