from odoo import api, fields, models


class MailActivity(models.Model):
    """An activity knows its engagement, and the step of a playbook it came from.

    Beside the date and the owner it keeps the ones that the playbook gave: where they
    differ, somebody changed them by hand, and they are left alone.
    """

    _inherit = "mail.activity"

    mtm_engagement_id = fields.Many2one(
        "mtm.engagement",
        string="Engagement",
        compute="_compute_mtm_engagement_id",
        store=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    mtm_template_id = fields.Many2one(
        "mail.activity.plan.template",
        string="Step of Playbook",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    mtm_step_key = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )
    mtm_date_planned = fields.Date(string="Due by Playbook", readonly=True, copy=False)
    mtm_user_planned_id = fields.Many2one(
        "res.users",
        string="Owner by Playbook",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _mtm_step_unique = models.UniqueIndex(
        "(mtm_engagement_id, mtm_step_key) WHERE mtm_step_key IS NOT NULL",
        "This step is in the engagement already.",
    )

    @api.depends("res_model", "res_id")
    def _compute_mtm_engagement_id(self):
        """An activity on what hangs on an engagement is the engagement's as well."""
        self.mtm_engagement_id = False
        for model, activities in (
            self.filtered("res_model").grouped("res_model").items()
        ):
            if model not in self.env:
                continue
            field = self.env[model]._fields.get("engagement_id")
            if model != "mtm.engagement" and (
                not field or field.comodel_name != "mtm.engagement"
            ):
                continue
            records = self.env[model].browse(activities.mapped("res_id")).exists()
            engagements = {
                record.id: record if model == "mtm.engagement" else record.engagement_id
                for record in records
            }
            for activity in activities:
                activity.mtm_engagement_id = engagements.get(activity.res_id, False)

    def unlink(self):
        if not self.env.context.get("mtm_steps_stay_offered"):
            self._leave_out_steps()
        return super().unlink()

    def _leave_out_steps(self):
        """Remember which steps somebody cancelled: they are not offered again."""
        steps = self.filtered(
            lambda activity: activity.active and activity.mtm_template_id
        )
        for engagement, activities in steps.grouped("mtm_engagement_id").items():
            # whoever may cancel an activity of their own may do so without more rights
            engagement.sudo().skipped_step_ids |= activities.mtm_template_id
