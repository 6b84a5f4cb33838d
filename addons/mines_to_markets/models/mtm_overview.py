from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

OFFICER = "mines_to_markets.group_mtm_user"


class Asked(NamedTuple):
    """What a reader wants to look at."""

    whose: str = "mine"
    country_id: int = False


class MtmOverview(models.AbstractModel):
    """What the first screen shows: who waits for what, and how the work stands.

    All of it is read with the rights of whoever looks. A number travels together
    with the domain behind it, so that it opens the very records that it counts;
    how many queries are made does not depend on how many records there are.
    """

    _name = "mtm.overview"
    _description = "Overview"

    @api.model
    @api.readonly
    def read_overview(self, whose="mine", country_id=False):
        """Return what the screen shows, in plain values.

        :param whose: ``mine`` (I am in charge), ``team`` (or in the team of the
            engagement) or ``all`` that I may see
        :param country_id: only of this country
        :raises AccessError: to whoever is not an officer
        """
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("The overview is for officers."))
        whose = whose if whose in ("mine", "team", "all") else "mine"
        countries = self._read_countries()
        if country_id not in countries.ids:
            country_id = False
        asked = Asked(whose, country_id)
        return {
            **asked._asdict(),
            "today": fields.Date.to_string(fields.Date.context_today(self)),
            "countries": [
                {"id": country.id, "name": country.name} for country in countries
            ],
            "is_restricted": self.env.user.is_restricted_by_country,
            "steps": self._read_first_steps(),
            "waiting": self._read_waiting(asked),
            **self._read_charts(asked),
        }

    @api.model
    def _read_countries(self):
        """Return the countries that the reader can choose from."""
        own = self._own_countries()
        if own is not None:
            return own
        return self._engaged_countries().sorted("name")

    @api.model
    def _engaged_countries(self):
        """Return the countries of the engagements that the reader may see.

        One engagement is looked for in each country, instead of all in all.
        """
        self.env["mtm.engagement"].flush_model(["country_ids"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM res_country
                 WHERE (
                    SELECT TRUE
                      FROM mtm_engagement_country_rel place
                     WHERE place.country_id = res_country.id
                       AND place.engagement_id IN %(visible)s
                     LIMIT 1
                 )
                """,
                visible=self.env["mtm.engagement"]._search([]).subselect(),
            )
        )
        return self.env["res.country"].browse(row[0] for row in rows)

    @api.model
    def _own_countries(self):
        """Return the countries that the reader is restricted to, or None.

        An engagement in two countries is seen by whoever has one of them; the
        other one is not counted for them.
        """
        if not self.env.user.is_restricted_by_country:
            return None
        # who restricts whom is hidden from officers, their own countries are not
        scopes = self.env.user.sudo().staff_scope_ids
        return scopes.country_ids.sudo(False)

    @api.model
    def _read_first_steps(self):
        """Return what to do first where there is no engagement yet."""
        if self.env["mtm.engagement"].search_count([], limit=1):
            return []
        typed = Domain("stakeholder_type_id", "!=", False)
        return [
            {
                "key": key,
                "is_done": bool(self.env[model].search_count(domain, limit=1)),
                "action": f"mines_to_markets.{action}",
            }
            for key, model, domain, action in (
                ("stakeholder", "res.partner", typed, "res_partner_action_stakeholder"),
                ("service", "mtm.service", Domain.TRUE, "mtm_service_action"),
                (
                    "engagement",
                    "mtm.engagement",
                    Domain.TRUE,
                    "mtm_engagement_action",
                ),
                ("site", "mtm.site", Domain.TRUE, "mtm_site_action"),
            )
        ]

    @api.model
    def _number(self, count, model, domain, title):
        """Return a number as the screen takes it: it opens what it counts."""
        return {
            "count": count,
            "model": model,
            "domain": list(Domain(domain)),
            "title": title,
        }

    @api.model
    def _of_engagement(self, asked, path=""):
        """Return the domain of records whose engagement the reader asked for.

        :param path: leads from the record to its engagement, with a dot at its end
        """
        if asked.whose == "mine":
            return Domain(f"{path}user_id", "=", self.env.uid)
        if asked.whose == "team":
            return Domain(f"{path}worked_on_by_id", "=", self.env.uid)
        return Domain.TRUE

    @api.model
    def _of_user(self, asked, name="user_id", path="engagement_id."):
        """Return the domain of records that somebody is in charge of."""
        mine = Domain(name, "=", self.env.uid)
        if asked.whose == "mine":
            return mine
        if asked.whose == "team":
            return mine | self._of_engagement(asked, path)
        return Domain.TRUE

    @api.model
    def _of_stakeholder(self, asked, path="partner_id.", with_new=False):
        """Return the domain of records of stakeholders of the reader's engagements.

        :param with_new: also of those that nobody has an engagement with
        """
        if asked.whose == "all":
            return Domain.TRUE
        domain = self._of_engagement(asked, f"{path}engagement_ids.")
        if with_new:
            domain |= Domain(f"{path}engagement_ids", "=", False)
        return domain

    @api.model
    def _in_country(self, asked, *names):
        """Return the domain of records with the country in one of these fields."""
        if not asked.country_id:
            return Domain.TRUE
        return Domain.OR(Domain(name, "in", [asked.country_id]) for name in names)

    @api.model
    def _open_engagements(self, asked):
        """Return the domain of the engagements that the charts are about."""
        return (
            Domain("stage_id.is_closed", "=", False)
            & self._of_engagement(asked)
            & self._in_country(asked, "country_ids")
        )
