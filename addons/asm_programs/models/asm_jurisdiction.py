from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmJurisdiction(models.Model):
    """For which country, or which provinces of it, an office of government decides."""

    _name = "asm.jurisdiction"
    _description = "Jurisdiction"
    _order = "partner_id, country_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Office",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_company', '=', True)]",
    )
    country_id = fields.Many2one(
        "res.country", required=True, index=True, ondelete="restrict"
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="Provinces",
        domain="[('country_id', '=', country_id)]",
        help="Empty: the whole country.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _country_unique = models.UniqueIndex(
        "(partner_id, country_id)",
        "This office has a jurisdiction in this country already: change it there.",
    )

    @api.depends("partner_id.name", "country_id.name", "state_ids.name")
    def _compute_display_name(self):
        for jurisdiction in self:
            places = jurisdiction.state_ids.mapped("name")
            jurisdiction.display_name = ": ".join(
                filter(
                    None,
                    (
                        jurisdiction.partner_id.name,
                        ", ".join(places) or jurisdiction.country_id.name,
                    ),
                )
            )

    @api.constrains("country_id", "state_ids")
    def _check_states_of_country(self):
        for jurisdiction in self:
            if jurisdiction.state_ids.country_id - jurisdiction.country_id:
                raise ValidationError(
                    self.env._(
                        "A province of %(country)s is expected.",
                        country=jurisdiction.country_id.name,
                    )
                )

    def _cover_site(self, site):
        """Say whether a site lies in one of these."""
        return any(
            site.country_id == one.country_id
            and (not one.state_ids or site.state_id in one.state_ids)
            for one in self
        )

    def _touch_program(self, program):
        """Say whether a programme works in one of these countries."""
        return bool(program.country_ids & self.country_id)

    def _cover_program(self, program):
        """Say whether all that a programme does lies in these."""
        whole = self.filtered(lambda one: not one.state_ids).country_id
        return bool(program.country_ids) and not program.country_ids - whole

    def _sites(self):
        """Return all sites that lie in these."""
        found = self.env["mtm.site"]
        for one in self:
            domain = [("country_id", "=", one.country_id.id)]
            if one.state_ids:
                domain.append(("state_id", "in", one.state_ids.ids))
            found |= found.with_context(active_test=False).search(domain)
        return found

    def _describe(self, program):
        """Return the names of the places of these where a programme works."""
        names = []
        for one in self.filtered(lambda j: j.country_id in program.country_ids):
            names += one.state_ids.mapped("name") or [one.country_id.name]
        return names
