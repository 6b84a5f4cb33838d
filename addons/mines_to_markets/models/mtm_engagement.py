from odoo import api, fields, models
from odoo.exceptions import ValidationError
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
    member_ids = fields.Many2many(
        "res.users",
        "mtm_engagement_member_rel",
        "engagement_id",
        "user_id",
        string="Team",
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
        is_open = Domain("state", "=", "open")
        counts = self._count_by_engagement("mtm.commitment", is_open)
        overdue = self._count_by_engagement(
            "mtm.commitment", is_open & Domain("date_due", "<", "today")
        )
        for engagement in self:
            engagement.commitment_count = counts.get(engagement, 0)
            engagement.commitment_overdue_count = overdue.get(engagement, 0)

    def _compute_meeting_count(self):
        counts = dict(
            self.env["calendar.event"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for engagement in self:
            engagement.meeting_count = counts.get(engagement.id, 0)

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

    @api.constrains("service_ids", "partner_id", "country_ids")
    def _check_services_offered(self):
        for engagement in self:
            engagement._check_services_offered_to_type()
            engagement._check_services_available()

    def _check_services_offered_to_type(self):
        """:raises ValidationError: naming the services, the type and the way out."""
        self.ensure_one()
        if not self.service_ids:
            return
        kind = self.partner_id.stakeholder_type_id
        if not kind:
            raise ValidationError(
                self.env._(
                    "Say first what type of stakeholder %(partner)s is: services are "
                    "offered by type.",
                    partner=self.partner_id.display_name,
                )
            )
        offered = self.env["mtm.service"]._offered_to(kind)
        missing = self.service_ids - offered
        if not missing:
            return
        if not offered:
            raise ValidationError(
                self.env._(
                    "No service is offered to %(type)s, so %(services)s cannot be put "
                    "on this engagement. To add an offer, open the service under "
                    "Configuration / Services and add the type to “Offered To”.",
                    type=kind.complete_name,
                    services=", ".join(missing.mapped("name")),
                )
            )
        raise ValidationError(
            self.env._(
                "%(services)s: not offered to %(type)s. What is offered to them: "
                "%(offered)s.",
                services=", ".join(missing.mapped("name")),
                type=kind.complete_name,
                offered=", ".join(offered.mapped("name")),
            )
        )

    def _check_services_available(self):
        """:raises ValidationError: naming the service and where it can be had."""
        for service in self.service_ids:
            if not service._is_available_in(self.country_ids):
                raise ValidationError(
                    self.env._(
                        "%(service)s is available in %(available)s only, and this "
                        "engagement is in %(countries)s.",
                        service=service.name,
                        available=", ".join(service.country_ids.mapped("name")),
                        countries=", ".join(self.country_ids.mapped("name"))
                        or self.env._("no country yet"),
                    )
                )

    @api.constrains("stage_id", "agreement_ids", "partner_id")
    def _check_stage_has_agreement(self):
        for engagement in self:
            stage = engagement.stage_id
            if stage.requires_agreement and not engagement._valid_agreements():
                raise ValidationError(engagement._missing_agreement_message())

    def _valid_agreements(self):
        """Return this engagement's agreements that are signed and valid today."""
        return self.agreement_ids._filtered_valid_on(fields.Date.context_today(self))

    def _missing_agreement_message(self):
        if not self.agreement_ids:
            return self.env._(
                "%(engagement)s cannot enter the stage %(stage)s without a signed "
                "agreement with %(partner)s. Add one under Agreements.",
                engagement=self.name,
                stage=self.stage_id.name,
                partner=self.partner_id.name,
            )
        return self.env._(
            "%(engagement)s cannot enter the stage %(stage)s: no agreement is signed "
            "and valid today. %(agreements)s",
            engagement=self.name,
            stage=self.stage_id.name,
            agreements=" ".join(
                agreement._describe_validity() for agreement in self.agreement_ids
            ),
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

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "name",
            "code",
            "partner_id",
            "stage_id",
            "service_ids",
            "country_ids",
            "mineral_ids",
            "date_start",
            "date_end",
        }

    def _portal_card(self):
        return super()._portal_card() | {
            "url": f"/my/engagements/{self.id}",
            "name": self.name,
            "code": self.code,
            "partner": self.partner_id.name,
            "stage": self.stage_id.name,
            "is_closed": self.stage_id.is_closed,
            "services": self.service_ids.mapped("name"),
            "countries": self.country_ids.mapped("name"),
            "minerals": self.mineral_ids.mapped("name"),
            "date_start": self.date_start,
            "date_end": self.date_end,
            "contact_name": self.user_id.name,
            "contact_email": self.user_id.email,
        }

    def action_new_delivery(self):
        """Open an empty delivery of this engagement."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Delivery"),
            "res_model": "mtm.service.delivery",
            "view_mode": "form",
            "context": {
                "default_engagement_id": self.id,
                "default_service_id": self.service_ids.id
                if len(self.service_ids) == 1
                else False,
            },
        }

    def action_view_deliveries(self):
        return self._action_view("mtm_service_delivery_action")

    def action_view_commitments(self):
        action = self._action_view("mtm_commitment_action")
        action["context"]["search_default_open"] = 1
        return action

    def action_view_agreements(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agreement.agreement_action"
        )
        return action | {
            "domain": [("id", "in", self.agreement_ids.ids)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    def action_view_sites(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_site_action"
        )
        return action | {"domain": [("id", "in", self.site_ids.ids)], "context": {}}

    def action_view_meetings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "calendar.action_calendar_event"
        )
        attendees = self.env.user.partner_id | self.contact_ids
        return action | {
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {
                "default_name": self.name,
                "default_partner_ids": attendees.ids,
                "default_res_model": self._name,
                "default_res_id": self.id,
            },
        }

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id._get_records_action(name=self.env._("Opportunity"))

    def action_view_partner(self):
        self.ensure_one()
        return self.partner_id._get_records_action(name=self.env._("Stakeholder"))

    def _action_view(self, action_name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"mines_to_markets.{action_name}"
        )
        return action | {
            "domain": [("engagement_id", "=", self.id)],
            "context": {
                "default_engagement_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        }
