"""The report's SQL gives what adding up line by line in plain Python gives."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from odoo.fields import Date
from odoo.tests import tagged

from ..tools import indirect, sf425
from .common import MoneyCommon

START = date(2025, 1, 1)
DAYS = st.integers(0, 360).map(lambda days: START + timedelta(days))
FUNDINGS = ("donor", "cost_share", "program_income", "own")


class Line(NamedTuple):
    """A ledger line, as plain values."""

    cents: int
    funding: str
    nature: str
    budget: int
    day: date
    posted: date
    paid: date | None


LINES = st.builds(
    Line,
    st.integers(-50_000, 500_000),
    st.sampled_from(FUNDINGS),
    st.sampled_from(("direct", "direct", "in_kind", "income")),
    st.integers(0, 1),
    DAYS,
    DAYS,
    st.one_of(st.none(), DAYS),
)


PAID_LATER = Line(
    150, "donor", "direct", 1, date(2025, 9, 1), date(2025, 4, 1), date(2025, 8, 1)
)


@tagged("post_install", "-at_install")
class TestSf425Laws(MoneyCommon):
    numbers = itertools.count()

    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @example([PAID_LATER], PAID_LATER.day, PAID_LATER.posted, "cash", 0)
    @given(
        st.lists(LINES, min_size=1, max_size=25),
        DAYS,
        DAYS,
        st.sampled_from(("cash", "accrual")),
        st.integers(0, 3000),
    )
    def test_sql_and_python_agree(self, lines, day, known, basis, per_mille):
        award, budget = self._make(basis, per_mille)
        self._enter(award, budget, lines)
        found = award.read_financials(day, known)
        percent = Decimal(per_mille) / 10
        expected = sf425.lines(self._facts(lines, day, known, basis, percent))
        self.assertEqual(
            {line: amount for line, amount in found.items() if line != "box11"},
            expected,
        )
        for line in ("10b", "10e", "10j"):
            parts = award.read_financials_lines(line, day, known)
            for part in parts:
                if part["model"] != "account.analytic.line":
                    continue
                records = self.env[part["model"]].search(part["domain"])
                total = sum(
                    (Decimal(str(amount)) for amount in records.mapped("amount_award")),
                    Decimal(0),
                )
                self.assertEqual(total, part["amount"], line)

    def _make(self, basis, per_mille):
        award = self._award(
            f"LAW-{next(self.numbers)}",
            currency_id=self.usd.id,
            accounting_basis=basis,
            indirect_method="computed",
        )
        budget = self.env["asm.budget.line"].create(
            [
                {"award_id": award.id, "code": code, "name": code, "category": category}
                for code, category in (("1", "personnel"), ("2", "equipment"))
            ]
        )
        self.env["asm.indirect.rate"].create(
            {
                "award_id": award.id,
                "rate": per_mille / 10,
                "date_start": "2025-02-01",
                "date_end": "2025-08-31",
                "date_determined": START,
            }
        )
        return award, budget

    def _enter(self, award, budget, lines):
        self.env["account.analytic.line"].create(
            [
                {
                    "name": "Law",
                    "award_id": award.id,
                    "budget_line_id": budget[line.budget].id,
                    "funding": line.funding,
                    "nature": line.nature,
                    "date": line.day,
                    "date_posted": line.posted,
                    "date_paid": line.paid,
                    "amount_transaction": line.cents / 100,
                    # what is in kind is without evidence
                }
                for line in lines
            ]
        )
        self.env.flush_all()

    def _facts(self, lines, day, known, basis, percent):
        ledger, costs = {}, []
        for line in lines:
            if line.posted > known:
                continue
            if line.nature == "in_kind" and line.funding == "cost_share":
                continue
            amount = Decimal(line.cents) / 100
            incurred = amount if line.day <= day else Decimal(0)
            # a payment is known once its line is posted and its day has come
            paid = amount if line.paid and line.paid <= min(day, known) else Decimal(0)
            if line.nature != "direct":
                paid = incurred
            key = (line.funding, line.nature)
            before = ledger.get(key, sf425.Spent())
            ledger[key] = sf425.Spent(
                before.incurred + incurred,
                before.paid + paid,
                before.owed + (incurred if not paid else 0),
            )
            if line.nature == "direct" and line.funding == "donor":
                counted = paid if basis == "cash" else incurred
                costs.append(indirect.Cost(line.day, line.budget, counted))
        rate = indirect.Rate(
            1,
            "provisional",
            percent,
            Date.to_date("2025-02-01"),
            Date.to_date("2025-08-31"),
            frozenset([0]),
        )
        found = [span for span in indirect.spans([rate]) if span.start <= day]
        charged = sum(
            (one.amount_donor for one in indirect.charges(found, costs)), Decimal(0)
        )
        return sf425.Facts(
            basis,
            "addition",
            authorized=Decimal(1000),
            ledger=ledger,
            indirect=charged,
        )
