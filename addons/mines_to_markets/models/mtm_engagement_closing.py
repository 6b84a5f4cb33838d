from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

NAMED_AT_MOST = 3


class MtmEngagement(models.Model):
    """How an engagement ends: what came of it, and nothing left open."""

    _inherit = "mtm.engagement"

    outcome = fields.Selection(
        [
            ("achieved", "Achieved"),
            ("partly", "Partly achieved"),
            ("not_achieved", "Not achieved"),
        ],
        copy=False,
        tracking=True,
        help="Whether what both sides wanted came about.",
    )
    lessons = fields.Text(
        string="Lessons Learned",
        copy=False,
        help="What the next engagement of this kind should know.",
    )

    @api.constrains("stage_id")
    def _check_nothing_open(self):
        for engagement in self.filtered("stage_id.is_closed"):
            if message := engagement._describe_open_work():
                raise ValidationError(message)

    @api.constrains("stage_id", "outcome", "lessons")
    def _check_closing_words(self):
        for engagement in self.filtered("stage_id.is_closed"):
            if not engagement.outcome or not (engagement.lessons or "").strip():
                raise ValidationError(engagement._missing_words_message())

    def _missing_words_message(self):
        return self.env._(
            "%(engagement)s cannot be closed without its outcome and the lessons "
            "learned. The button “Close” asks for both.",
            engagement=self.name,
        )

    def _describe_open_work(self):
        """Say what has to be finished before this can be closed, or nothing."""
        self.ensure_one()
        lines = [
            self._name_open_records(records)
            for model in self._open_work_domains()
            if (records := self._open_work(model))
        ]
        if not lines:
            return False
        message = self.env._(
            "%(engagement)s cannot be closed while something is open. Finish or cancel "
            "it first:",
            engagement=self.name,
        )
        return "\n".join([message, *lines])

    @api.model
    def _open_work_domains(self):
        """Return ``{model: domain}`` of what has to be finished before closing."""
        return {
            "mtm.commitment": Domain("state", "=", "open"),
            "mtm.service.delivery": Domain("state", "=", "draft"),
        }

    def _open_work(self, model):
        """Return what is open of a model; what is hidden from the user refuses too."""
        return (
            self.env[model]
            .sudo()
            .search(
                Domain("engagement_id", "in", self.ids)
                & self._open_work_domains()[model]
            )
        )

    def _name_open_records(self, records):
        label = self.env["ir.model"]._get(records._name).name
        visible = records.with_env(self.env)._filtered_access("read")
        names = visible[:NAMED_AT_MOST].mapped("display_name")
        if len(records) > len(names):
            names.append("…" if names else self.env._("hidden from you"))
        return self.env._(
            "- %(model)s, %(count)s open: %(names)s",
            model=label,
            count=len(records),
            names=", ".join(names),
        )

    def web_save(self, vals, specification: dict[str, dict], next_id=None):
        """Lead whoever drags an engagement to its end to the form that ends it."""
        self._redirect_to_closing(vals)
        return super().web_save(vals, specification, next_id=next_id)

    def _redirect_to_closing(self, vals):
        """:raises RedirectWarning: when this is closed without what that takes"""
        stage = self.env["mtm.engagement.stage"].browse(vals.get("stage_id"))
        if len(self) != 1 or not stage.is_closed or self.is_closed:
            return
        outcome = vals.get("outcome", self.outcome)
        lessons = vals.get("lessons", self.lessons)
        message = self._describe_open_work()
        if not message and not (outcome and (lessons or "").strip()):
            message = self._missing_words_message()
        if message:
            action = self.action_close()
            action["context"]["default_stage_id"] = stage.id
            raise RedirectWarning(message, action, self.env._("Close the Engagement"))

    def action_close(self):
        """Ask for what closing takes."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the Engagement"),
            "res_model": "mtm.engagement.close",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_engagement_id": self.id},
        }

    def write(self, vals):
        was_open = self.filtered(lambda engagement: not engagement.is_closed)
        result = super().write(vals)
        was_open.filtered("is_closed")._clear_activities()
        return result

    def _clear_activities(self):
        """Take what is still planned off everybody's list, and note what it was."""
        for engagement in self:
            activities = engagement.activity_ids
            if not activities:
                continue
            note = self.env._("Closed; what was still planned has been taken off:")
            lines = Markup().join(
                Markup("<li>%s</li>") % engagement._describe_activity(activity)
                for activity in activities
            )
            activities.with_context(mtm_steps_stay_offered=True).unlink()
            engagement.message_post(
                body=Markup("<p>%s</p><ul>%s</ul>") % (note, lines),
                subtype_xmlid="mail.mt_note",
            )

    def _describe_activity(self, activity):
        return self.env._(
            "%(what)s, %(who)s, due on %(date)s",
            what=activity.display_name,
            who=activity.user_id.name or self.env._("nobody"),
            date=format_date(self.env, activity.date_deadline),
        )
