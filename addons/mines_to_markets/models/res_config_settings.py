from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mtm_vetting_agreement = fields.Selection(
        related="company_id.mtm_vetting_agreement", readonly=False, required=True
    )
    mtm_vetting_stage = fields.Selection(
        related="company_id.mtm_vetting_stage", readonly=False, required=True
    )
    mtm_vetting_delivery = fields.Selection(
        related="company_id.mtm_vetting_delivery", readonly=False, required=True
    )
    mtm_vetting_reminder_days = fields.Integer(
        related="company_id.mtm_vetting_reminder_days", readonly=False
    )
    mtm_agreement_reminder_days = fields.Integer(
        related="company_id.mtm_agreement_reminder_days", readonly=False
    )
    mtm_licence_reminder_days = fields.Integer(
        related="company_id.mtm_licence_reminder_days", readonly=False
    )
    mtm_health_reminder_days = fields.Integer(
        related="company_id.mtm_health_reminder_days", readonly=False
    )
