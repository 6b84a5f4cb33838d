from datetime import timedelta

from odoo import api, fields, models

from ..tools import calendars


class AsmProgramIndicatorUpgrade(models.TransientModel):
    """Lets a programme go over to a newer version of a definition, from a day on."""

    _name = "asm.program.indicator.upgrade"
    _description = "Go Over to a Newer Version"

    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    newer_ids = fields.Many2many("asm.indicator", compute="_compute_newer_ids")
    indicator_id = fields.Many2one(
        "asm.indicator",
        string="Newer Version",
        required=True,
        compute="_compute_indicator_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
        domain="[('id', 'in', newer_ids)]",
    )
    date = fields.Date(
        string="From",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The first day of one of the programme's reporting periods.",
    )
    runs_on = fields.Boolean(compute="_compute_effects")
    difference = fields.Text(related="indicator_id.difference")
    change_reason = fields.Text(related="indicator_id.change_reason")
    carry_targets = fields.Boolean(
        string="Propose Targets and Baselines Again",
        help="They are proposed for the newer version as they stand, and somebody else "
        "approves them.",
    )
    effects = fields.Text(string="What Happens", compute="_compute_effects")
    warning = fields.Text(compute="_compute_warning")

    @api.depends("program_indicator_id")
    def _compute_newer_ids(self):
        for wizard in self:
            line = wizard.program_indicator_id
            wizard.newer_ids = line and line._newer_versions()

    @api.depends("program_indicator_id")
    def _compute_indicator_id(self):
        for wizard in self:
            wizard.indicator_id = wizard.newer_ids[:1] or wizard.indicator_id

    @api.depends("program_indicator_id")
    def _compute_date(self):
        """Propose the first period in which nothing was reported yet."""
        for wizard in self:
            line = wizard.program_indicator_id
            # what the reader may not see is reported all the same
            ends = line.sudo().actual_ids.period_id.mapped("date_end")
            today = fields.Date.context_today(wizard)
            last = max([*ends, today - timedelta(days=1)])
            program = line.program_id
            calendar = (program.frequency or "quarter", program.fiscal_month or 1)
            period = calendars.period_of(last, *calendar)
            wizard.date = period.date_to + timedelta(days=1)

    @api.depends("program_indicator_id", "indicator_id", "date", "carry_targets")
    def _compute_effects(self):
        for wizard in self:
            line, newer = wizard.program_indicator_id, wizard.indicator_id
            wizard.runs_on = bool(newer) and line._runs_on_in(newer)
            wizard.effects = newer and wizard.date and "\n".join(wizard._say_effects())

    @api.depends("program_indicator_id", "indicator_id", "date")
    def _compute_warning(self):
        for wizard in self:
            reports = wizard.date and wizard._find_reports_across()
            wizard.warning = bool(reports) and wizard._say_reports(reports)

    def _find_reports_across(self):
        """Return the donor reports in whose period the definition changes."""
        line = self.program_indicator_id
        # what is reported to a donor counts for everybody, whoever may read it
        reports = self.env["asm.donor.report"].sudo()
        return reports.search(
            [
                ("award_ids.award_indicator_ids.program_indicator_id", "=", line.id),
                ("date_start", "<", self.date),
                ("date_end", ">=", self.date),
            ]
        )

    def _say_reports(self, reports):
        shown = reports.with_env(self.env)._filtered_access("read")
        names = shown.mapped("display_name")
        if hidden := len(reports) - len(shown):
            names.append(self.env._("%(count)s that you may not read", count=hidden))
        text = self.env._(
            "From %(date)s on another definition counts, in the midst of these donor "
            "reports: %(reports)s.",
            date=fields.Date.to_string(self.date),
            reports="; ".join(names),
        )
        if self.runs_on:
            return text
        advice = self.env._(
            "They would show two numbers that cannot be added. Choose a day between "
            "their periods, or agree with the donor how to report."
        )
        return f"{text} {advice}"

    def _say_effects(self):
        line = self.program_indicator_id
        last = self.date - timedelta(days=1)
        yield self.env._(
            "%(line)s ends on %(last)s and keeps its numbers.",
            line=line.display_name,
            last=fields.Date.to_string(last),
        )
        yield self.env._(
            "%(count)s assignments end with it and go on with the newer version.",
            count=len(
                line.assignment_ids.filtered(
                    lambda one: not one.date_end or one.date_end >= self.date
                )
            ),
        )
        yield self.env._(
            "%(rules)s rules that count deliveries and %(awards)s lines of awards go "
            "on with the newer version, in the same words; so do rules that check its "
            "numbers, and steps of milestones.",
            rules=len(line.count_rule_ids),
            awards=len(line.award_indicator_ids),
        )
        yield line._say_series(self.indicator_id)
        if not self.runs_on:
            yield self._say_targets()

    def _say_targets(self):
        if self.carry_targets:
            return self.env._(
                "Targets that end later, and baselines, are proposed again; somebody "
                "else approves them."
            )
        return self.env._("The newer version begins without targets and baselines.")

    def action_upgrade(self):
        self.ensure_one()
        newer = self.program_indicator_id._upgrade(
            self.indicator_id, self.date, self.carry_targets
        )
        return newer._get_records_action(name=self.env._("Indicator"))
