from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..tools import sf425
from .asm_award_sums import ZERO

BY_DAY = ("indirect", "in_kind", "income")


class Part(NamedTuple):
    """One thing that a line is made of: records, and what they add to it.

    ``model`` and ``domain`` find the records; ``line`` names another line instead.
    """

    name: str
    amount: Decimal
    model: str | None = None
    domain: list | None = None
    line: str | None = None


class AsmAward(models.Model):
    """What each line of a Federal Financial Report is made of."""

    _inherit = "asm.award"

    @api.readonly
    def read_financials_lines(self, line, date_to, as_of=None):
        """Return what one line is made of.

        :param line: ``"10a"`` to ``"10o"``
        :return: list of :class:`Part` as dicts; their amounts add up to the line, only
            10k is never below 0. Computed indirect cost names its rates
        """
        ground = self._ground(date_to, as_of)
        return [part._asdict() for part in self._parts_of(line, ground)]

    def _parts_of(self, line, ground):
        if line in sf425.DERIVED:
            return self._parts_derived(line, ground)
        parts = getattr(self, f"_parts_{line}")(ground)
        return [part for part in parts if part.amount or part.line]

    def _parts_derived(self, line, ground):
        found = sf425.lines(ground.facts)
        added, taken = sf425.DERIVED[line]
        return [Part(one, found[one], line=one) for one in added] + [
            Part(one, -found[one], line=one) for one in taken
        ]

    # -- by line --

    def _parts_10a(self, ground):
        tranches = self.sudo()._tranches_received(ground.day, ground.moment)
        return [
            Part(
                self.env._("Payments received"),
                ground.facts.receipts,
                "asm.tranche",
                [("id", "in", tranches.ids)],
            )
        ]

    def _parts_10b(self, ground):
        facts = ground.facts
        direct = facts.ledger.get(("donor", "direct"), sf425.Spent())
        indirect = facts.ledger.get(("donor", "indirect"), sf425.Spent())
        donor = Domain("funding", "=", "donor")
        return [
            self._ledger_part(
                ground,
                self.env._("Direct cost paid"),
                direct.paid,
                donor & Domain("nature", "=", "direct") & self._paid_domain(ground),
            ),
            self._ledger_part(
                ground,
                self.env._("Indirect cost posted"),
                indirect.incurred,
                donor
                & Domain("nature", "=", "indirect")
                & Domain("date", "<=", ground.day),
            ),
            self._computed_part(facts.indirect),
            self._subaward_part(ground, "paid"),
        ]

    def _parts_10d(self, ground):
        return [self._terms_part(ground, ground.facts.authorized)]

    def _parts_10e(self, ground):
        facts = ground.facts
        which = "paid" if facts.basis == "cash" else "incurred"
        return [
            self._spent_part(ground, "donor", facts.spent("donor")),
            self._computed_part(facts.indirect),
            self._subaward_part(ground, which),
        ]

    def _parts_10f(self, ground):
        facts = ground.facts
        names = {
            "asm.obligation": self.env._("Open obligations"),
            "asm.subaward": self.env._("Open sub-awards"),
        }
        parts = []
        for model, name in names.items():
            found = [one for one in facts.open if one.model == model]
            total = sum((one.amount for one in found), ZERO)
            keys = [one.key for one in found]
            parts.append(Part(name, total, model, [("id", "in", keys)]))
        return [*parts, self._owed_part(ground)]

    def _owed_part(self, ground):
        owed = (
            Domain("funding", "=", "donor")
            & Domain("nature", "=", "direct")
            & Domain("date", "<=", ground.day)
            & ~self._paid_domain(ground)
        )
        name = self.env._("Recorded and not paid")
        return self._ledger_part(ground, name, sf425.owed(ground.facts), owed)

    def _parts_10i(self, ground):
        return [self._terms_part(ground, ground.facts.share_required)]

    def _parts_10j(self, ground):
        facts = ground.facts
        return [
            self._spent_part(ground, "cost_share", facts.spent("cost_share")),
            self._computed_part(facts.indirect_share),
        ]

    def _parts_10l(self, ground):
        domain = Domain("nature", "=", "income") & Domain("date", "<=", ground.day)
        amount = sf425.lines(ground.facts)["10l"]
        return [
            self._ledger_part(
                ground, self.env._("Program income earned"), amount, domain
            )
        ]

    def _parts_10m(self, ground):
        return self._income_parts(ground, "10m")

    def _parts_10n(self, ground):
        return self._income_parts(ground, "10n")

    def _income_parts(self, ground, line):
        amount = sf425.lines(ground.facts)[line]
        return [self._spent_part(ground, "program_income", amount)]

    # -- parts --

    def _spent_part(self, ground, funding, amount):
        """Return the ledger lines of a funding that count on the award's basis."""
        natures = Domain("nature", "in", ("direct", "indirect", "in_kind"))
        by_day = Domain("date", "<=", ground.day)
        counted = by_day
        if self.accounting_basis == "cash":
            of_day = Domain("nature", "in", BY_DAY)
            counted = (of_day & by_day) | (~of_day & self._paid_domain(ground))
        domain = Domain("funding", "=", funding) & natures & counted
        if funding == "cost_share":
            domain &= Domain("nature", "!=", "in_kind") | Domain(
                "date_evidenced", "<=", ground.moment.date()
            )
        return self._ledger_part(ground, self.env._("Ledger lines"), amount, domain)

    def _ledger_part(self, ground, name, amount, domain):
        domain &= Domain("award_id", "=", self.id)
        domain &= self.env["account.analytic.line"]._posted_by(ground.moment)
        if counted := self.sudo()._subawards_with_lines():
            domain &= Domain("subaward_id", "not in", counted)
        return Part(name, amount, "account.analytic.line", list(domain))

    def _paid_domain(self, ground):
        known = Domain("date_paid_known", "=", False) | Domain(
            "date_paid_known", "<=", ground.moment.date()
        )
        paid = Domain("date_paid", "<=", ground.day)
        return Domain("date_paid", "!=", False) & paid & known

    def _subaward_part(self, ground, which):
        names = {
            "incurred": self.env._("Approved expenses of sub-grantees"),
            "paid": self.env._("Paid to sub-grantees, less refunds"),
        }
        found = [entry for entry in ground.base.entries if getattr(entry.sum, which)]
        total = sum((getattr(entry.sum, which) for entry in found), ZERO)
        keys = [entry.line_id for entry in found]
        return Part(names[which], total, "asm.subaward.line", [("id", "in", keys)])

    def _computed_part(self, amount):
        domain = [("award_id", "=", self.id)]
        name = self.env._("Indirect cost computed")
        return Part(name, amount, "asm.indirect.rate", domain)

    def _terms_part(self, ground, amount):
        """Return the amendments in force, or the award where there is none."""
        signed = self.sudo().amendment_ids.filtered(
            lambda one: one.date_signed <= ground.day and one._is_known(ground.moment)
        )
        if signed:
            name = self.env._("Amendments in force")
            ids = [("id", "in", signed.ids)]
            return Part(name, amount, "asm.award.amendment", ids)
        name = self.env._("As first agreed")
        return Part(name, amount, "asm.award", [("id", "=", self.id)])

    # -- box 11 --

    def _base_domain(self, ground, charge):
        """Return the ledger lines that the base of a span is made of."""
        rate = charge.span.rate
        lines = Domain("budget_line_id", "in", [one for one in rate.base if one])
        if None in rate.base:
            lines |= Domain("budget_line_id", "=", False)
        funding = ("donor", "cost_share") if rate.on_share else ("donor",)
        domain = (
            Domain("funding", "in", funding)
            & Domain("nature", "=", "direct")
            & Domain("date", ">=", charge.span.start)
            & Domain("date", "<=", charge.span.end)
            & lines
        )
        if self.accounting_basis == "cash":
            domain &= self._paid_domain(ground)
        else:
            domain &= Domain("date", "<=", ground.day)
        return self._ledger_part(ground, "", ZERO, domain).domain
