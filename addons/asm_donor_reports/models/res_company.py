from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    asm_freezer_is_another = fields.Boolean(
        string="Freezing Is for Another",
        help="Whoever approved a number of a report does not freeze that report.",
    )
    asm_divergence_from = fields.Float(
        string="Money and Results Part From (Points)",
        required=True,
        default=20.0,
        help="From so many percentage points between what is spent of an award and "
        "what is achieved of its targets, the two are flagged.",
    )
    asm_report_days = fields.Integer(
        string="Make Reports",
        default=30,
        help="Days before the end of an award's period on which its reports come into "
        "being.",
    )
    asm_report_reminder_days = fields.Integer(
        string="Remind of Reports",
        default=14,
        help="Days before a report is due on which its responsible is reminded.",
    )

    _asm_divergence_from_positive = models.Constraint(
        "CHECK (asm_divergence_from > 0)",
        "Money and results part from more than 0 points.",
    )
    _asm_report_days_not_negative = models.Constraint(
        "CHECK (asm_report_days >= 0 AND asm_report_reminder_days >= 0)",
        "A report is made, and reminded of, before its day and not after it.",
    )
