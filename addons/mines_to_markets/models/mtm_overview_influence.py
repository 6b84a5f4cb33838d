from odoo import api, models
from odoo.tools import SQL

# more points than this are a cloud; a country has fewer
POINTS = 300


class MtmOverview(models.AbstractModel):
    """Who can do how much about our work, and cares how much."""

    _inherit = "mtm.overview"

    @api.model
    def _read_influence(self, asked):
        """Return the latest score of each stakeholder, the highest first."""
        rows = self._latest_scores(asked)
        scores = self.env["mtm.stakeholder.score"].browse(row[0] for row in rows)
        name = {"fields": {"display_name": {}}}
        return {
            "total": rows[0][1] if rows else 0,
            "points": [
                {
                    "id": values["partner_id"]["id"],
                    "name": values["partner_id"]["display_name"],
                    "place": values["country_id"]
                    and values["country_id"]["display_name"],
                    "influence": values["influence"],
                    "interest": values["interest"],
                    "date": str(values["date"]),
                }
                for values in scores.web_read(
                    {
                        "partner_id": name,
                        "country_id": name,
                        "influence": {},
                        "interest": {},
                        "date": {},
                    }
                )
            ],
        }

    @api.model
    def _latest_scores(self, asked):
        """Return rows of the score's id and how many stakeholders there are."""
        scores = self.env["mtm.stakeholder.score"]._search(
            self._of_stakeholder(asked) & self._in_country(asked, "country_id")
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT id, COUNT(*) OVER ()
                  FROM (
                    SELECT DISTINCT ON (partner_id) id, influence, interest
                      FROM mtm_stakeholder_score
                     WHERE id IN %(readable)s
                     ORDER BY partner_id, date DESC, id DESC
                  ) AS latest
                 ORDER BY influence + interest DESC, id
                 LIMIT %(limit)s
                """,
                readable=scores.subselect(),
                limit=POINTS,
            )
        )
