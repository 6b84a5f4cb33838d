from odoo import models

from .mtm_follow_mixin import IN_STEP


class MailActivity(models.Model):
    """An activity that follows a record of ours takes it along."""

    _inherit = "mail.activity"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"date_deadline", "user_id"}:
            for activity, record in self._followed().items():
                record._followup_changed(activity.date_deadline, activity.user_id)
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        followed = self._followed()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        attachments = self.env["ir.attachment"].browse(attachment_ids or ())
        for record in followed.values():
            record._followup_done(feedback, attachments)
        return result

    def _followed(self):
        """Return ``{activity: record}`` of what these follow and is to be kept up."""
        if self.env.context.get(IN_STEP):
            return {}
        found = {}
        for activity in self.filtered(lambda a: a.active and a.res_id):
            model = self.env[activity.res_model]
            if "followup_id" in model._fields:
                # whoever may do the activity may not be able to open the record
                record = model.sudo().browse(activity.res_id).exists()
                if record.followup_id == activity:
                    found[activity] = record.with_context(**{IN_STEP: True})
        return found

    def _write_difference(self, values):
        """Write those of some values that differ."""
        self.ensure_one()
        changed = {
            name: value
            for name, value in values.items()
            if self._fields[name].convert_to_write(self[name], self) != value
        }
        if changed:
            self.write(changed)
