from odoo import api, fields, models
from odoo.fields import Domain


class MtmEngagement(models.Model):
    """A live working relationship with one stakeholder, others joining."""

    _name = "mtm.engagement"
    _description = "Engagement"
    _inherit = [
        "mtm.portal.mixin",
        "mail.tracking.duration.mixin",
        "mail.activity.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "code", "partner_id"]
    _check_company_auto = True
    _track_duration_field = "stage_id"

    name = fields.Char(
        required=True,
        tracking=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    code = fields.Char(required=True, readonly=True, copy=False, default="/")
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('is_company', '=', True)]",
    )
    stakeholder_type_id = fields.Many2one(
        related="partner_id.stakeholder_type_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    party_ids = fields.One2many("mtm.engagement.party", "engagement_id", copy=True)
    contact_ids = fields.Many2many(
        "res.partner",
        "mtm_engagement_contact_rel",
        "engagement_id",
        "partner_id",
        string="Contacts",
        domain="[('is_company', '=', False)]",
    )
    stage_id = fields.Many2one(
        "mtm.engagement.stage",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        copy=False,
        default=lambda self: self._default_stage_id(),
        group_expand="_read_group_expand_full",
    )
    date_last_stage_update = fields.Datetime(
        compute="_compute_date_last_stage_update", store=True, precompute=True
    )
    is_closed = fields.Boolean(related="stage_id.is_closed")
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    team_ids = fields.One2many(
        "mtm.engagement.member", "engagement_id", string="Team Roles", copy=True
    )
    member_ids = fields.Many2many(
        "res.users",
        "mtm_engagement_member_rel",
        "engagement_id",
        "user_id",
        string="Team",
        compute="_compute_member_ids",
        inverse="_inverse_member_ids",
        store=True,
        readonly=False,
        copy=False,
        domain="[('share', '=', False)]",
    )
    service_ids = fields.Many2many(
        "mtm.service",
        "mtm_engagement_service_rel",
        "engagement_id",
        "service_id",
        string="Services",
    )
    offered_service_ids = fields.Many2many(
        "mtm.service", compute="_compute_offered_service_ids"
    )
    country_ids = fields.Many2many(
        "res.country",
        "mtm_engagement_country_rel",
        "engagement_id",
        "country_id",
        string="Countries",
        ondelete="restrict",
    )
    mineral_ids = fields.Many2many(
        "mtm.mineral",
        "mtm_engagement_mineral_rel",
        "engagement_id",
        "mineral_id",
        string="Minerals",
    )
    site_ids = fields.Many2many(
        "mtm.site",
        "mtm_engagement_site_rel",
        "engagement_id",
        "site_id",
        string="Sites",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    agreement_ids = fields.Many2many(
        "agreement",
        "mtm_engagement_agreement_rel",
        "engagement_id",
        "agreement_id",
        string="Agreements",
        copy=False,
    )
    commitment_ids = fields.One2many("mtm.commitment", "engagement_id")
    delivery_ids = fields.One2many("mtm.service.delivery", "engagement_id")
    date_start = fields.Date(
        string="Start", default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(string="End", tracking=True)
    health = fields.Selection(
        [
            ("on_track", "On track"),
            ("at_risk", "At risk"),
            ("off_track", "Off track"),
        ],
        default="on_track",
        required=True,
        copy=False,
        tracking=True,
    )
    description = fields.Html(sanitize_attributes=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    color = fields.Integer()
    delivery_count = fields.Integer(compute="_compute_delivery_count")
    commitment_count = fields.Integer(
        string="Open Commitments", compute="_compute_commitment_count"
    )
    commitment_overdue_count = fields.Integer(
        string="Overdue Commitments", compute="_compute_commitment_count"
    )
    meeting_count = fields.Integer(compute="_compute_meeting_count")
    agreement_count = fields.Integer(compute="_compute_link_counts")
    site_count = fields.Integer(compute="_compute_link_counts")

    _lead_unique = models.UniqueIndex(
        "(lead_id) WHERE lead_id IS NOT NULL",
        "This opportunity has opened an engagement already.",
    )
    _code_unique = models.UniqueIndex(
        "(company_id, code)", "There is an engagement with this code already."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An engagement cannot end before it starts."
    )

    @api.model
    def _default_stage_id(self):
        return self.env["mtm.engagement.stage"].search([], limit=1)

    @api.depends("partner_id")
    def _compute_name(self):
        for engagement in self:
            engagement.name = engagement.name or engagement.partner_id.name

    @api.depends("team_ids.user_id")
    def _compute_member_ids(self):
        for engagement in self:
            engagement.member_ids = engagement.team_ids.user_id

    def _inverse_member_ids(self):
        """Keep the roles of those who stay; who joins has none yet."""
        joining = []
        for engagement in self:
            members, team = engagement.member_ids, engagement.team_ids
            joining += [
                {"engagement_id": engagement.id, "user_id": user.id}
                for user in members - team.user_id
            ]
            team.filtered(lambda line, m=members: line.user_id not in m).unlink()
        self.env["mtm.engagement.member"].create(joining)

    @api.depends("stage_id")
    def _compute_date_last_stage_update(self):
        self.date_last_stage_update = fields.Datetime.now()

    @api.depends("partner_id.stakeholder_type_id", "country_ids")
    def _compute_offered_service_ids(self):
        for engagement in self:
            engagement.offered_service_ids = (
                self.env["mtm.service"]
                ._offered_to(engagement.partner_id.stakeholder_type_id)
                .filtered(
                    # _origin: in a form the countries are not records yet
                    lambda s, e=engagement: s._is_available_in(e.country_ids._origin)
                )
            )

    def _compute_delivery_count(self):
        counts = self._count_by_engagement("mtm.service.delivery")
        for engagement in self:
            engagement.delivery_count = counts.get(engagement, 0)

    def _compute_commitment_count(self):
        today = fields.Date.context_today(self)
        due = dict(
            self.env["mtm.commitment"]._read_group(
                [("engagement_id", "in", self.ids), ("state", "=", "open")],
                ["engagement_id"],
                ["date_due:array_agg"],
            )
        )
        for engagement in self:
            dates = due.get(engagement, [])
            engagement.commitment_count = len(dates)
            engagement.commitment_overdue_count = sum(date < today for date in dates)

    def _compute_meeting_count(self):
        counts = self._count_by_engagement("calendar.event")
        for engagement in self:
            engagement.meeting_count = counts.get(engagement, 0)

    @api.depends("agreement_ids", "site_ids")
    def _compute_link_counts(self):
        for engagement in self:
            engagement.agreement_count = len(engagement.agreement_ids)
            engagement.site_count = len(engagement.site_ids)

    def _count_by_engagement(self, model, domain=Domain.TRUE):
        return dict(
            self.env[model]._read_group(
                Domain("engagement_id", "in", self.ids) & domain,
                ["engagement_id"],
                ["__count"],
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("code", "/") == "/":
                company_id = vals.get("company_id", self.env.company.id)
                vals["code"] = (
                    self.env["ir.sequence"]
                    .with_company(company_id)
                    .next_by_code("mtm.engagement")
                )
        return super().create(vals_list)
