import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmAward(models.Model):
    """Where the money of an award comes from, when it is passed on to us."""

    _inherit = "asm.award"

    prime_reference = fields.Char(
        string="Prime Award No.",
        tracking=True,
        help="The number under which the prime recipient received it.",
    )
    prime_uei = fields.Char(related="prime_id.uei", string="Prime's UEI")
    assistance_listing = fields.Char(
        string="Assistance Listing No.",
        tracking=True,
        help="Of the US federal programme, as 19.345 (once CFDA number).",
    )

    _prime_reference_of_prime = models.Constraint(
        "CHECK (prime_reference IS NULL OR prime_id IS NOT NULL)",
        "A prime award has a prime recipient: name it too.",
    )

    @api.constrains("assistance_listing")
    def _check_assistance_listing(self):
        for award in self.filtered("assistance_listing"):
            if not re.fullmatch(r"\d{2}\.[0-9A-Z]{3}", award.assistance_listing):
                raise ValidationError(
                    self.env._(
                        "%(number)s is no assistance listing number: two digits, a "
                        "point and three more, as 19.345.",
                        number=award.assistance_listing,
                    )
                )
