from odoo import api, fields, models

from ..fields import OptionalInteger


class MtmMembership(models.Model):
    """How many members a cooperative had on a day; blank where nobody counted."""

    _name = "mtm.membership"
    _description = "Members of a Cooperative"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Cooperative",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    women = OptionalInteger()
    men = OptionalInteger()
    not_stated = OptionalInteger(help="Members whose sex was not recorded.")
    total = OptionalInteger(compute="_compute_total", store=True, aggregator=None)
    note = fields.Char(string="Source")

    _something_counted = models.Constraint(
        "CHECK (women IS NOT NULL OR men IS NOT NULL OR not_stated IS NOT NULL)",
        "Enter at least one number of members. 0 is a number, blank says that nobody "
        "counted.",
    )
    _not_negative = models.Constraint(
        "CHECK (women >= 0 AND men >= 0 AND not_stated >= 0)",
        "A number of members cannot be negative.",
    )
    _day_unique = models.UniqueIndex(
        "(partner_id, date)",
        "The members of this cooperative were counted on this day already. Change "
        "that count, or give this one another date.",
    )

    @api.depends("women", "men", "not_stated")
    def _compute_total(self):
        for membership in self:
            counted = [
                number
                for number in (membership.women, membership.men, membership.not_stated)
                if number is not False
            ]
            membership.total = sum(counted) if counted else False

    @api.depends("partner_id.name", "date")
    def _compute_display_name(self):
        for membership in self:
            membership.display_name = (
                f"{membership.partner_id.name or ''}, {membership.date or ''}"
            )
