from odoo import api, fields, models

# the activity is being changed because the record was, or the other way round
IN_STEP = "mtm_followup_in_step"


class MtmFollowMixin(models.AbstractModel):
    """What somebody has to see to by a day shows up as one activity of theirs.

    The activity and the record keep in step: date, owner, and being done, whichever
    of the two is changed.
    """

    _name = "mtm.follow.mixin"
    _description = "Followed by one activity"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    followup_id = fields.Many2one(
        "mail.activity",
        string="Activity of the Owner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _followup_values(self):
        """Return summary, date_deadline and user_id of the activity; None for none."""
        raise NotImplementedError

    @api.model
    def _followup_fields(self):
        """Return the names of the fields that the activity follows."""
        raise NotImplementedError

    def _followup_outcome(self):
        """Return what to say of a record that is done; False when it just ends."""
        raise NotImplementedError

    def _followup_changed(self, date, user):
        """Take over the day and the owner that the activity was given."""
        raise NotImplementedError

    def _followup_done(self, feedback, attachments):
        """Do what follows from the activity being done.

        :param feedback: what was typed, or False
        :param attachments: the files given with it
        """
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._keep_followup()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._followup_fields().intersection(vals):
            self._keep_followup()
        return result

    def _keep_followup(self):
        """Make, change or end the activities that follow these records."""
        if self.env.context.get(IN_STEP):
            return
        missing = {}
        for record in self.with_context(**{IN_STEP: True}):
            values = record._followup_values()
            activity = record.followup_id.filtered(
                lambda a, record=record: a.active and a.res_id == record.id
            )
            if not values:
                record._end_followup(activity)
            elif activity:
                activity._write_difference(values)
            else:
                missing[record] = values
        self._start_followups(missing)

    def _start_followups(self, values_by_record):
        model_id = self.env["ir.model"]._get_id(self._name)
        activity_type = self.env.ref("mail.mail_activity_data_todo")
        activities = self.env["mail.activity"].create(
            [
                values
                | {
                    "res_model_id": model_id,
                    "res_id": record.id,
                    "activity_type_id": activity_type.id,
                    "automated": True,
                }
                for record, values in values_by_record.items()
            ]
        )
        for record, activity in zip(values_by_record, activities, strict=True):
            record.followup_id = activity

    def _end_followup(self, activity):
        if not activity:
            return
        outcome = self._followup_outcome()
        if outcome is False:
            activity.unlink()
        else:
            activity._action_done(feedback=outcome)
