from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    asm_risk_reminder_days = fields.Integer(
        string="Days Before the Review of a Risk",
        default=7,
        help="So many days before its next review, the owner of a risk is reminded.",
    )

    _asm_risk_reminder_days_not_negative = models.Constraint(
        "CHECK (asm_risk_reminder_days >= 0)",
        "Reminders come so many days before; the number is 0 or more.",
    )
