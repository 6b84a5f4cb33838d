from odoo import models


class AsmResultsMixin(models.AbstractModel):
    _name = "asm.results.mixin"
    _description = "Results of an indicator"
