from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MtmMap(models.AbstractModel):
    """Places and countries as a map takes them: thousands of them in one call.

    Sites are rows of plain values, without a record each; only those with a
    position. All of it is read with the rights of whoever looks.
    """

    _name = "mtm.map"
    _description = "Map"

    @api.model
    @api.readonly
    def read_map(self, model, domain):
        """Return the sites and countries of what a user looks at.

        :param model: ``mtm.engagement`` or ``mtm.site``
        :param domain: which of them
        :return: ``sites``, rows of id, name, latitude, longitude, country and
            number of engagements; ``countries``; and ``unplaced``, the number of
            sites without a position
        """
        if model == "mtm.engagement":
            engagements = Domain(domain)
            counts = self._count_engagements(engagements)
            sites = Domain("id", "in", list(counts))
        elif model == "mtm.site":
            sites = Domain(domain)
            engagements = Domain("stage_id.is_closed", "=", False)
            counts = self._count_engagements(engagements)
        else:
            raise UserError(self.env._("There is no map of %(model)s.", model=model))
        return {
            "sites": self._read_sites(sites, counts),
            "countries": self._read_map_countries(sites, engagements),
            "unplaced": self._read_unplaced(sites),
            "engagements": list(engagements),
        }

    @api.model
    def _count_engagements(self, domain):
        """Return ``{site id: number of engagements there}``."""
        groups = self.env["mtm.engagement"]._read_group(
            domain & Domain("site_ids", "!=", False), ["site_ids"], ["__count"]
        )
        return {site.id: count for site, count in groups}

    @api.model
    def _is_placed(self):
        return Domain("latitude", "!=", False) & Domain("longitude", "!=", False)

    @api.model
    def _read_sites(self, domain, counts):
        model = self.env["mtm.site"]
        query = model._search(domain & self._is_placed(), order="id")
        columns = ("id", "name", "latitude", "longitude", "country_id")
        rows = self.env.execute_query(
            query.select(*(model._field_to_sql(model._table, name) for name in columns))
        )
        return [[*row, counts.get(row[0], 0)] for row in rows]

    @api.model
    def _read_map_countries(self, sites, engagements):
        """Return the countries with a site or an engagement, by name."""
        by_sites = dict(
            self.env["mtm.site"]._read_group(sites, ["country_id"], ["__count"])
        )
        by_engagements = dict(
            self.env["mtm.engagement"]._read_group(
                engagements & Domain("country_ids", "!=", False),
                ["country_ids"],
                ["__count"],
            )
        )
        countries = self.env["res.country"].union(*by_sites, *by_engagements)
        own = self.env["mtm.overview"]._own_countries()
        if own is not None:
            countries &= own
        return [
            {
                "id": country.id,
                "code": country.code,
                "name": country.name,
                "sites": by_sites.get(country, 0),
                "engagements": by_engagements.get(country, 0),
            }
            for country in countries.sorted("name")
        ]

    @api.model
    def _read_unplaced(self, sites):
        domain = sites & ~self._is_placed()
        return {
            "count": self.env["mtm.site"].search_count(domain),
            "domain": list(domain),
        }
