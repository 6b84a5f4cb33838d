from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    asm_risk_reminder_days = fields.Integer(
        related="company_id.asm_risk_reminder_days", readonly=False
    )
