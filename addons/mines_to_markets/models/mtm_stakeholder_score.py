from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MtmStakeholderScore(models.Model):
    """How much a stakeholder can do about our work, and cares, somewhere, on a day.

    Scores are never overwritten by a newer opinion: each has its date, and the
    latest of each place is what counts today.
    """

    _name = "mtm.stakeholder.score"
    _description = "Influence and Interest of a Stakeholder"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    country_id = fields.Many2one(
        "res.country",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: everywhere.",
    )
    site_id = fields.Many2one(
        "mtm.site",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('country_id', '=?', country_id)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    influence = fields.Integer(
        required=True,
        default=3,
        aggregator="avg",
        help="From 1, can hardly help or hinder, to 5, decides.",
    )
    interest = fields.Integer(
        required=True,
        default=3,
        aggregator="avg",
        help="From 1, indifferent, to 5, it matters most to them.",
    )
    note = fields.Char(string="Why")
    user_id = fields.Many2one(
        "res.users",
        string="Scored by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    is_latest = fields.Boolean(
        string="Latest of Its Place",
        compute="_compute_is_latest",
        search="_search_is_latest",
    )

    _influence_in_range = models.Constraint(
        "CHECK (influence BETWEEN 1 AND 5)", "Influence is a number from 1 to 5."
    )
    _interest_in_range = models.Constraint(
        "CHECK (interest BETWEEN 1 AND 5)", "Interest is a number from 1 to 5."
    )
    _key_unique = models.UniqueIndex(
        "(partner_id, COALESCE(country_id, 0), COALESCE(site_id, 0), date)",
        "This stakeholder has a score for this place and day already. Change that "
        "one, or give this one another date.",
    )

    @api.depends("site_id")
    def _compute_country_id(self):
        for score in self:
            score.country_id = score.site_id.country_id or score.country_id

    @api.depends("partner_id", "country_id", "site_id", "date")
    def _compute_is_latest(self):
        latest = self.search([("id", "in", self.ids), ("is_latest", "=", True)])
        for score in self:
            score.is_latest = score in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        latest = SQL(
            "(SELECT DISTINCT ON (partner_id, country_id, site_id) id FROM %s "
            "ORDER BY partner_id, country_id, site_id, date DESC)",
            SQL.identifier(self._table),
        )
        return Domain("id", "in", latest)

    @api.depends("partner_id.name", "date")
    def _compute_display_name(self):
        for score in self:
            score.display_name = f"{score.partner_id.name or ''}, {score.date or ''}"
