from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

MAY_ASK = ("editor", "officer")
MOST_CHARACTERS = 4000
BADGES = {
    "new": "text-bg-info",
    "accepted": "text-bg-success",
    "declined": "text-bg-secondary",
}


class MtmServiceRequest(models.Model):
    """The portal's form: who may ask, for what, and what came of it.

    Portal users hold no right to create. The page calls with sudo() as the user,
    the role is checked in here, and only what the form holds is taken over.
    """

    _inherit = "mtm.service.request"

    @api.model
    def _portal_organisations(self):
        """Return the organisations that the user may ask for a service for."""
        roles = self.env["mtm.partner.access"]._roles(self.env.user)
        allowed = [partner for partner, role in roles.items() if role in MAY_ASK]
        return self.env["res.partner"].sudo().browse(allowed).sorted("name")

    @api.model
    def _portal_form(self, typed):
        """Return what the page shows: what may be chosen, and what was typed.

        :param typed: dict with texts ``partner_id``, ``country_id`` and
            ``description`` and the list of texts ``service_ids``
        """
        organisations = self._portal_organisations()
        partner = organisations.filtered(
            lambda organisation: str(organisation.id) == typed.get("partner_id")
        )
        partner = partner or organisations[:1]
        return {
            "organisations": [
                {"id": organisation.id, "name": organisation.name}
                for organisation in organisations
            ],
            "partner_id": partner.id,
            "services": self._portal_services(partner, typed.get("service_ids", ())),
            "countries": self._portal_countries(partner, typed.get("country_id")),
            "description": typed.get("description", ""),
            "most_characters": MOST_CHARACTERS,
        }

    def _portal_services(self, partner, chosen):
        return [
            {
                "id": service.id,
                "name": service.name,
                "description": service.description,
                "countries": service.country_ids.mapped("name"),
                "is_chosen": str(service.id) in chosen,
            }
            for service in self._portal_offer(partner)
        ]

    def _portal_offer(self, partner):
        """Return what is offered to such an organisation, where it works."""
        Service = self.env["mtm.service"]
        partner = partner.sudo()
        if not partner.stakeholder_type_id:
            return Service
        countries = partner.operating_country_ids | partner.country_id
        return Service._offered_to(partner.stakeholder_type_id).filtered(
            lambda service: (
                not (service.country_ids and countries)
                or service.country_ids & countries
            )
        )

    def _portal_countries(self, partner, chosen):
        """Return all countries, those the organisation works in before the others."""
        partner = partner.sudo()
        own = partner.operating_country_ids | partner.country_id
        others = self.env["res.country"].search([("id", "not in", own.ids)])
        if not chosen and len(own) == 1:
            chosen = str(own.id)
        return [
            {
                "id": country.id,
                "name": country.name,
                "is_chosen": str(country.id) == chosen,
            }
            for country in own.sorted("name") | others
        ]

    @api.model
    def _portal_ask(self, typed):
        """Make the request that a form asks for; the same form twice makes one.

        :param typed: as for :meth:`_portal_form`
        :return: ``(request, problems)``; problems are texts by field name, and
            with a problem nothing is made
        :raises AccessError: when the user may not ask for this organisation
        """
        partner = self._portal_organisations().filtered(
            lambda organisation: str(organisation.id) == typed.get("partner_id")
        )
        if not partner:
            raise AccessError(
                self.env._(
                    "Your role does not allow you to ask for a service. Ask the "
                    "officer of your organisation."
                )
            )
        values = {
            "partner_id": partner.id,
            "service_ids": self._portal_chosen_services(partner, typed).ids,
            "country_ids": self._portal_chosen_country(typed).ids,
            "description": (typed.get("description") or "").strip(),
        }
        problems = self._portal_problems(values)
        if problems:
            return self.browse(), problems
        same = self._portal_same(values)
        too_many = not same and self._explain_too_many()
        if too_many:
            return self.browse(), {"description": too_many}
        return same or self.create(values), {}

    def _portal_chosen_services(self, partner, typed):
        chosen = set(typed.get("service_ids", ()))
        return self._portal_offer(partner).filtered(
            lambda service: str(service.id) in chosen
        )

    def _portal_chosen_country(self, typed):
        text = typed.get("country_id") or ""
        is_id = text.isascii() and text.isdecimal() and len(text) < 10
        return self.env["res.country"].browse(int(text) if is_id else ()).exists()

    def _portal_problems(self, values):
        problems = {}
        country = self.env["res.country"].browse(values["country_ids"])
        if not country:
            problems["country_id"] = self.env._("Say in which country.")
        if not values["service_ids"] and not values["description"]:
            problems["description"] = self.env._(
                "Choose a service, or say in your own words what you need."
            )
        if len(values["description"]) > MOST_CHARACTERS:
            problems["description"] = self.env._(
                "%(count)s characters are too many: %(most)s at most.",
                count=len(values["description"]),
                most=MOST_CHARACTERS,
            )
        services = self.env["mtm.service"].browse(values["service_ids"])
        elsewhere = services.filtered(lambda s: not s._is_available_in(country))
        if elsewhere and "country_id" not in problems:
            problems["service_ids"] = self.env._(
                "Not available in %(country)s: %(services)s.",
                country=country.name,
                services=", ".join(elsewhere.mapped("name")),
            )
        return problems

    def _portal_same(self, values):
        """Return the unanswered request that asks for just the same."""
        return self.search(
            [("partner_id", "=", values["partner_id"]), ("state", "=", "new")]
        ).filtered(
            lambda asked: (
                set(asked.service_ids.ids) == set(values["service_ids"])
                and asked.country_ids.ids == values["country_ids"]
                and (asked.description or "") == values["description"]
            )
        )[:1]

    def _portal_card(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return super()._portal_card() | {
            "partner": self.partner_id.name,
            "services": self.service_ids.mapped("name"),
            "countries": self.country_ids.mapped("name"),
            "description": self.description or "",
            "badge_class": BADGES[self.state],
            "state_label": states[self.state],
            "date": self.create_date,
        }

    @api.constrains("partner_id", "service_ids", "description")
    def _check_says_what(self):
        for request in self:
            if not request.service_ids and not (request.description or "").strip():
                raise ValidationError(
                    self.env._(
                        "A request names a service, or says in words what is needed."
                    )
                )
