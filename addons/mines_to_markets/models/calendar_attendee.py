from odoo import models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    # the meetings of a stakeholder's people
    _partner_idx = models.Index("(partner_id)")
