from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    asm_freezer_is_another = fields.Boolean(
        related="company_id.asm_freezer_is_another", readonly=False
    )
    asm_divergence_from = fields.Float(
        related="company_id.asm_divergence_from", readonly=False
    )
    asm_report_days = fields.Integer(
        related="company_id.asm_report_days", readonly=False
    )
    asm_report_reminder_days = fields.Integer(
        related="company_id.asm_report_reminder_days", readonly=False
    )
