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
    asm_green_from = fields.Float(
        string="Green From (%)",
        required=True,
        default=90.0,
        help="From which achievement on a light is green, in percent of the target.",
    )
    asm_amber_from = fields.Float(
        string="Amber From (%)",
        required=True,
        default=70.0,
        help="From which achievement on a light is amber; below it is red.",
    )

    _asm_lights_in_order = models.Constraint(
        "CHECK (asm_amber_from > 0 AND asm_green_from >= asm_amber_from)",
        "Amber begins above 0 % and not above green.",
    )
    asm_least_people = fields.Integer(
        string="Fewest People Shown",
        required=True,
        default=5,
        help="A smaller number of people is not shown to anybody outside, nor others "
        "from which it could be worked out; 0 is shown. 0 or 1: every number is. An "
        "award can have its own.",
    )

    _asm_least_people_hides = models.Constraint(
        "CHECK (asm_least_people IN (0, 1) OR asm_least_people >= 3)",
        "With 2, a number that is not shown can only be 1. Choose 3 or more, or 0.",
    )
