from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import validation
from .asm_actual import VALUE_FIELDS
from .asm_actual_parts import plain


class AsmActual(models.Model):
    """Where a number may stand, and shares that are more than the whole."""

    _inherit = "asm.actual"

    def _holds_something(self):
        """Say whether a number, word or choice is given."""
        self.ensure_one()
        return any(
            self[name] is not False and (self[name] or isinstance(self[name], float))
            for name in VALUE_FIELDS
            if name != "currency_id"
        )

    @api.constrains("numerator", "denominator", "program_indicator_id")
    def _check_share(self):
        """The part is within the whole, a correction's with what it corrects."""
        lines = self._pointed("program_indicator_id")
        lines = lines.filtered("indicator_id.is_share")
        shares = lines and self.filtered(
            lambda row: (
                row.program_indicator_id in lines
                and (row.numerator is not False or row.denominator is not False)
            )
        )
        for row in shares:
            place = row.correction_of_id or row
            parts = [place._as_part()]
            if row.correction_of_id:
                parts += [
                    one._as_part()
                    for one in self.sudo().search([("correction_of_id", "=", place.id)])
                ]
            net = validation.added(parts)
            if validation.numerators_exceeding_denominators([net]):
                raise ValidationError(
                    self.env._(
                        "%(actual)s: %(numerator)s of %(denominator)s. The part is "
                        "more than the whole; check both numbers.",
                        actual=row.display_name,
                        numerator=plain(net.numerator),
                        denominator=plain(net.denominator),
                    )
                )

    @api.constrains("site_id", "program_indicator_id", "submission_id")
    def _check_site_of_program(self):
        """A programme reports sites of its countries, and those it assigned.

        A programme without countries is at home everywhere.
        """
        by_program = defaultdict(self.env["mtm.site"].browse)
        for program, site in self._distinct("program_id", "site_id"):
            by_program[program] += site
        for program, sites in by_program.items():
            countries = program.sudo().country_ids
            # whoever enters a number may not see every assignment
            foreign = sites.filtered(
                lambda site, c=countries: c and site.sudo().country_id not in c
            )
            foreign -= foreign and program._assigned_sites()
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(site)s is not a site of %(program)s, which works in "
                        "%(countries)s. Choose another site, or have the site "
                        "assigned to who reports.",
                        site=foreign[0].display_name,
                        program=program.display_name,
                        countries=", ".join(countries.mapped("name")),
                    )
                )
