"""Where a sub-award stands: what its lines of money add up to, in its own currency.

Blank (None) is where nothing was reported or paid yet; zero is a number that somebody
gave. Nothing here crosses currencies: all amounts are in that of the sub-award.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

OUTGOING = ("advance", "payment")
COUNTED = ("submitted", "approved")


class Entry(NamedTuple):
    """One line of money; ``key`` says which budget line it is on, if any."""

    kind: str
    amount: Decimal
    state: str = "approved"
    is_paid: bool = False
    key: object = None


class Standing(NamedTuple):
    """A budget line: what was agreed, accepted as spent, is being reviewed, is left."""

    budget: Decimal | None
    spent: Decimal | None
    pending: Decimal | None
    balance: Decimal | None


class Position(NamedTuple):
    """A whole sub-award; ``to_account`` is paid out and neither spent nor returned."""

    amount: Decimal
    paid: Decimal | None
    due: Decimal | None
    spent: Decimal | None
    pending: Decimal | None
    refunded: Decimal | None
    to_account: Decimal | None
    left: Decimal


def total(amounts):
    """Add up amounts; nothing at all is blank.

    >>> total([Decimal("2.50"), Decimal("0.50")]), total([Decimal(0)]), total([])
    (Decimal('3.00'), Decimal('0'), None)
    """
    amounts = list(amounts)
    return sum(amounts, Decimal(0)) if amounts else None


def by_line(budgets, entries):
    """Return ``{key: Standing}`` of each budget line, and of each that was spent on.

    :param budgets: ``{key: amount}``; a blank amount is not agreed yet
    :param entries: :class:`Entry` of any kind; expenses count

    >>> standing = by_line(
    ...     {"staff": Decimal(100), "travel": Decimal(40), "rent": Decimal(10)},
    ...     [
    ...         Entry("expense", Decimal(30), key="staff"),
    ...         Entry("expense", Decimal(25), "submitted", key="staff"),
    ...         Entry("expense", Decimal(50), key="travel"),
    ...         Entry("expense", Decimal(9), "refused", key="rent"),
    ...     ],
    ... )
    >>> standing["staff"].balance, standing["staff"].pending
    (Decimal('70'), Decimal('25'))
    >>> standing["travel"].balance, standing["rent"].spent, standing["rent"].balance
    (Decimal('-10'), None, None)
    """
    amounts = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.kind == "expense" and entry.state in COUNTED:
            amounts[entry.key][entry.state].append(entry.amount)
    found = {}
    for key in dict.fromkeys([*budgets, *amounts]):
        budget, spent = budgets.get(key), total(amounts[key]["approved"])
        known = budget is not None and spent is not None
        found[key] = Standing(
            budget,
            spent,
            total(amounts[key]["submitted"]),
            budget - spent if known else None,
        )
    return found


def position(amount, entries):
    """Return the :class:`Position` of a sub-award.

    >>> now = position(
    ...     Decimal(100),
    ...     [
    ...         Entry("advance", Decimal(40), is_paid=True),
    ...         Entry("payment", Decimal(10)),
    ...         Entry("expense", Decimal(25)),
    ...         Entry("refund", Decimal(5)),
    ...     ],
    ... )
    >>> now.paid, now.due, now.to_account, now.left
    (Decimal('40'), Decimal('10'), Decimal('10'), Decimal('65'))
    >>> position(Decimal(100), []).to_account is None
    True
    """
    entries = list(entries)

    def amounts(kinds, state="approved", is_paid=None):
        return total(
            entry.amount
            for entry in entries
            if entry.kind in kinds
            and entry.state == state
            and is_paid in (None, entry.is_paid)
        )

    paid, refunded = amounts(OUTGOING, is_paid=True), amounts(("refund",))
    spent = amounts(("expense",))
    returned = (paid or Decimal(0)) - (refunded or Decimal(0))
    return Position(
        amount,
        paid,
        amounts(OUTGOING, is_paid=False),
        spent,
        amounts(("expense",), "submitted"),
        refunded,
        None if paid is None else returned - (spent or Decimal(0)),
        amount - returned,
    )


def room(amount, entries):
    """Return how much of a sub-award may still be asked for or paid out.

    What is asked for and not decided yet counts, so that two requests together
    cannot exceed it.

    >>> asked = Entry("advance", Decimal(60), "submitted")
    >>> room(Decimal(100), [asked, Entry("refund", Decimal(5))])
    Decimal('45')
    """
    out = total(e.amount for e in entries if e.kind in OUTGOING and e.state in COUNTED)
    back = total(
        e.amount for e in entries if e.kind == "refund" and e.state == "approved"
    )
    return amount - (out or Decimal(0)) + (back or Decimal(0))


def beyond(budgets, entries):
    """Return ``{key: by how much}`` expenses exceed their budget line.

    What is being reviewed counts. A line whose budget is not agreed is not judged.

    >>> beyond(
    ...     {"staff": Decimal(10), "rent": None},
    ...     [
    ...         Entry("expense", Decimal(8), key="staff"),
    ...         Entry("expense", Decimal(3), "submitted", key="staff"),
    ...         Entry("expense", Decimal(3), key="rent"),
    ...     ],
    ... )
    {'staff': Decimal('1')}
    """
    found = {}
    for key, standing in by_line(budgets, entries).items():
        used = (standing.spent or Decimal(0)) + (standing.pending or Decimal(0))
        if standing.budget is not None and used > standing.budget:
            found[key] = used - standing.budget
    return found
