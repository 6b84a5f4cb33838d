from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..fields import OptionalFloat, OptionalInteger


class MtmSite(models.Model):
    """A place: mine site, processing site, village, concession."""

    _name = "mtm.site"
    _description = "Site"
    _inherit = ["mail.thread", "mtm.restrict.mixin"]
    _parent_store = True
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    code = fields.Char(
        index="btree_not_null",
        help="Code of the register the site comes from, such as the PCODE of IPIS.",
    )
    name = fields.Char(required=True, index="trigram", tracking=True)
    kind = fields.Selection(
        [
            ("mine", "Mine site"),
            ("processing", "Processing site"),
            ("trading", "Trading point"),
            ("village", "Village"),
            ("concession", "Concession"),
        ],
        required=True,
        default="mine",
    )
    parent_id = fields.Many2one("mtm.site", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("mtm.site", "parent_id")
    country_id = fields.Many2one(
        "res.country", required=True, index=True, ondelete="restrict"
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('country_id', '=', country_id)]",
    )
    locality = fields.Char(
        help="Where in the province, from the larger to the smaller: territory, "
        "community, village."
    )
    latitude = OptionalFloat(aggregator=None)
    longitude = OptionalFloat(aggregator=None)
    mineral_ids = fields.Many2many("mtm.mineral", string="Minerals")
    partner_ids = fields.Many2many(
        "res.partner", string="Organisations", domain="[('is_company', '=', True)]"
    )
    date_last_visit = fields.Date(string="Last Visit", tracking=True)
    worker_count = OptionalInteger(
        string="Workers",
        help="Workers seen at the last visit; blank when they were not counted.",
    )
    active = fields.Boolean(default=True)
    engagement_count = fields.Integer(compute="_compute_engagement_count")
    delivery_count = fields.Integer(compute="_compute_delivery_count")

    _code_unique = models.UniqueIndex(
        "(country_id, code) WHERE code IS NOT NULL",
        "There is a site with this code in this country already.",
    )
    _latitude_range = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90)", "A latitude lies between -90 and 90."
    )
    _longitude_range = models.Constraint(
        "CHECK (longitude BETWEEN -180 AND 180)",
        "A longitude lies between -180 and 180.",
    )

    def _compute_engagement_count(self):
        counts = dict(
            self.env["mtm.engagement"]._read_group(
                [("site_ids", "in", self.ids)], ["site_ids"], ["__count"]
            )
        )
        for site in self:
            site.engagement_count = counts.get(site, 0)

    def _compute_delivery_count(self):
        counts = dict(
            self.env["mtm.service.delivery"]._read_group(
                [("site_id", "in", self.ids)], ["site_id"], ["__count"]
            )
        )
        for site in self:
            site.delivery_count = counts.get(site, 0)

    @api.constrains("state_id", "country_id")
    def _check_state_in_country(self):
        for site in self:
            if site.state_id and site.state_id.country_id != site.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s is not in %(country)s.",
                        state=site.state_id.name,
                        country=site.country_id.name,
                    )
                )

    def action_view_deliveries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_service_delivery_action"
        )
        return action | {"domain": [("site_id", "in", self.ids)], "context": {}}

    def action_view_engagements(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_engagement_action"
        )
        return action | {"domain": [("site_ids", "in", self.ids)], "context": {}}
