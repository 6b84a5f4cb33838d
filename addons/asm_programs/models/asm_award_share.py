from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date

from ..tools import calendars, clock, credit


class AsmAwardShare(models.Model):
    """How a programme, or one of its indicators, is credited to an award.

    A result is stored once and credited by dated shares that add up to 100 % with
    own resources included. A share is never rewritten: a change supersedes it, so
    that a report can be drawn as of an earlier day.
    """

    _name = "asm.award.share"
    _description = "Share of an Award"
    _order = "program_id, date_from desc, percentage desc, id"
    _rec_name = "award_id"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Only Indicator",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
        help="Empty: all indicators of the programme.",
    )
    rule = fields.Selection(
        [("share", "By share"), ("full", "In full"), ("lead", "To the lead award")],
        required=True,
        default="share",
        help="Shares add up to 100 %. What is credited in full lies outside of them "
        "and outside the sums over donors. The lead award is credited alone.",
    )
    percentage = fields.Float(
        digits=(7, 4), required=True, default=100.0, help="In percent: 20 for 20 %."
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To")
    recorded_on = fields.Datetime(
        required=True, readonly=True, default=lambda self: clock.now()
    )
    superseded_on = fields.Datetime(
        readonly=True, index=True, help="When a later entry took its place."
    )

    _percentage_range = models.Constraint(
        "CHECK (percentage > 0 AND percentage <= 100)",
        "A share lies between 0 and 100 %.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A share cannot end before it starts."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (program_id WITH =, award_id WITH =, rule WITH =, "
        "COALESCE(program_indicator_id, 0) WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (superseded_on IS NULL)",
        "This award is credited with this programme already in these days.",
    )

    @api.constrains("program_id", "program_indicator_id")
    def _check_indicator_of_program(self):
        for share in self:
            line = share.program_indicator_id
            if line and line.program_id != share.program_id:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is not an indicator of %(program)s.",
                        indicator=line.display_name,
                        program=share.program_id.display_name,
                    )
                )

    @api.constrains("percentage", "date_from", "date_to", "rule")
    def _check_adds_up(self):
        for program, shares in self.grouped("program_id").items():
            for line in shares.grouped("program_indicator_id"):
                self._check_adds_up_for(program, line)

    @api.model
    def _check_adds_up_for(self, program, line):
        """:raises ValidationError: naming the first day on which shares miss 100 %"""
        shares = self.sudo().search(
            [
                ("program_id", "=", program.id),
                ("program_indicator_id", "=", line.id),
                ("rule", "=", "share"),
                ("superseded_on", "=", False),
            ]
        )
        borders = sorted(
            {share.date_from for share in shares}
            | {share.date_to + timedelta(days=1) for share in shares if share.date_to}
        )
        for day, following in zip_longest(borders, borders[1:]):
            total = round(sum(shares._filtered_on(day).mapped("percentage")), 4)
            # before the first share and after the last one nothing is credited
            if total == 100 or (total == 0 and not following):
                continue
            raise ValidationError(
                self._describe_not_whole(program, day, following, total)
            )

    @api.model
    def _describe_not_whole(self, program, day, following, total):
        """Say between which borders the shares of a programme miss 100 %."""
        until = following and following - timedelta(days=1)
        days = (
            self.env._(
                "From %(day)s to %(until)s",
                day=format_date(self.env, day),
                until=format_date(self.env, until),
            )
            if until
            else self.env._("From %(day)s on", day=format_date(self.env, day))
        )
        left = self.env._("%(rest)g %% are left to nobody.", rest=round(100 - total, 4))
        return self.env._(
            "%(days)s the shares of %(program)s add up to %(total)g %%. %(left)s They "
            "add up to 100 %%, own resources included.",
            days=days,
            program=program.display_name,
            total=total,
            left=left if total < 100 else "",
        )

    @api.constrains("date_from", "date_to", "program_id")
    def _check_borders(self):
        for share in self:
            program = share.program_id
            after = share.date_to and share.date_to + timedelta(days=1)
            for border, is_end in ((share.date_from, False), (after, True)):
                if border and not calendars.is_period_start(
                    border, program.frequency, program.fiscal_month
                ):
                    raise ValidationError(
                        self._describe_within_period(program, border, is_end)
                    )

    @api.model
    def _describe_within_period(self, program, border, is_end):
        """Say which borders of the programme's periods lie nearest to a day.

        :param border: the first day of the new shares
        :param is_end: whether the day that was given is the last one before it
        """
        period = calendars.period_of(border, program.frequency, program.fiscal_month)
        nearest = [period.date_from, period.date_to + timedelta(days=1)]
        back = timedelta(days=1 if is_end else 0)
        day, earlier, later = (
            format_date(self.env, one - back) for one in (border, *nearest)
        )
        if is_end:
            return self.env._(
                "Shares of %(program)s change only where its reporting periods begin, "
                "so none ends on %(day)s: the nearest last days are %(earlier)s and "
                "%(later)s.",
                program=program.display_name,
                day=day,
                earlier=earlier,
                later=later,
            )
        return self.env._(
            "Shares of %(program)s change only where its reporting periods begin; "
            "%(day)s is not such a day. The nearest are %(earlier)s and %(later)s.",
            program=program.display_name,
            day=day,
            earlier=earlier,
            later=later,
        )

    def _filtered_on(self, day):
        return self.filtered(
            lambda share: (
                share.date_from <= day and (not share.date_to or share.date_to >= day)
            )
        )

    def _filtered_as_of(self, moment):
        """Return the shares that were known at a moment; without one, those of now."""
        if not moment:
            return self.filtered(lambda share: not share.superseded_on)
        return self.filtered(
            lambda share: (
                share.recorded_on <= moment
                and (not share.superseded_on or share.superseded_on > moment)
            )
        )

    def _as_credit(self, in_full=False):
        self.ensure_one()
        return credit.Share(
            self.award_id.id,
            self.award_id.reference,
            "full" if in_full else self.rule,
            Decimal(str(self.percentage)),
            self.date_from,
            self.date_to or None,
        )

    def _as_credits_without(self, others, in_full=False):
        """Return this share's credit for the days on which no other one holds.

        :param others: shares that stand in its place while they hold
        :param in_full: whether what is counted counts in full for each award
        """
        given = self._as_credit(in_full)
        return [
            given._replace(date_from=first, date_to=last if last < date.max else None)
            for first, last in self._days_without(others)
        ]

    def _days_without(self, others):
        """Return ``[(first day, last day)]`` of this share without the others."""
        self.ensure_one()
        day, end = self.date_from, self.date_to or date.max
        spans = []
        for other in others.sorted("date_from"):
            spans.append((day, min(end, other.date_from - timedelta(days=1))))
            if not other.date_to:
                break
            day = max(day, other.date_to + timedelta(days=1))
        else:
            spans.append((day, end))
        return [(first, last) for first, last in spans if first <= last]

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # nothing is back-dated, and what is entered together is known together
            stamp = {"recorded_on": clock.now(), "superseded_on": False}
            vals_list = [vals | stamp for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        self.check_access("write")
        if not self.env.su:
            raise UserError(
                self.env._(
                    "Shares are not rewritten: enter the new ones from the day on "
                    "which they hold."
                )
            )
        return super().write(vals)

    @api.model
    @api.private
    def set_from(self, program, date_from, percentages, program_indicator=None):
        """Credit a programme by new shares from a day on, as a whole.

        :param program: ``asm.program`` record
        :param date_from: date, the first day of one of the programme's periods
        :param percentages: ``{asm.award record: percent}``, adding up to 100
        :param program_indicator: ``asm.program.indicator`` record where the shares
            are of this indicator alone
        :return: the new shares
        :raises ValidationError: when they do not add up, or begin within a period
        """
        self.check_access("create")
        line = program_indicator or self.env["asm.program.indicator"]
        date_from = fields.Date.to_date(date_from)
        earlier = self.search(
            [
                ("program_id", "=", program.id),
                ("program_indicator_id", "=", line.id),
                ("rule", "=", "share"),
                ("superseded_on", "=", False),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", date_from),
            ]
        )
        ended = [
            {
                **share._prepare_copy(),
                "date_to": date_from - timedelta(days=1),
            }
            for share in earlier
            if share.date_from < date_from
        ]
        # superseding is the one change of a share that there is
        earlier.sudo().superseded_on = clock.now()
        # the database compares the new ones with what it knows
        earlier.flush_recordset()
        shares = self.create(
            ended
            + [
                {
                    "award_id": award.id,
                    "program_id": program.id,
                    "program_indicator_id": line.id,
                    "percentage": percentage,
                    "date_from": date_from,
                }
                for award, percentage in percentages.items()
            ]
        )
        if shares:
            # at every moment the one or the other hold
            earlier.sudo().superseded_on = shares[0].recorded_on
        return shares[len(ended) :]

    def _prepare_copy(self):
        return {
            "award_id": self.award_id.id,
            "program_id": self.program_id.id,
            "program_indicator_id": self.program_indicator_id.id,
            "percentage": self.percentage,
            "date_from": self.date_from,
        }
