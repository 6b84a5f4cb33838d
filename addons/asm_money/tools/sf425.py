"""The lines of a Federal Financial Report (SF-425), from plain sums.

Definitions are those of OMB's instructions to the form (OMB 4040-0014), lines 10a to
10o and box 11; everything is cumulative since the award's start. Amounts are Decimal
in the award's currency.
"""

from decimal import Decimal
from typing import NamedTuple

from .indirect import rounded

ZERO = Decimal(0)
CASH = ("10a", "10b", "10c")
# what each derived line is of: those added, those taken off
DERIVED = {
    "10c": (("10a",), ("10b",)),
    "10g": (("10e", "10f"), ()),
    "10h": (("10d",), ("10g",)),
    "10k": (("10i",), ("10j",)),
    "10o": (("10l",), ("10m", "10n")),
}
LINES = tuple(f"10{letter}" for letter in "abcdefghijklmno")


class Spent(NamedTuple):
    """Ledger lines of one funding and nature, by a day.

    ``incurred`` counts by the day of the cost, ``paid`` by that of the payment,
    ``owed`` is incurred and not paid. Indirect cost and in kind have no payment: both
    count by their day.
    """

    incurred: Decimal = ZERO
    paid: Decimal = ZERO
    owed: Decimal = ZERO


class Open(NamedTuple):
    """What is obligated on one order or sub-award and was not recorded yet."""

    model: str
    key: object
    amount: Decimal


class Facts(NamedTuple):
    """All that a report is made of.

    ``ledger`` is ``{(funding, nature): Spent}``; ``subaward_expenses`` were approved,
    ``subaward_paid`` are advances and payments less refunds; ``indirect`` and
    ``indirect_share`` are computed, on the award's basis.
    """

    basis: str
    income_use: str
    receipts: Decimal = ZERO
    authorized: Decimal = ZERO
    share_required: Decimal = ZERO
    ledger: dict = {}
    subaward_expenses: Decimal = ZERO
    subaward_paid: Decimal = ZERO
    indirect: Decimal = ZERO
    indirect_share: Decimal = ZERO
    open: tuple = ()

    def spent(self, funding, natures=("direct", "indirect", "in_kind")):
        """Return what was spent on the award's basis."""
        which = "paid" if self.basis == "cash" else "incurred"
        return self._total(funding, natures, which)

    def _total(self, funding, natures, which):
        return sum(
            (
                getattr(self.ledger.get((funding, nature), Spent()), which)
                for nature in natures
            ),
            ZERO,
        )


class Notice(NamedTuple):
    """What somebody has to look at before the report goes out."""

    code: str
    amount: Decimal


def lines(facts, whole=False):
    """Return ``{line: amount}`` of 10a to 10o.

    :param facts: :class:`Facts`
    :param whole: in whole dollars; derived lines then come from rounded ones

    >>> found = lines(Facts(
    ...     "accrual", "addition", Decimal("1000"), Decimal("5000.50"), Decimal(200),
    ...     {("donor", "direct"): Spent(Decimal("800.40"), Decimal(700)),
    ...      ("cost_share", "direct"): Spent(Decimal(250)),
    ...      ("program_income", "direct"): Spent(Decimal(30)),
    ...      ("program_income", "income"): Spent(Decimal(50))},
    ...     indirect=Decimal("80.04"),
    ...     open=(Open("order", 1, Decimal(60)),),
    ... ))
    >>> {line: str(amount) for line, amount in found.items() if line in "10b10c10e10g"}
    {'10b': '780.04', '10c': '219.96', '10e': '880.44', '10g': '940.44'}
    >>> found["10h"], found["10k"], found["10n"], found["10o"]
    (Decimal('4060.06'), Decimal('0'), Decimal('30'), Decimal('20'))
    """
    first = _entered(facts)
    if whole:
        first = {line: rounded(amount, 0) for line, amount in first.items()}
    return derived(first)


def derived(entered):
    """Return all lines, with those that follow from the others worked out.

    >>> derived({line: Decimal(1) for line in LINES if line not in DERIVED})["10h"]
    Decimal('-1')
    """
    found = dict(entered)
    for line, (added, taken) in DERIVED.items():
        found[line] = sum((found[one] for one in added), ZERO) - sum(
            (found[one] for one in taken), ZERO
        )
    # a share that is more than met leaves nothing to be provided
    found["10k"] = max(found["10k"], ZERO)
    return {line: found[line] for line in LINES}


def _entered(facts):
    is_cash = facts.basis == "cash"
    ledger = facts.ledger
    income_spent = facts.spent("program_income")
    is_deducted = facts.income_use == "deduction"
    subawards = facts.subaward_paid if is_cash else facts.subaward_expenses
    return {
        "10a": facts.receipts,
        "10b": ledger.get(("donor", "direct"), Spent()).paid
        + ledger.get(("donor", "indirect"), Spent()).incurred
        + facts.indirect
        + facts.subaward_paid,
        "10d": facts.authorized,
        "10e": facts.spent("donor") + subawards + facts.indirect,
        "10f": unliquidated(facts),
        "10i": facts.share_required,
        "10j": facts.spent("cost_share") + facts.indirect_share,
        "10l": sum(
            (
                spent.incurred
                for (_funding, nature), spent in ledger.items()
                if nature == "income"
            ),
            ZERO,
        ),
        "10m": income_spent if is_deducted else ZERO,
        "10n": ZERO if is_deducted else income_spent,
    }


def unliquidated(facts):
    """Return 10f: on accrual what is not recorded yet, on cash also what is not paid.

    >>> owed = {("donor", "direct"): Spent(Decimal(9), Decimal(2), Decimal(7))}
    >>> order = (Open("order", 1, Decimal(60)),)
    >>> unliquidated(Facts("accrual", "addition", ledger=owed, open=order))
    Decimal('60')
    >>> unliquidated(Facts("cash", "addition", ledger=owed, open=order))
    Decimal('67')
    """
    left = sum((one.amount for one in facts.open), ZERO)
    return left + owed(facts)


def owed(facts):
    """Return what is recorded and not paid, where that is a question: on cash."""
    if facts.basis != "cash":
        return ZERO
    return facts.ledger.get(("donor", "direct"), Spent()).owed


def left_of_subaward(basis, amount, expenses, paid, is_closed=False):
    """Return what of a sub-award is unliquidated, in its own currency.

    Closing releases what was not spent; what was spent and not paid stays owed.

    :param amount: what was obligated
    :param expenses: approved expenses by the day
    :param paid: advances and payments less refunds by the day

    >>> left_of_subaward("accrual", Decimal(100), Decimal(30), Decimal(50))
    Decimal('70')
    >>> left_of_subaward("cash", Decimal(100), Decimal(30), Decimal(50))
    Decimal('50')
    >>> left_of_subaward("accrual", Decimal(100), Decimal(80), Decimal(50), True)
    Decimal('0')
    >>> left_of_subaward("cash", Decimal(100), Decimal(80), Decimal(50), True)
    Decimal('30')
    """
    obligated = expenses if is_closed else max(amount, expenses)
    return max(obligated - (paid if basis == "cash" else expenses), ZERO)


def warnings(facts, found, is_final=False):
    """Return the :class:`Notice` that a report gives reason for.

    :param found: what :func:`lines` gives, not rounded

    >>> facts = Facts("accrual", "addition", authorized=Decimal(10),
    ...               ledger={("donor", "direct"): Spent(Decimal(12))})
    >>> [(one.code, one.amount) for one in warnings(facts, lines(facts))]
    [('beyond_authorized', Decimal('2'))]
    """
    zero = ZERO
    seen = [
        ("beyond_authorized", found["10e"] - found["10d"], True),
        (
            "beyond_with_open",
            found["10g"] - found["10d"],
            found["10e"] <= found["10d"],
        ),
        ("paid_beyond_receipts", -found["10c"], True),
        ("disbursed_less", found["10e"] - found["10b"], facts.basis == "cash"),
        ("income_overspent", -found["10o"], True),
        ("share_missing", found["10k"], is_final),
        ("income_left", found["10o"], is_final),
        ("cash_left", found["10c"], is_final),
    ]
    return [
        Notice(code, amount) for code, amount, asked in seen if asked and amount > zero
    ]


def box_11(rows, whole=False):
    """Return the rows of box 11 and their totals.

    :param rows: dicts with ``base``, ``amount_charged`` and ``federal_share``
    :param whole: in whole dollars; totals then come from rounded amounts

    >>> row = dict.fromkeys(("base", "amount_charged", "federal_share"), Decimal("1.5"))
    >>> box_11([row, row], whole=True)[1]["base"]
    Decimal('4')
    """
    names = ("base", "amount_charged", "federal_share")
    if whole:
        rows = [row | {name: rounded(row[name], 0) for name in names} for row in rows]
    totals = {name: sum((row[name] for row in rows), ZERO) for name in names}
    return rows, totals
