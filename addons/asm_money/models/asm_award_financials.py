from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_amount

from ..tools import indirect, sf425
from .asm_award_indirect import Base
from .asm_award_sums import ZERO, Sum


class Ground(NamedTuple):
    """What the numbers of one award on one day rest on."""

    day: object
    moment: object
    base: Base
    charges: list
    facts: sf425.Facts


class AsmAward(models.Model):
    """The numbers of a Federal Financial Report (SF-425).

    What each line means is in ``tools/sf425.py``; this fetches what they are made of.
    """

    _inherit = "asm.award"

    @api.readonly
    def read_financials(self, date_to, as_of=None):
        """Return lines 10a to 10o and box 11, cumulative since the award's start.

        :param date_to: last day of the report's period
        :param as_of: moment (or day, to its end) whose knowledge is used; blank: now.
            Known by then is what its own date says: amendments by their signature,
            payments by their receipt, orders and sub-awards by the day on which they
            bind and are closed, money of sub-awards by its day and that of payment,
            ledger lines by their posting, indirect rates by their determination. What
            came late into a closed period, and a rate of exchange, count from the
            moment at which they were entered
        :return: ``{"10a": Decimal, ... "10o": Decimal, "box11": [row, ...]}``, exact,
            on the award's accounting basis and in its currency; a row is a dict of
            ``type``, ``rate`` (percent), ``period_from``, ``period_to``, ``base``,
            ``amount_charged``, ``federal_share`` and ``rate_id``
        """
        ground = self._ground(date_to, as_of)
        return sf425.lines(ground.facts) | {"box11": self._box_11(ground)}

    @api.readonly
    def read_sf425(self, date_to, as_of=None, final=False, whole_dollars=False):
        """Return what a Federal Financial Report shows.

        :param final: whether it is the last one, in which nothing may be open
        :param whole_dollars: rounds what is entered; the rest follows from that
        :return: dict of ``lines``, ``box11``, ``box11_totals``, ``warnings``
            (sentences) and of what the form says of the award
        :raises UserError: when a final report has something in 10f, naming it
        """
        ground = self._ground(date_to, as_of)
        if final:
            self._refuse_open(ground)
        rows, totals = sf425.box_11(self._box_11(ground), whole_dollars)
        return {
            "grant_number": self.reference,
            "recipient_account": self.recipient_account or "",
            "agency": self.sudo().donor_id.name or "",
            "basis": self.accounting_basis,
            "currency": self.currency_id.name,
            "date_start": self.date_start,
            "date_end": self._in_force(ground.day, ground.moment)["date_end"],
            "date_to": ground.day,
            "lines": sf425.lines(ground.facts, whole_dollars),
            "box11": rows,
            "box11_totals": totals,
            "warnings": self._describe_warnings(ground, final),
        }

    @api.readonly
    def read_sf425a(self, date_to, as_of=None, whole_dollars=False):
        """Return the attachment for several awards: what each has disbursed.

        :param whole_dollars: rounds what each has disbursed
        :return: list of dicts of ``grant_number``, ``recipient_account``, ``currency``
            and ``disbursed`` (10b), ordered as the awards are; those of different
            currencies do not add up
        """
        return [
            {
                "award_id": award.id,
                "grant_number": award.reference,
                "recipient_account": award.recipient_account or "",
                "currency": award.currency_id.name,
                "disbursed": sf425.lines(
                    award._ground(date_to, as_of).facts, whole_dollars
                )["10b"],
            }
            for award in self
        ]

    # -- what the lines are made of --

    def _ground(self, date_to, as_of=None):
        """Return the :class:`Ground` of this award's numbers by a day."""
        self.ensure_one()
        # an award is seen whole or not at all
        self.check_access("read")
        award = self.sudo()
        day, moment = fields.Date.to_date(date_to), self._moment(as_of)
        base = award._indirect_base(day, moment)
        charges = award._charges_on(base, self.accounting_basis)
        facts = award._facts(day, moment, base, charges)
        return Ground(day, moment, base, charges, facts)

    def _facts(self, day, moment, base, charges):
        entries = base.entries
        ledger = defaultdict(Sum)
        for row in base.posted:
            ledger[row.funding, row.nature] = ledger[row.funding, row.nature].plus(
                row.sum
            )
        terms = self._in_force(day, moment)
        computed = charges if self.indirect_method == "computed" else []
        on_donor = sum((one.amount_donor for one in computed), ZERO)
        on_all = sum((one.amount for one in computed), ZERO)
        return sf425.Facts(
            self.accounting_basis,
            self.program_income_use,
            self._receipts(day, moment),
            terms["amount_obligated"],
            terms["cost_share_required"],
            {
                key: sf425.Spent(one.incurred, one.paid, one.owed)
                for key, one in ledger.items()
            },
            sum((entry.sum.incurred for entry in entries), ZERO),
            sum((entry.sum.paid for entry in entries), ZERO),
            on_donor,
            on_all - on_donor,
            (
                *self._open_obligations(day, moment),
                *self._open_subawards(day, moment, entries),
            ),
        )

    def _receipts(self, day, moment):
        return sum(
            (
                Decimal(str(tranche.amount_received))
                for tranche in self._tranches_received(day, moment)
            ),
            ZERO,
        )

    def _tranches_received(self, day, moment):
        return self.tranche_ids.filtered(
            lambda tranche: (
                tranche.state == "received"
                and tranche.date_received <= day
                and tranche._is_known(moment)
            )
        )

    def _open_obligations(self, day, moment):
        """Return :class:`tools.sf425.Open` for each order on the donor's money."""
        standings = self.env["asm.obligation"]._standings_where(
            SQL("obligation.award_id = ANY(%s)", self.ids),
            day,
            moment,
            self.accounting_basis == "cash",
        )
        return [
            sf425.Open("asm.obligation", one.obligation_id, one.left)
            for one in standings.values()
            if one.funding == "donor" and one.left
        ]

    def _open_subawards(self, day, moment, entries):
        """Return :class:`tools.sf425.Open` for each sub-award in force."""
        moved = defaultdict(list)
        for entry in entries:
            moved[entry.subaward_id].append(entry)
        found = []
        running = self.subaward_ids.filtered(lambda one: one._is_obligated(day, moment))
        unmoved = running.filtered(lambda one: not moved[one.id])
        if unmoved:
            counted = set(self._subawards_with_lines())
            unmoved = unmoved.filtered(lambda one: one.id not in counted)
        posted = unmoved._posted_on(day, moment)
        for subaward in running.sorted(lambda one: (one.date_start, one.id)):
            left = subaward._left_on(
                day, moment, moved[subaward.id], posted.get(subaward.id)
            )
            if left:
                found.append(sf425.Open("asm.subaward", subaward.id, left))
        return found

    # -- box 11 --

    def _box_11(self, ground):
        """Return the rows of box 11, one for each span of a rate that has begun."""
        is_computed = self.indirect_method == "computed"
        posted = self._posted_indirect(ground)
        rows = []
        for charge in ground.charges:
            charged = (
                (charge.amount, charge.amount_donor)
                if is_computed
                else posted.pop(charge.span, (ZERO, ZERO))
            )
            rate = charge.span.rate
            rows.append(
                self._box_11_row(rate, charge.span.start, charge.span.end, charge.base)
                | {"amount_charged": charged[0], "federal_share": charged[1]}
            )
        for charged, federal in posted.values():
            rows.append(
                self._box_11_row(None, self.date_start, ground.day, ZERO)
                | {"amount_charged": charged, "federal_share": federal}
            )
        return rows

    def _box_11_row(self, rate, start, end, base):
        return {
            "rate_id": rate.key if rate else None,
            "type": rate.kind if rate else None,
            "rate": rate.percent if rate else None,
            "period_from": start,
            "period_to": end,
            "base": base,
        }

    def _posted_indirect(self, ground):
        """Return ``{span: (all, the donor's)}`` of the ledger's indirect cost.

        What lies in no span stands under None.
        """
        found = {}
        for row in ground.base.posted:
            if row.nature != "indirect" or row.funding not in ("donor", "cost_share"):
                continue
            span = row.start and indirect.span_of(ground.base.spans, row.start)
            total, federal = found.get(span, (ZERO, ZERO))
            amount = row.sum.incurred
            is_donor = row.funding == "donor"
            found[span] = (total + amount, federal + (amount if is_donor else ZERO))
        return {span: amounts for span, amounts in found.items() if any(amounts)}

    # -- what is wrong --

    def _refuse_open(self, ground):
        """:raises UserError: when something of the donor's is open, naming it"""
        if not sf425.unliquidated(ground.facts):
            return
        lines = [
            f"{self.env[one.model].browse(one.key).display_name}: "
            f"{self._money(one.amount)}"
            for one in ground.facts.open
        ]
        if unpaid := sf425.owed(ground.facts):
            lines.append(
                self.env._(
                    "Ledger lines that are not paid: %(amount)s",
                    amount=self._money(unpaid),
                )
            )
        raise UserError(
            self.env._(
                "A final report has nothing in line 10f; %(award)s still has "
                "%(amount)s there. Record what was spent, pay it, or close these:",
                award=self.display_name,
                amount=self._money(sf425.unliquidated(ground.facts)),
            )
            + "\n"
            + "\n".join(f"- {line}" for line in lines)
        )

    def _money(self, amount):
        return format_amount(self.env, float(amount), self.currency_id)

    def _describe_warnings(self, ground, is_final):
        found = sf425.lines(ground.facts)
        sentences = self._warning_sentences()
        return [
            sentences[one.code] % {"amount": self._money(one.amount)}
            for one in sf425.warnings(ground.facts, found, is_final)
        ] + self._describe_facts(ground, is_final)

    def _warning_sentences(self):
        return {
            "beyond_authorized": self.env._(
                "The Federal share of expenditures (10e) exceeds the funds authorized "
                "(10d) by %(amount)s."
            ),
            "beyond_with_open": self.env._(
                "Expenditures and open obligations (10g) exceed the funds authorized "
                "(10d) by %(amount)s."
            ),
            "paid_beyond_receipts": self.env._(
                "%(amount)s more was disbursed (10b) than received (10a): ask for it."
            ),
            "disbursed_less": self.env._(
                "On cash basis disbursements (10b) are usually not below expenditures "
                "(10e); they are by %(amount)s."
            ),
            "income_overspent": self.env._(
                "%(amount)s more program income was spent than earned (10o)."
            ),
            "share_missing": self.env._(
                "%(amount)s of the required recipient share was not provided (10k)."
            ),
            "income_left": self.env._(
                "%(amount)s of program income is not spent (10o)."
            ),
            "cash_left": self.env._(
                "%(amount)s of cash is on hand (10c): it goes back to the donor."
            ),
        }

    def _describe_facts(self, ground, is_final):
        """Return sentences on records that somebody has to look at."""
        found = []
        waiting = self.sudo()._in_kind_waiting(ground.day, ground.moment)
        if waiting.get(self.id):
            found.append(
                self.env._(
                    "%(amount)s given in kind does not count: valuation or evidence "
                    "is missing.",
                    amount=self._money(waiting[self.id]),
                )
            )
        standings = self.env["asm.obligation"]._standings_where(
            SQL("obligation.award_id = %s", self.id), ground.day, ground.moment
        )
        Obligation = self.env["asm.obligation"].sudo()
        found += [
            self.env._(
                "Ledger lines exceed the order %(order)s by %(amount)s.",
                order=Obligation.browse(one.obligation_id).reference,
                amount=self._money(one.over),
            )
            for one in standings.values()
            if one.over
        ]
        end = self._in_force(ground.day, ground.moment)["date_end"]
        if is_final and ground.day != end:
            found.append(
                self.env._(
                    "A final report ends with the award, on %(date)s.",
                    date=fields.Date.to_string(end),
                )
            )
        return found
