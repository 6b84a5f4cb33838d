import itertools

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "mtm.restrict.mixin"]

    stakeholder_type_id = fields.Many2one(
        "mtm.stakeholder.type",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups="base.group_user",
    )
    operating_country_ids = fields.Many2many(
        "res.country",
        "mtm_partner_operating_country_rel",
        "partner_id",
        "country_id",
        string="Works In",
        ondelete="restrict",
        groups="base.group_user",
    )
    mineral_ids = fields.Many2many(
        "mtm.mineral", string="Minerals", groups="base.group_user"
    )
    iati_organisation_ref = fields.Char(
        string="IATI Organisation Identifier",
        index="btree_not_null",
        groups="base.group_user",
    )
    uei = fields.Char(
        string="UEI",
        help="Unique Entity Identifier of the US Government.",
        groups="base.group_user",
    )
    ein = fields.Char(
        string="EIN",
        help="US Employer Identification Number.",
        groups="base.group_user",
    )
    is_expert = fields.Boolean(groups="base.group_user")
    expertise_ids = fields.Many2many(
        "mtm.theme", string="Areas of Expertise", groups="base.group_user"
    )
    own_company_ids = fields.One2many(
        "res.company",
        "partner_id",
        string="Own Companies",
        groups="base.group_user",
        export_string_translation=False,
    )
    access_ids = fields.One2many(
        "mtm.partner.access",
        "partner_id",
        string="Portal Access",
        groups="mines_to_markets.group_mtm_user",
    )
    relation_left_ids = fields.One2many(groups="base.group_user")
    relation_right_ids = fields.One2many(groups="base.group_user")
    relation_count = fields.Integer(
        compute="_compute_mtm_counts", groups="base.group_user"
    )
    search_relation_type_id = fields.Many2one(groups="base.group_user")
    search_relation_partner_id = fields.Many2one(groups="base.group_user")
    search_relation_date = fields.Date(groups="base.group_user")
    search_relation_partner_category_id = fields.Many2one(groups="base.group_user")
    engagement_ids = fields.One2many(
        "mtm.engagement", "partner_id", groups="mines_to_markets.group_mtm_user"
    )
    score_ids = fields.One2many(
        "mtm.stakeholder.score",
        "partner_id",
        string="Influence and Interest",
        groups="mines_to_markets.group_mtm_user",
    )
    membership_ids = fields.One2many(
        "mtm.membership",
        "partner_id",
        string="Members",
        groups="mines_to_markets.group_mtm_user",
    )
    formalization_ids = fields.One2many(
        "mtm.formalization",
        "partner_id",
        groups="mines_to_markets.group_mtm_user",
    )
    focal_point_ids = fields.One2many(
        "mtm.focal.point",
        "partner_id",
        string="Focal Points",
        groups="mines_to_markets.group_mtm_user",
    )
    engagement_count = fields.Integer(
        compute="_compute_mtm_counts", groups="mines_to_markets.group_mtm_user"
    )
    delivery_count = fields.Integer(
        compute="_compute_mtm_counts", groups="mines_to_markets.group_mtm_user"
    )
    vetting_count = fields.Integer(
        compute="_compute_mtm_counts", groups="mines_to_markets.group_mtm_user"
    )

    @api.model
    def _counted_by_partner(self):
        """Return ``{field: [(model, field that names the partner)]}`` of the form."""
        return {
            "engagement_count": [("mtm.engagement", "partner_id")],
            "delivery_count": [("mtm.service.delivery", "partner_id")],
            "vetting_count": [("mtm.vetting", "partner_id")],
            "agreements_count": [("agreement", "partner_id")],
            "relation_count": [
                ("res.partner.relation", "left_partner_id"),
                ("res.partner.relation", "right_partner_id"),
            ],
        }

    def _compute_mtm_counts(self):
        """Count what the user may read, all of it in one statement."""
        names = self._counted_by_partner()
        counts = dict.fromkeys(itertools.product(names, self.ids), 0)
        branches = [
            self._count_branch(name, *source)
            for name, sources in names.items()
            for source in sources
            if self.env[source[0]].has_access("read")
        ]
        if branches and self.ids:
            statement = SQL(" UNION ALL ").join(branches)
            for name, partner_id, count in self.env.execute_query(statement):
                counts[name, partner_id] += count
        for partner in self:
            for name in names:
                partner[name] = counts.get((name, partner._origin.id), 0)

    def _count_branch(self, name, model, field):
        query = self.env[model]._search([(field, "in", self.ids)])
        partner = SQL.identifier(query.table, field)
        query.groupby = partner
        return query.select(SQL("%s", name), partner, SQL("COUNT(*)"))

    @api.constrains("stakeholder_type_id")
    def _check_engagements_fit_type(self):
        for engagement in self.sudo().engagement_ids:
            if not engagement.is_closed:
                engagement._check_services_offered_to_type()

    def action_view_relations(self):
        """Open the relations of this partner, in its own words."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.res_partner_relation_action"
        )
        return action | {
            "domain": [
                "|",
                ("left_partner_id", "=", self.id),
                ("right_partner_id", "=", self.id),
            ],
            "context": {
                "current_partner_id": self.id,
                "default_left_partner_id": self.id,
            },
        }

    def action_view_engagements(self):
        return self._action_view_mtm("mtm_engagement_action")

    def action_view_deliveries(self):
        return self._action_view_mtm("mtm_service_delivery_action")

    def action_view_vettings(self):
        return self._action_view_mtm("mtm_vetting_action")

    def _action_view_mtm(self, action_name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"mines_to_markets.{action_name}"
        )
        return action | {
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
