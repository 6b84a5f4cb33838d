from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class MtmEventSession(models.Model):
    """A session of a training: all who registered may come, and who came is marked.

    Odoo's slots are alternatives, of which everybody takes one.
    """

    _name = "mtm.event.session"
    _description = "Session of a Training"
    _inherit = ["mtm.restrict.mixin"]
    _order = "event_id, date, id"

    event_id = fields.Many2one(
        "event.event", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    date = fields.Date(
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    attended_ids = fields.Many2many(
        "event.registration",
        "mtm_event_attendance_rel",
        "session_id",
        "registration_id",
        string="Who Came",
        copy=False,
        domain="[('event_id', '=', event_id), ('state', '!=', 'cancel')]",
    )
    attended_count = fields.Integer(string="Came", compute="_compute_attended_count")

    @api.depends("event_id")
    def _compute_date(self):
        for session in self:
            if not session.date and session.event_id.date_begin:
                session.date = session.event_id._day()

    @api.depends("attended_ids.state")
    def _compute_attended_count(self):
        # counts are for all who work with the engagement, names are not
        counts = dict(
            self.env["event.registration"]
            .sudo()
            ._read_group(
                [
                    ("session_ids", "in", self.ids),
                    ("state", "not in", ("draft", "cancel")),
                ],
                ["session_ids"],
                ["__count"],
            )
        )
        for session in self:
            session.attended_count = counts.get(session.sudo(), 0)

    @api.constrains("attended_ids", "event_id")
    def _check_attended_registered(self):
        for session in self:
            if session.sudo().attended_ids.event_id - session.event_id:
                raise ValidationError(
                    self.env._(
                        "Who attends %(session)s has registered for %(event)s.",
                        session=session.name,
                        event=session.event_id.name,
                    )
                )

    @api.constrains("date", "event_id")
    def _check_date_in_event(self):
        for session in self:
            event = session.event_id.with_context(tz=session.event_id.date_tz)
            start, end = (
                fields.Datetime.context_timestamp(event, moment).date()
                for moment in (event.date_begin, event.date_end)
            )
            if not start <= session.date <= end:
                raise ValidationError(
                    self.env._(
                        "%(session)s is on %(date)s, and %(event)s from %(start)s to "
                        "%(end)s.",
                        session=session.name,
                        date=format_date(self.env, session.date),
                        event=event.name,
                        start=format_date(self.env, start),
                        end=format_date(self.env, end),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        sessions = super().create(vals_list)
        sessions._mark_attended()
        return sessions

    def write(self, vals):
        result = super().write(vals)
        if "attended_ids" in vals:
            self._mark_attended()
        return result

    def _mark_attended(self):
        """Who came to a session attended the event."""
        self.attended_ids.filtered(lambda r: r.state == "open").action_set_done()

    def action_open_attendance(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who Came"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
