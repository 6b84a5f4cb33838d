from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import attendance


class EventEvent(models.Model):
    """A training or workshop under an engagement, which becomes deliveries.

    Names stay with the registrations, which only the engagement's team reads. What
    leaves is how many came, by sex and age band.
    """

    _name = "event.event"
    _inherit = ["event.event", "mtm.restrict.mixin"]

    engagement_id = fields.Many2one(
        "mtm.engagement",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups="mines_to_markets.group_mtm_user",
    )
    engagement_service_ids = fields.Many2many(
        related="engagement_id.service_ids",
        string="Services of the Engagement",
        groups="mines_to_markets.group_mtm_user",
        export_string_translation=False,
    )
    service_id = fields.Many2one(
        "mtm.service",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_service_id",
        store=True,
        readonly=False,
        precompute=True,
        help="What is delivered by this training or workshop.",
    )
    site_id = fields.Many2one(
        "mtm.site",
        index="btree_not_null",
        ondelete="restrict",
        groups="mines_to_markets.group_mtm_user",
    )
    # Odoo writes an event's country on the address of its venue
    country_id = fields.Many2one(
        "res.country",
        related=None,
        compute="_compute_country_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    session_ids = fields.One2many(
        "mtm.event.session",
        "event_id",
        copy=True,
        groups="mines_to_markets.group_mtm_user",
    )
    delivery_ids = fields.One2many(
        "mtm.service.delivery", "event_id", groups="mines_to_markets.group_mtm_user"
    )
    delivery_count = fields.Integer(
        compute="_compute_delivery_count", groups="mines_to_markets.group_mtm_user"
    )
    is_attendance_changed = fields.Boolean(
        compute="_compute_is_attendance_changed",
        groups="mines_to_markets.group_mtm_user",
    )

    _service_of_engagement = models.Constraint(
        "CHECK (engagement_id IS NULL OR service_id IS NOT NULL)",
        "Say which service of the engagement is delivered.",
    )
    _sessions_not_slots = models.Constraint(
        "CHECK (engagement_id IS NULL OR is_multi_slots IS NOT TRUE)",
        "Slots are alternatives, of which everybody takes one. For a training that has "
        "several sessions, list the sessions; for one that is given several times, "
        "make an event of each.",
    )

    @api.depends("engagement_id")
    def _compute_service_id(self):
        for event in self:
            services = event.engagement_id.service_ids
            if event.service_id not in services:
                event.service_id = services if len(services) == 1 else False

    @api.depends("site_id", "engagement_id", "address_id.country_id")
    def _compute_country_id(self):
        for event in self:
            place = event.site_id.country_id or event.address_id.country_id
            countries = event.engagement_id.country_ids
            if event.engagement_id and place not in countries:
                place = countries if len(countries) == 1 else event.country_id
            event.country_id = place

    @api.depends("engagement_id")
    def _compute_event_mail_ids(self):
        # who comes to a training under an engagement gets a letter only where a
        # template says so
        trainings = self.filtered(
            lambda event: event.sudo().engagement_id and not event.event_type_id
        )
        trainings.filtered(lambda event: not event._origin).event_mail_ids = False
        return super(EventEvent, self - trainings)._compute_event_mail_ids()

    def _compute_delivery_count(self):
        counts = dict(
            self.env["mtm.service.delivery"]._read_group(
                [("event_id", "in", self.ids)], ["event_id"], ["__count"]
            )
        )
        for event in self:
            event.delivery_count = counts.get(event, 0)

    @api.depends("delivery_ids.is_attendance_changed")
    def _compute_is_attendance_changed(self):
        for event in self:
            event.is_attendance_changed = any(
                event.delivery_ids.mapped("is_attendance_changed")
            )

    @api.constrains("engagement_id", "service_id")
    def _check_service_of_engagement(self):
        # other departments' events have no engagement, nor may they look for one
        for event in self.sudo().filtered("engagement_id"):
            if event.service_id not in event.engagement_id.service_ids:
                raise ValidationError(
                    self.env._(
                        "%(service)s is not one of the services of %(engagement)s. Put "
                        "it on the engagement first.",
                        service=event.service_id.name,
                        engagement=event.engagement_id.display_name,
                    )
                )

    def _day(self):
        """Return the day on which this begins, where it takes place."""
        self.ensure_one()
        here = self.with_context(tz=self.date_tz)
        return fields.Datetime.context_timestamp(here, self.date_begin).date()

    def _read_attendance(self):
        """Return how many came: ``{(event, session): {categories: number}}``.

        Without sessions it is who was marked as attended, under an empty session.
        """
        # counts are for all who work with the engagement, names are not
        Registration = self.env["event.registration"].sudo()
        Session = self.env["mtm.event.session"]
        found = {}
        plain = self.filtered(lambda event: not event.session_ids)
        groups = Registration._read_group(
            [("event_id", "in", plain.ids), ("state", "=", "done")],
            ["event_id", "sex_id", "age_band_id"],
            ["__count"],
        )
        for event, sex, age, number in groups:
            key = (event.with_env(self.env), Session)
            found.setdefault(key, {})[sex.id or None, age.id or None] = number
        groups = Registration._read_group(
            [
                ("session_ids", "in", self.session_ids.ids),
                ("state", "not in", ("draft", "cancel")),
            ],
            ["session_ids", "sex_id", "age_band_id"],
            ["__count"],
        )
        for session, sex, age, number in groups:
            session = session.with_env(self.env)
            key = (session.event_id, session)
            found.setdefault(key, {})[sex.id or None, age.id or None] = number
        return {
            key: attendance.counts_of(numbers)
            for key, numbers in found.items()
            if key[1] in key[0].session_ids or not key[1]
        }

    def action_record_deliveries(self):
        """Make a delivery of each session that somebody attended, once.

        A draft takes over what changed since; a confirmed one says that it changed.
        """
        self.ensure_one()
        if not self.engagement_id:
            raise UserError(
                self.env._("Say first which engagement this is a delivery of.")
            )
        attended = self._read_attendance()
        if not attended:
            raise UserError(
                self.env._("Nobody is marked as attended yet: mark who came first.")
            )
        for (_event, session), counts in attended.items():
            delivery = self.delivery_ids.filtered(
                lambda d, s=session: d.event_session_id == s
            )
            if not delivery:
                self._create_delivery(session, counts)
            elif delivery.state == "draft":
                delivery._take_over_attendance(counts)
        return self.action_view_deliveries()

    def _create_delivery(self, session, counts):
        values = {
            "engagement_id": self.engagement_id.id,
            "service_id": self.service_id.id,
            "event_id": self.id,
            "event_session_id": session.id,
            "date": session.date or self._day(),
            "country_id": self.country_id.id,
            "site_id": self.site_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "quantity": 1,
        }
        Delivery = self.env["mtm.service.delivery"]
        return Delivery.create(values | {"count_ids": Delivery._count_commands(counts)})

    def action_view_deliveries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_service_delivery_action"
        )
        return action | {
            "domain": [("event_id", "in", self.ids)],
            "context": {"create": False},
        }
