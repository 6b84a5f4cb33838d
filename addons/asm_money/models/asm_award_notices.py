from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools.misc import format_amount, format_date

from ..tools import budget, burn

# how long before its day something is told
SOON = timedelta(days=30)
ENDS_SOON = timedelta(days=90)
# a forecast that misses the award by more is told, in percent of it
FORECAST_TOLERANCE = 10


class AsmAward(models.Model):
    """What of an award somebody has to look at: what is due, over or under."""

    _inherit = "asm.award"

    def _notices(self, position, told=None):
        """Return what is wrong or due with an award, the worst first.

        :param position: its :class:`Position`
        :param told: what :meth:`_periods_told` gives, where it is known
        :return: list of dicts of ``code``, ``tone`` (danger, warning, info), ``text``,
            ``date`` or None, and the ``model`` and ``domain`` that it opens
        """
        self.ensure_one()
        found = [
            *self._notices_budget(position),
            *self._notices_burn(position),
            *self._notices_due(
                position.day, self._periods_told() if told is None else told
            ),
        ]
        tones = ("danger", "warning", "info")
        return sorted(
            found,
            key=lambda one: (tones.index(one["tone"]), one["date"] or position.day),
        )

    def _notice(self, code, tone, text, model=None, records=None, date=None):
        return {
            "code": code,
            "tone": tone,
            "text": text,
            "date": date,
            "model": model or (records is not None and records._name) or None,
            "domain": [("id", "in", records.ids)] if records is not None else None,
        }

    def _shown_money(self, amount):
        return format_amount(self.env, float(amount), self.currency_id)

    # -- over and under --

    def _notices_budget(self, position):
        found = []
        if (position.free_of_obligated < 0) and self.kind != "own":
            found.append(
                self._notice(
                    "beyond_obligated",
                    "danger",
                    self.env._(
                        "Spent and committed exceed what the donor obligated by "
                        "%(amount)s.",
                        amount=self._shown_money(-position.free_of_obligated),
                    ),
                )
            )
        if position.on_hand is not None and position.on_hand < 0:
            found.append(
                self._notice(
                    # usual where a donor pays back what was spent
                    "paid_beyond",
                    "info",
                    self.env._(
                        "%(amount)s more was paid than received.",
                        amount=self._shown_money(-position.on_hand),
                    ),
                    records=self.tranche_ids,
                )
            )
        return [
            *found,
            *self._notices_lines(position),
            *self._notices_adding_up(position),
            *self._notices_transfers(position),
        ]

    def _notices_lines(self, position):
        spent, committed, _parts = self._by(position, "budget_line_id")
        over = []
        for line, amount in self._budget_on(position.day).items():
            if amount is None:
                continue
            beyond = spent[line.id] + committed[line.id] - amount
            if beyond > 0:
                over.append((line, beyond))
        return [
            self._notice(
                "line_over",
                "danger",
                self.env._(
                    "%(line)s is overspent by %(amount)s, commitments included.",
                    line=f"{line.code} {line.name}",
                    amount=self._shown_money(beyond),
                ),
                records=line,
            )
            for line, beyond in over
        ]

    def _notices_adding_up(self, position):
        missing = budget.missing(
            self._budget_on(position.day).values(), position.amount
        )
        if not missing:
            return []
        if missing > 0:
            text = self.env._(
                "The budget lines leave %(amount)s of the award without a line.",
                amount=self._shown_money(missing),
            )
        else:
            text = self.env._(
                "The budget lines exceed the award by %(amount)s.",
                amount=self._shown_money(-missing),
            )
        return [self._notice("adds_up", "warning", text, records=self.budget_line_ids)]

    def _notices_transfers(self, position):
        moved = burn.share(self._transferred(), position.amount)
        if moved is None or moved <= Decimal(str(self.transfer_limit)):
            return []
        return [
            self._notice(
                "transfers",
                "warning",
                self.env._(
                    "%(moved)s %% of the award was moved between budget lines, more "
                    "than the %(limit)g %% allowed without prior approval. Ask for it, "
                    "then name it at the changes.",
                    moved=f"{moved:.1f}",
                    limit=self.transfer_limit,
                ),
                records=self.budget_change_ids,
            )
        ]

    def _notices_burn(self, position):
        found = []
        if not position.sums:
            # nothing posted says nothing about the pace
            text = self.env._("Nothing was posted on it by this day.")
            return [self._notice("no_ledger", "info", text)]
        gone = position.burn
        words = {
            "behind": self.env._(
                "Behind: %(money)s %% of the money is spent, %(time)s %% of the time "
                "is gone."
            ),
            "ahead": self.env._(
                "Ahead: %(money)s %% of the money is spent, %(time)s %% of the time "
                "is gone."
            ),
        }
        is_running = self.date_start <= position.day <= position.date_end
        if gone.pace in words and is_running and self.kind != "own":
            found.append(
                self._notice(
                    f"burn_{gone.pace}",
                    "warning",
                    words[gone.pace]
                    % {"money": f"{gone.money:.0f}", "time": f"{gone.time:.0f}"},
                )
            )
        forecast = self._notice_forecast(position)
        return [*found, forecast] if forecast else found

    def _notice_forecast(self, position):
        if position.forecast is None or not position.amount or self.kind == "own":
            return None
        if position.day >= position.date_end:
            return None
        gap = position.forecast - position.amount
        share = burn.share(gap, position.amount)
        if abs(share) <= FORECAST_TOLERANCE:
            return None
        text = (
            self.env._("By its end it would be overspent by %(amount)s.")
            if gap > 0
            else self.env._("By its end %(amount)s would be left.")
        )
        return self._notice(
            "forecast_over" if gap > 0 else "forecast_under",
            "danger" if gap > 0 else "info",
            text % {"amount": self._shown_money(abs(gap))},
        )

    # -- due --

    def _periods_told(self):
        """Return the periods of these awards on which a report was sent."""
        # that a report was sent shows to whoever reads the award
        Report = self.env["asm.donor.report"].sudo()
        domain = [
            ("award_period_id", "in", self.period_ids.ids),
            ("state", "in", Report._sent_states),
        ]
        return Report.search(domain).award_period_id

    def _notices_due(self, day, told):
        return [
            *self._notices_reports(day, told),
            *self._notices_tranches(day),
            *self._notices_terms(day),
            *self._notices_end(day),
        ]

    def _due(self, code, records, date, day, late, soon, **names):
        is_late = date < day
        names["date"] = format_date(self.env, date)
        return self._notice(
            code,
            "danger" if is_late else "info",
            (late if is_late else soon) % names,
            records=records,
            date=date,
        )

    def _notices_reports(self, day, told):
        waiting = self.period_ids.filtered(
            lambda one: (
                one.date_due and one.date_due <= day + SOON and one.date_end < day
            )
        )
        waiting -= told
        late = waiting.filtered(lambda one: one.date_due < day).sorted("date_due")
        if len(late) > 1:
            found = [
                self._notice(
                    "report",
                    "danger",
                    self.env._(
                        "%(count)s reports are overdue, the first since %(date)s: "
                        "%(first)s to %(last)s.",
                        count=len(late),
                        date=format_date(self.env, late[0].date_due),
                        first=late[0].name,
                        last=late[-1].name,
                    ),
                    records=late,
                    date=late[0].date_due,
                )
            ]
            waiting -= late
        else:
            found = []
        return found + [
            self._due(
                "report",
                period,
                period.date_due,
                day,
                self.env._("The report on %(name)s was due on %(date)s."),
                self.env._("The report on %(name)s is due on %(date)s."),
                name=period.name,
            )
            for period in waiting
        ]

    def _notices_tranches(self, day):
        waiting = self.tranche_ids.filtered(
            lambda one: one.state != "received" and one.date <= day + SOON
        )
        return [
            self._due(
                "tranche",
                one,
                one.date,
                day,
                self.env._("%(name)s of %(amount)s was planned for %(date)s."),
                self.env._("%(name)s of %(amount)s is planned for %(date)s."),
                name=one.name,
                amount=self._shown_money(one.amount),
            )
            for one in waiting
        ]

    def _notices_terms(self, day):
        kinds = dict(
            self.env["asm.award.term"]._fields["kind"]._description_selection(self.env)
        )
        waiting = self.term_ids.filtered(
            lambda one: (
                one.state == "open" and one.date_due and one.date_due <= day + SOON
            )
        )
        return [
            self._due(
                term.kind,
                term,
                term.date_due,
                day,
                self.env._("%(kind)s overdue since %(date)s: %(name)s"),
                self.env._("%(kind)s due on %(date)s: %(name)s"),
                kind=kinds[term.kind],
                name=term.name,
            )
            for term in waiting
        ]

    def _notices_end(self, day):
        found = []
        ends_soon = day <= self.date_end <= day + ENDS_SOON
        if ends_soon:
            found.append(
                self._notice(
                    "ends",
                    "info",
                    self.env._(
                        "It ends on %(date)s.",
                        date=format_date(self.env, self.date_end),
                    ),
                    date=self.date_end,
                )
            )
        for amendment in self.amendment_ids.filtered(lambda one: one.date_signed > day):
            found.append(
                self._notice(
                    "amendment",
                    "info",
                    self.env._(
                        "Amendment %(number)s takes effect on %(date)s.",
                        number=amendment.number,
                        date=format_date(self.env, amendment.date_signed),
                    ),
                    records=amendment,
                    date=amendment.date_signed,
                )
            )
        without = self.amendment_ids.filtered(lambda one: not one.attachment_ids)
        if without:
            found.append(
                self._notice(
                    "paper",
                    "info",
                    self.env._(
                        "The signed paper is missing: amendment %(numbers)s.",
                        numbers=", ".join(without.mapped("number")),
                    ),
                    records=without,
                )
            )
        return found
