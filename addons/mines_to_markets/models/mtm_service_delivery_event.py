from odoo import Command, api, fields, models


class MtmServiceDelivery(models.Model):
    """Deliveries that are trainings: counted from who came, once a session."""

    _inherit = "mtm.service.delivery"

    event_id = fields.Many2one(
        "event.event",
        string="Training",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    event_session_id = fields.Many2one(
        "mtm.event.session",
        string="Session",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_attendance_changed = fields.Boolean(
        string="Attendance Changed",
        compute="_compute_is_attendance_changed",
        help="Who came was changed since this delivery was recorded.",
    )

    _event_unique = models.UniqueIndex(
        "(event_id, COALESCE(event_session_id, 0)) WHERE event_id IS NOT NULL",
        "This training, or session of it, is recorded as a delivery already.",
    )

    @api.depends("event_id", "count_ids.quantity", "count_ids.disaggregation_id")
    def _compute_is_attendance_changed(self):
        of_events = self.filtered("event_id")
        # that a count differs is for all who read the delivery
        attended = of_events.sudo().event_id._read_attendance()
        for delivery in self:
            key = (delivery.sudo().event_id, delivery.sudo().event_session_id)
            delivery.is_attendance_changed = bool(
                delivery.event_id
                and attended.get(key, {}) != delivery._counts_by_category()
            )

    def _counts_by_category(self):
        """Return ``{frozenset of categories' ids: number}``."""
        self.ensure_one()
        return {
            frozenset(count.disaggregation_id.value_ids.ids): count.quantity
            for count in self.count_ids
        }

    @api.model
    def _count_commands(self, counts):
        """Return what creates counts by category.

        :param counts: ``{frozenset of categories' ids: number}``
        """
        return [
            Command.create(
                {"category_ids": [Command.set(list(categories))], "quantity": number}
                if categories
                else {"quantity": number}
            )
            for categories, number in counts.items()
        ]

    def _take_over_attendance(self, counts):
        """Count a draft again from who came."""
        self.ensure_one()
        if self._counts_by_category() != counts:
            self.count_ids.unlink()
            self.count_ids = self._count_commands(counts)

    def action_view_event(self):
        self.ensure_one()
        return self.event_id._get_records_action(name=self.env._("Training"))
