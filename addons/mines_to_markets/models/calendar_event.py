from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # Odoo reads the privacy of every meeting, and a search of messages would be
        # refused as a whole for one meeting that the rules hide
        hidden = self - self._filtered_access("read")
        result = super(
            CalendarEvent, self - hidden
        )._mail_get_operation_for_mail_message_operation(message_operation)
        return result | dict.fromkeys(hidden, "read")
