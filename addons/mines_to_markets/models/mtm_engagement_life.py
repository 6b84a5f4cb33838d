from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

HEALTH_COLORS = {"on_track": "success", "at_risk": "warning", "off_track": "danger"}
HEALTH_REMINDER = "mines_to_markets.mail_activity_type_health"
TRAIL_LENGTH = 12
BATCH = 100


class MtmEngagement(models.Model):
    """How an engagement is doing, since when, and who is reminded to say so."""

    _inherit = "mtm.engagement"

    health_reason = fields.Text(
        compute="_compute_health_reason",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="What stands in the way, and what is done about it.",
    )
    health_ids = fields.One2many(
        "mtm.engagement.health",
        "engagement_id",
        string="Health History",
        readonly=True,
        copy=False,
    )
    date_health = fields.Date(
        string="Health Updated", compute="_compute_date_health", store=True
    )
    health_trail = fields.Html(compute="_compute_health_trail", sanitize=False)
    days_in_stage = fields.Integer(compute="_compute_days_in_stage")

    _health_has_reason = models.Constraint(
        "CHECK (health = 'on_track' OR TRIM(COALESCE(health_reason, '')) <> '')",
        "Say why the engagement is at risk or off track: fill in the reason beside its "
        "health.",
    )

    def _init_column(self, column_name):
        """Give the rows from before reasons were asked for one that says so."""
        result = super()._init_column(column_name)
        if column_name == "health_reason":
            self.env.cr.execute(
                SQL(
                    "UPDATE mtm_engagement SET health_reason = %s"
                    " WHERE health <> 'on_track'",
                    self.env._("No reason was asked for yet"),
                )
            )
        return result

    @api.depends("health")
    def _compute_health_reason(self):
        self.filtered(lambda e: e.health == "on_track").health_reason = False

    @api.depends("health_ids.date")
    def _compute_date_health(self):
        for engagement in self:
            engagement.date_health = max(
                engagement.health_ids.mapped("date"), default=False
            )

    @api.depends("health_ids")
    def _compute_health_trail(self):
        """Draw the latest statements, the oldest first."""
        labels = dict(self._fields["health"]._description_selection(self.env))
        badge = Markup('<span class="badge text-bg-%s me-1" title="%s">%s</span>')
        for engagement in self:
            latest = engagement.health_ids.sorted("id", reverse=True)[:TRAIL_LENGTH]
            engagement.health_trail = Markup().join(
                badge
                % (
                    HEALTH_COLORS[line.health],
                    ": ".join(filter(None, (labels[line.health], line.reason))),
                    format_date(self.env, line.date, date_format="d MMM"),
                )
                for line in reversed(latest)
            )

    @api.depends("date_last_stage_update")
    def _compute_days_in_stage(self):
        now = fields.Datetime.now()
        for engagement in self:
            since = engagement.date_last_stage_update or now
            engagement.days_in_stage = (now - since).days

    def _search_is_rotting(self, operator, value):
        """Find also what rests for years: core stops looking after twelve months."""
        if operator != "in":
            return NotImplemented
        now = self.env.cr.now()
        stages = self.env["mtm.engagement.stage"].with_context(active_test=False)
        return Domain.OR(
            Domain("stage_id", "=", stage.id)
            & Domain(
                "date_last_stage_update",
                "<",
                now - timedelta(days=stage.rotting_threshold_days),
            )
            for stage in stages.search([("rotting_threshold_days", ">", 0)])
        )

    @api.model_create_multi
    def create(self, vals_list):
        engagements = super().create(vals_list)
        engagements._log_health()
        return engagements

    def write(self, vals):
        if not vals.keys() & {"health", "health_reason"}:
            return super().write(vals)
        before = {engagement: engagement._health_said() for engagement in self}
        result = super().write(vals)
        self.filtered(lambda e: e._health_said() != before[e])._log_health()
        return result

    def _health_said(self):
        return self.health, self.health_reason or ""

    def action_confirm_health(self):
        """Say that the health is what it was: the date is what changes."""
        self.check_access("write")
        self._log_health()

    def _log_health(self):
        """Add to the history, which nobody writes by hand, and close the reminder."""
        today = fields.Date.context_today(self)
        self.env["mtm.engagement.health"].sudo().create(
            [
                {
                    "engagement_id": engagement.id,
                    "date": today,
                    "health": engagement.health,
                    "reason": engagement.health_reason,
                    "user_id": self.env.uid,
                }
                for engagement in self
            ]
        )
        self.activity_feedback(
            [HEALTH_REMINDER], feedback=self.env._("The health was updated.")
        )

    @api.model
    def _cron_remind_health(self):
        """Ask managers how engagements are doing that nobody said so of for long.

        What was reminded of is not found again, so a run that stops half-way is
        carried on by the next one.
        """
        self.env["mtm.job"]._apart(
            self.env._("Reminding of the health of engagements"),
            self.search(self._health_overdue_domain(), order="id"),
            lambda engagements: engagements._remind_of_health(),
            BATCH,
        )

    @api.model
    def _health_overdue_domain(self):
        today = fields.Date.context_today(self)
        companies = self.env["res.company"].search(
            [("mtm_health_reminder_days", ">", 0)]
        )
        overdue = Domain.OR(
            Domain("company_id", "=", company.id)
            & (
                Domain("date_health", "=", False)
                | Domain(
                    "date_health",
                    "<=",
                    today - timedelta(days=company.mtm_health_reminder_days),
                )
            )
            for company in companies
        )
        reminder = self.env.ref(HEALTH_REMINDER)
        return (
            overdue
            & Domain("stage_id.is_closed", "=", False)
            & Domain("user_id.active", "=", True)
            & Domain(
                "activity_ids", "not any", [("activity_type_id", "=", reminder.id)]
            )
        )

    def _remind_of_health(self):
        for engagement in self:
            manager = engagement.user_id
            env = engagement.with_context(lang=manager.lang).env
            day = format_date(env, engagement.date_health) or env._("never")
            engagement.with_env(env).activity_schedule(
                HEALTH_REMINDER,
                user_id=manager.id,
                summary=env._("How is it going? Last updated: %(date)s", date=day),
            )
