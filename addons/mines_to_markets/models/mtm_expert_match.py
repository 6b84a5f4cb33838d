from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# what a criterion weighs of those that the engagement asks for
WEIGHTS = {"theme": 50, "country": 30, "language": 20}


class MtmExpertMatch(models.Model):
    """Experts against one engagement, which the context names: one query for all.

    Colleagues and people from outside stand side by side. A criterion that the
    engagement does not ask for (no theme on its services, say) counts for nobody.
    """

    _name = "mtm.expert.match"
    _description = "Expert for an Engagement"
    _auto = False
    _order = "in_team, score desc, availability desc nulls last, id"
    _rec_name = "partner_id"
    _depends = {
        "mtm.engagement": ["service_ids", "country_ids", "member_ids", "expert_ids"],
        "mtm.service": ["theme_ids"],
        "res.partner": [
            "is_expert",
            "expertise_ids",
            "expert_country_ids",
            "expert_language_ids",
            "active",
        ],
        "res.users": ["partner_id", "share", "active"],
        "mtm.availability": ["partner_id", "date_start", "date_end", "share"],
    }

    partner_id = fields.Many2one("res.partner", string="Expert", readonly=True)
    is_staff = fields.Boolean(string="Colleague", readonly=True)
    in_team = fields.Boolean(string="In the Team", readonly=True)
    theme_count = fields.Integer(readonly=True)
    country_count = fields.Integer(readonly=True)
    language_count = fields.Integer(readonly=True)
    availability = fields.Float(
        string="Free (%)",
        readonly=True,
        aggregator="avg",
        help="Of full time, in the engagement's days that are still to come.",
    )
    is_availability_known = fields.Boolean(readonly=True)
    score = fields.Float(string="Fit", readonly=True, aggregator="avg")
    fits = fields.Char(compute="_compute_fits")
    lacks = fields.Char(compute="_compute_fits")
    free = fields.Char(compute="_compute_fits", string="Free in Its Days")

    @property
    def _table_query(self):
        engagement = self._engagement()
        return SQL(
            "SELECT * FROM (%s) AS experts",
            self._scored(self._counted(engagement), engagement),
        )

    @api.model
    def _engagement(self):
        """Return the engagement that the context names, when the user may read it."""
        engagement = self.env["mtm.engagement"].browse(
            self.env.context.get("engagement_id", [])
        )
        return engagement._filtered_access("read")

    @api.model
    def _asked(self):
        """Return what is asked of an expert: themes, countries, languages."""
        engagement = self._engagement()
        return {
            "theme": engagement.service_ids.theme_ids,
            "country": engagement.country_ids,
            "language": engagement._expert_languages()
            if engagement
            else self.env["res.lang"],
        }

    def _counted(self, engagement):
        start, end = engagement._expert_window() if engagement else (None, None)
        asked = {name: tuple(found.ids or [0]) for name, found in self._asked().items()}
        return SQL(
            """
            SELECT partner.id, partner.id AS partner_id,
                   staff.id IS NOT NULL AS is_staff,
                   EXISTS (
                       SELECT FROM mtm_engagement_member_rel member
                        WHERE member.engagement_id = %(engagement)s
                          AND member.user_id = staff.id
                   ) OR EXISTS (
                       SELECT FROM mtm_engagement_expert_rel expert
                        WHERE expert.engagement_id = %(engagement)s
                          AND expert.partner_id = partner.id
                   ) AS in_team,
                   (SELECT count(*) FROM mtm_theme_res_partner_rel known
                     WHERE known.res_partner_id = partner.id
                       AND known.mtm_theme_id IN %(theme)s)::integer AS theme_count,
                   (SELECT count(*) FROM mtm_expert_country_rel known
                     WHERE known.partner_id = partner.id
                       AND known.country_id IN %(country)s)::integer AS country_count,
                   (SELECT count(*) FROM mtm_expert_language_rel known
                     WHERE known.partner_id = partner.id
                       AND known.lang_id IN %(language)s)::integer AS language_count,
                   (SELECT sum(known.share * (
                               LEAST(COALESCE(known.date_end, %(end)s::date),
                                     %(end)s::date)
                               - GREATEST(known.date_start, %(start)s::date) + 1))
                           / (%(end)s::date - %(start)s::date + 1)
                      FROM mtm_availability known
                     WHERE known.partner_id = partner.id
                       AND known.date_start <= %(end)s::date
                       AND COALESCE(known.date_end, %(end)s::date) >= %(start)s::date
                   ) AS availability
              FROM res_partner partner
              LEFT JOIN LATERAL (
                       SELECT id FROM res_users
                        WHERE partner_id = partner.id AND active
                          AND share IS NOT TRUE
                        ORDER BY id LIMIT 1
                   ) staff ON TRUE
             WHERE partner.active AND partner.is_expert
            """,
            engagement=engagement.id or 0,
            start=start,
            end=end,
            **asked,
        )

    def _scored(self, counted, engagement):
        """Add the fit: what is met of what is asked, weighed, in percent.

        Of the languages one is enough.
        """
        asked = {name: len(found) for name, found in self._asked().items()}
        asked["language"] = min(asked["language"], 1)
        weights = {name: w for name, w in WEIGHTS.items() if asked[name]}
        whole = sum(weights.values()) or 1
        parts = [
            SQL(
                "%s * LEAST(%s, %s)::numeric / %s",
                100 * weight / whole,
                SQL.identifier(f"{name}_count"),
                asked[name],
                asked[name],
            )
            for name, weight in weights.items()
        ]
        return SQL(
            "SELECT *, availability IS NOT NULL AS is_availability_known, "
            "(%s) AS score FROM (%s) AS counted",
            SQL(" + ").join(parts) if parts else SQL("0"),
            counted,
        )

    @api.depends_context("engagement_id", "lang")
    @api.depends("partner_id", "availability")
    def _compute_fits(self):
        asked = self._asked()
        for match in self:
            expert = match.partner_id.with_context(active_test=False)
            has = {
                "theme": expert.expertise_ids,
                "country": expert.expert_country_ids,
                "language": expert.expert_language_ids,
            }
            fits, lacks = [], []
            for name, wanted in asked.items():
                met = wanted & has[name]
                fits += met.mapped("name")
                if name != "language":
                    lacks += (wanted - met).mapped("name")
                elif wanted and not met:
                    lacks.append(" / ".join(wanted.mapped("name")))
            match.fits = ", ".join(fits)
            match.lacks = ", ".join(lacks)
            match.free = (
                self.env._("%(share).0f %%", share=match.availability)
                if match.is_availability_known
                else self.env._("not stated")
            )

    def action_add(self):
        """Put these experts on the engagement's team."""
        engagement = self._engagement()
        if not engagement:
            raise AccessError(
                self.env._("Find experts from an engagement that you may see.")
            )
        engagement.check_access("write")
        for match in self:
            engagement._add_expert(match.partner_id)
        self.invalidate_model(["in_team"])
        return {"type": "ir.actions.client", "tag": "soft_reload"}
