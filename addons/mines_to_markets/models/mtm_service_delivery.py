from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date


class MtmServiceDelivery(models.Model):
    """A service delivered to a stakeholder: what, to whom, when, where, how much."""

    _name = "mtm.service.delivery"
    _description = "Service Delivery"
    _inherit = [
        "mtm.portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["service_id", "partner_id"]

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="restrict", tracking=True
    )
    engagement_partner_id = fields.Many2one(
        related="engagement_id.partner_id", string="Engagement With"
    )
    engagement_service_ids = fields.Many2many(
        related="engagement_id.service_ids",
        string="Services of the Engagement",
        export_string_translation=False,
    )
    service_id = fields.Many2one(
        "mtm.service", required=True, index=True, ondelete="restrict", tracking=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Delivered To",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Who received it: the engagement's stakeholder, or another organisation "
        "under the same engagement.",
    )
    date = fields.Date(
        required=True, default=fields.Date.context_today, index=True, tracking=True
    )
    quantity = fields.Float(digits=(16, 3), default=1.0, tracking=True)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    country_id = fields.Many2one(
        "res.country",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_country_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Delivered By",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    count_ids = fields.One2many(
        "mtm.service.delivery.count", "delivery_id", string="Counts", copy=True
    )
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "mtm_evidence_delivery_rel",
        "delivery_id",
        "evidence_id",
        copy=False,
        ondelete="restrict",
    )
    finding = fields.Text(help="What was found; for staff only.")
    date_next = fields.Date(string="Next Check")
    company_id = fields.Many2one(
        related="engagement_id.company_id", store=True, index=True
    )

    # those to confirm are looked for every morning, the oldest first
    _to_confirm_idx = models.Index("(date, id) WHERE state = 'draft'")
    _quantity_not_negative = models.Constraint(
        "CHECK (quantity >= 0)", "A delivered quantity is not negative."
    )

    @api.depends("engagement_id")
    def _compute_partner_id(self):
        for delivery in self:
            delivery.partner_id = (
                delivery.partner_id or delivery.engagement_id.partner_id
            )

    @api.depends("service_id")
    def _compute_uom_id(self):
        for delivery in self:
            delivery.uom_id = delivery.service_id.uom_id

    @api.depends("site_id", "engagement_id")
    def _compute_country_id(self):
        for delivery in self:
            countries = delivery.site_id.country_id or (
                delivery.engagement_id.country_ids
            )
            delivery.country_id = (
                countries if len(countries) == 1 else delivery.country_id
            )

    @api.depends("service_id.name", "partner_id.name", "date")
    def _compute_display_name(self):
        for delivery in self:
            parts = (
                delivery.service_id.name,
                delivery.partner_id.name,
                fields.Date.to_string(delivery.date),
            )
            delivery.display_name = ", ".join(part for part in parts if part)

    @api.constrains("service_id", "engagement_id")
    def _check_service_of_engagement(self):
        for delivery in self:
            if delivery.service_id not in delivery.engagement_id.service_ids:
                raise ValidationError(
                    self.env._(
                        "%(service)s is not one of the services of %(engagement)s. Put "
                        "it on the engagement first.",
                        service=delivery.service_id.name,
                        engagement=delivery.engagement_id.display_name,
                    )
                )

    @api.constrains("date", "engagement_id")
    def _check_date_within_engagement(self):
        for delivery in self:
            engagement = delivery.engagement_id
            start, end = engagement.date_start, engagement.date_end
            if (start and delivery.date < start) or (end and delivery.date > end):
                raise ValidationError(delivery._outside_dates_message())

    def _outside_dates_message(self):
        """Name the delivery's day and the engagement's days, and the way out."""
        engagement = self.engagement_id
        return self.env._(
            "%(service)s for %(partner)s on %(date)s lies outside %(engagement)s, "
            "which is from %(start)s to %(end)s. Correct the day, or the engagement's "
            "dates.",
            service=self.service_id.name,
            partner=self.partner_id.name,
            date=format_date(self.env, self.date),
            engagement=engagement.display_name,
            start=format_date(self.env, engagement.date_start) or self.env._("any day"),
            end=format_date(self.env, engagement.date_end) or self.env._("open end"),
        )

    @api.constrains("service_id", "country_id")
    def _check_service_available(self):
        for delivery in self:
            service, country = delivery.service_id, delivery.country_id
            if country and not service._is_available_in(country):
                raise ValidationError(
                    self.env._(
                        "%(service)s is available in %(available)s only, not in "
                        "%(country)s.",
                        service=service.name,
                        available=", ".join(service.country_ids.mapped("name")),
                        country=country.name,
                    )
                )

    @api.constrains("site_id", "country_id")
    def _check_site_in_country(self):
        for delivery in self:
            site, country = delivery.site_id, delivery.country_id
            if site and country and site.country_id != country:
                raise ValidationError(
                    self.env._(
                        "%(site)s lies in %(site_country)s, not in %(country)s.",
                        site=site.name,
                        site_country=site.country_id.name,
                        country=country.name,
                    )
                )

    @api.constrains("state", "country_id")
    def _check_confirmed_has_country(self):
        for delivery in self:
            if delivery.state == "confirmed" and not delivery.country_id:
                raise ValidationError(
                    self.env._(
                        "Say in which country %(delivery)s was delivered.",
                        delivery=delivery.display_name,
                    )
                )

    @api.model
    def _locked_fields(self):
        """Return the names of the fields that a confirmation locks."""
        return {
            "engagement_id",
            "service_id",
            "partner_id",
            "date",
            "quantity",
            "uom_id",
            "country_id",
            "site_id",
            "count_ids",
        }

    def write(self, vals):
        if self._locked_fields().intersection(vals):
            self._check_not_confirmed()
        if vals.get("state") == "draft":
            self._check_may_be_reset()
        return super().write(vals)

    def _check_may_be_reset(self):
        """:raises UserError: when something rests on one of these"""
        self._check_nothing_rests(
            self.env._("%(names)s stays confirmed, because something rests on it:")
        )

    def _check_not_confirmed(self):
        """:raises UserError: when one of these is confirmed."""
        confirmed = self.filtered(lambda delivery: delivery.state == "confirmed")
        if confirmed:
            raise UserError(
                self.env._(
                    "%(delivery)s is confirmed. Reset it to draft to change it.",
                    delivery=confirmed[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_nothing_rests()
        self._check_not_confirmed()

    def _quantity_in(self, uom):
        """Return the quantity in a unit, or None in a unit of another kind."""
        self.ensure_one()
        own = self.uom_id
        if not (own and uom) or own == uom:
            return self.quantity
        if not own._has_common_reference(uom):
            return None
        return own._compute_quantity(self.quantity, uom, round=False)

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "engagement_id",
            "service_id",
            "partner_id",
            "date",
            "quantity",
            "uom_id",
            "country_id",
            "site_id",
            "state",
        }

    def _portal_card(self):
        return super()._portal_card() | {
            "service": self.service_id.name,
            "partner": self.partner_id.name,
            "date": self.date,
            "quantity": self._portal_number(self.quantity),
            "unit": self.uom_id.name,
            "country": self.country_id.name,
            "site": self.site_id.name,
        }

    def action_confirm(self):
        self.state = "confirmed"

    def action_reset_to_draft(self):
        self.state = "draft"

    def action_view_engagement(self):
        self.ensure_one()
        return self.engagement_id._get_records_action(name=self.env._("Engagement"))
