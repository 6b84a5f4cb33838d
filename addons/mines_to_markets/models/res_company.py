from odoo import fields, models

_LEVELS = [
    ("nothing", "Nothing"),
    ("warn", "Warn"),
    ("block", "Block"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    mtm_vetting_agreement = fields.Selection(
        _LEVELS,
        string="Vetting at Signature",
        required=True,
        default="block",
        help="What a check that failed, expired or is missing does when an agreement "
        "with the stakeholder is signed.",
    )
    mtm_vetting_stage = fields.Selection(
        _LEVELS,
        string="Vetting at Stages",
        required=True,
        default="block",
        help="What a check that failed, expired or is missing does when an engagement "
        "enters a stage that requires vetting.",
    )
    mtm_vetting_delivery = fields.Selection(
        _LEVELS,
        string="Vetting at Delivery",
        required=True,
        default="warn",
        help="What a check that failed or expired does when a delivery to the "
        "stakeholder is confirmed.",
    )
    mtm_vetting_reminder_days = fields.Integer(
        string="Remind of Vettings",
        default=30,
        help="Days before a check expires on which whoever asked for it is reminded.",
    )
    mtm_agreement_reminder_days = fields.Integer(
        string="Remind of Agreements",
        default=60,
        help="Days before an agreement ends on which its responsible is reminded.",
    )
    mtm_licence_reminder_days = fields.Integer(
        string="Remind of Licences",
        default=90,
        help="Days before a licence ends on which whoever follows it is reminded.",
    )
    mtm_health_reminder_days = fields.Integer(
        string="Remind of Health After",
        default=30,
        help="Days without a word on an engagement's health after which its manager is "
        "reminded. 0: never.",
    )

    _mtm_reminder_days_not_negative = models.Constraint(
        "CHECK (mtm_vetting_reminder_days >= 0 AND mtm_agreement_reminder_days >= 0"
        " AND mtm_licence_reminder_days >= 0)",
        "A reminder comes before the end, not after it.",
    )

    _mtm_health_reminder_days_not_negative = models.Constraint(
        "CHECK (mtm_health_reminder_days >= 0)",
        "A reminder comes after a number of days that is not negative.",
    )
