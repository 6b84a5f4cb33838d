from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import calendars


class AsmProgramIndicator(models.Model):
    """A programme goes over to a newer version of a definition, from a day on.

    The newer version is another indicator beside the old one, which ends. Numbers
    stay where they were reported; whether a series runs on across both is said by
    the definition (``comparable``). No period counts in both.
    """

    _inherit = "asm.program.indicator"

    date_start = fields.Date(
        string="Counts From",
        readonly=True,
        copy=False,
        help="The first day that this version counts in the programme.",
    )
    date_end = fields.Date(
        string="Counted Until",
        readonly=True,
        copy=False,
        help="The last day that this version counts in the programme.",
    )
    previous_line_id = fields.Many2one(
        "asm.program.indicator",
        string="Goes On From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The use of an earlier version that this one took over from.",
    )
    next_line_ids = fields.One2many(
        "asm.program.indicator", "previous_line_id", string="Goes On As"
    )
    version = fields.Integer(related="indicator_id.version")
    is_behind = fields.Boolean(
        string="Newer Version Available",
        compute="_compute_is_behind",
        search="_search_is_behind",
        help="The library has a newer version of the definition. The programme stays "
        "at its own until somebody goes over to the newer one.",
    )

    _next_line_unique = models.UniqueIndex(
        "(previous_line_id) WHERE previous_line_id IS NOT NULL",
        "This indicator went over to a newer version already.",
    )
    _version_dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A version cannot end in a programme before it starts.",
    )

    @api.depends("indicator_id.is_superseded", "date_end", "next_line_ids")
    def _compute_is_behind(self):
        for line in self:
            line.is_behind = (
                line.indicator_id.is_superseded
                and not line.date_end
                and not line.next_line_ids
            )

    def _search_is_behind(self, operator, value):
        if operator != "in":
            return NotImplemented
        behind = (
            Domain("indicator_id.next_ids.active", "=", True)
            & Domain("date_end", "=", False)
            & Domain("next_line_ids", "=", False)
        )
        return behind if True in value else ~behind

    @api.constrains("indicator_id")
    def _check_versions_apart(self):
        self.assignment_ids._check_versions_apart()

    def _counts_in(self, date_from, date_to):
        """Say whether this version counts in a period as a whole."""
        self.ensure_one()
        return (not self.date_start or self.date_start <= date_from) and (
            not self.date_end or self.date_end >= date_to
        )

    def action_upgrade(self):
        """Ask from which day on the programme goes over to the newer version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_program_indicator_upgrade_action"
        )
        return action | {"context": {"default_program_indicator_id": self.id}}

    def _newer_versions(self):
        """Return the versions after the one in use, the newest first."""
        self.ensure_one()
        return self.indicator_id.version_ids.filtered(
            lambda one: one.version > self.indicator_id.version
        ).sorted("version", reverse=True)

    def _upgrade(self, indicator, day, carry_targets=False):
        """Go over to another version from a day on, and return its new use.

        :param indicator: ``asm.indicator`` record, a later version of the definition
        :param day: date, the first day of one of the programme's periods
        :param carry_targets: whether targets and baselines are proposed for it again
            where no series runs on
        :raises UserError: where the day or the version does not fit
        """
        self.ensure_one()
        self._check_may_upgrade(indicator, day)
        last = day - timedelta(days=1)
        self.date_end = last
        newer = self.copy(
            {
                "indicator_id": indicator.id,
                "previous_line_id": self.id,
                "date_start": day,
            }
        )
        self._hand_over_assignments(newer, day)
        self._hand_over_rules(newer)
        self._hand_over_steps(newer)
        self._hand_over_awards(newer, day)
        if carry_targets and not self._runs_on_in(indicator):
            # the targets of a series are those of all its versions
            self._propose_again(newer, day)
        self._tell_of_upgrade(newer, day)
        return newer

    def _runs_on_in(self, indicator):
        """Say whether numbers of this version may stand in a series with another's."""
        step = indicator
        while step and step != self.indicator_id:
            if not step.comparable:
                return False
            step = step.previous_id
        return bool(step)

    def _check_may_upgrade(self, indicator, day):
        self.check_access("write")
        program = self.program_id
        if indicator not in self._newer_versions():
            raise UserError(
                self.env._(
                    "%(indicator)s is no later version of the definition of %(line)s.",
                    indicator=indicator.display_name,
                    line=self.display_name,
                )
            )
        if self.date_end:
            raise UserError(
                self.env._(
                    "%(line)s has ended already on %(day)s.",
                    line=self.display_name,
                    day=self.date_end,
                )
            )
        if not calendars.is_period_start(day, program.frequency, program.fiscal_month):
            raise UserError(
                self.env._(
                    "%(program)s goes over to another version only where one of its "
                    "reporting periods begins; %(day)s is not such a day.",
                    program=program.display_name,
                    day=day,
                )
            )
        self._check_no_later_numbers(day)

    def _check_no_later_numbers(self, day):
        # numbers count for everybody, whoever may read them
        later = (
            self.env["asm.actual"]
            .sudo()
            ._read_group(
                [
                    ("program_indicator_id", "=", self.id),
                    ("period_id.date_end", ">=", day),
                ],
                ["period_id"],
                ["__count"],
            )
        )
        if later:
            raise UserError(
                self.env._(
                    "%(line)s has numbers in %(periods)s already. Go over from a later "
                    "day, or take these numbers back first.",
                    line=self.display_name,
                    periods=", ".join(p.display_name for p, _count in later),
                )
            )

    def _hand_over_assignments(self, newer, day):
        """Who reports goes on reporting, the newer version from the day on."""
        for assignment in self.assignment_ids:
            if assignment.date_end and assignment.date_end < day:
                continue
            later = assignment.date_start and assignment.date_start >= day
            if later:
                assignment.program_indicator_id = newer
                continue
            values = {
                "program_indicator_id": newer.id,
                "date_start": day,
                "date_end": assignment.date_end,
            }
            assignment.date_end = day - timedelta(days=1)
            assignment.copy(values)

    def _hand_over_rules(self, newer):
        """Deliveries count in the newer version, and its numbers are checked, by the
        same rules.

        The rules of the old one stay, for its periods.
        """
        for rule in self.count_rule_ids:
            rule.copy({"program_indicator_id": newer.id})
        checks = self.env["asm.validation.rule"]
        for rule in checks.search([("program_indicator_id", "=", self.id)]):
            definition = rule.indicator_id and newer.indicator_id
            rule.copy({"program_indicator_id": newer.id, "indicator_id": definition.id})

    def _hand_over_steps(self, newer):
        """Steps of milestones go on: all in a series, else those not done yet."""
        for step in self.milestone_ids.filtered("active"):
            if step.date_done and not self._runs_on_in(newer.indicator_id):
                continue
            # who marked a step as done stays who did
            step.sudo().copy(
                {
                    "program_indicator_id": newer.id,
                    "date_done": step.date_done,
                    "marked_by": step.marked_by.id,
                    "marked_on": step.marked_on,
                }
            )

    def _hand_over_awards(self, newer, day):
        """Awards report the newer version in the same words, from the day on."""
        # the awards' own words and shares go along unchanged; nobody chooses any
        for line in self.sudo().award_indicator_ids:
            if line.date_end and line.date_end < day:
                continue
            line.copy(
                {
                    "program_indicator_id": newer.id,
                    "date_start": max(day, line.date_start or day),
                    "date_end": line.date_end,
                }
            )
            line.date_end = day - timedelta(days=1)
        if not self._runs_on_in(newer.indicator_id):
            # the shares of a series are those of all its versions
            self._hand_over_shares(newer, day)

    def _hand_over_shares(self, newer, day):
        shares = self.env["asm.award.share"].sudo()
        own = shares.search(
            [
                ("program_indicator_id", "=", self.id),
                ("superseded_on", "=", False),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        holding = own._filtered_on(day)
        split = holding.filtered(lambda share: share.rule == "share")
        if split:
            percentages = {share.award_id: share.percentage for share in split}
            shares.set_from(self.program_id, day, percentages, newer)
        shares.create(
            [
                {
                    **share._prepare_copy(),
                    "rule": share.rule,
                    "program_indicator_id": newer.id,
                    "date_from": day,
                    "date_to": share.date_to,
                }
                for share in holding - split
            ]
        )

    def _propose_again(self, newer, day):
        """Propose the targets from the day on, and the baselines, for the newer one.

        Proposals: somebody else approves them, as any version.
        """
        reason = self.env._(
            "Carried over from version %(version)s of the definition.",
            version=self.indicator_id.version,
        )
        values = {"program_indicator_id": newer.id, "reason": reason}
        for target in self._holding_versions(self.target_ids):
            if target.date_to >= day:
                target.copy(dict(values))
        for baseline in self._holding_versions(self.baseline_ids):
            baseline.copy(dict(values))

    def _own_versions(self, versions):
        """Return the programme's own versions, of no award and no site."""
        return versions.filtered(lambda one: not one.award_id and not one.site_id)

    def _holding_versions(self, versions):
        """Return the last approved version of each cell."""
        holding = {}
        for version in versions.filtered("approved_on").sorted("approved_on"):
            holding[tuple(version[name] for name in version._cell_fields)] = version
        return versions.union(*holding.values()) if holding else versions.browse()

    def _tell_of_upgrade(self, newer, day):
        self.message_post(
            body=self.env._(
                "From %(day)s goes on as %(newer)s. %(series)s",
                day=day,
                newer=newer.display_name,
                series=self._say_series(newer.indicator_id),
            )
        )

    def _say_series(self, indicator):
        if self._runs_on_in(indicator):
            return self.env._(
                "Both are comparable, so the series runs on, with its targets and "
                "baselines."
            )
        return self.env._("They are not comparable, so a new series begins.")
