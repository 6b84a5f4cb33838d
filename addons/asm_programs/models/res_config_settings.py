from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    asm_risk_reminder_days = fields.Integer(
        related="company_id.asm_risk_reminder_days", readonly=False
    )
    asm_green_from = fields.Float(related="company_id.asm_green_from", readonly=False)
    asm_amber_from = fields.Float(related="company_id.asm_amber_from", readonly=False)
    asm_least_people = fields.Integer(
        related="company_id.asm_least_people", readonly=False
    )
