"""Whether what a number rests on is enough: how many pieces, which kinds, how fresh.

A rule asks for a number of pieces, of some kinds, dated in time. A piece without a
date cannot show that it is fresh, so it does not count where a rule asks for that.
"""

from datetime import timedelta
from typing import NamedTuple


class Piece(NamedTuple):
    """One piece of evidence: its kind, and the day that it is of (or None)."""

    kind: str
    date: object = None


class Rule(NamedTuple):
    """What is asked for.

    ``kinds`` are those that count, all when empty; ``minimum`` how many pieces;
    ``freshness`` is ``any``, ``within`` (dated within the period) or ``days`` (dated
    at most ``days`` days before the last day of the period, or later).
    """

    kinds: frozenset = frozenset()
    minimum: int = 1
    freshness: str = "any"
    days: int = 0


class Outcome(NamedTuple):
    """How many pieces count, and how many do not: dated wrongly, or not dated."""

    found: int
    stale: int
    undated: int
    missing: int


def check(rule, pieces, date_from, date_to):
    """Weigh pieces against a rule.

    :param rule: :class:`Rule`
    :param pieces: :class:`Piece` s behind one number
    :param date_from: first day of the number's period
    :param date_to: its last day
    :return: :class:`Outcome`

    >>> from datetime import date
    >>> quarter = (date(2025, 1, 1), date(2025, 3, 31))
    >>> photos = Rule(frozenset({"photo"}), minimum=2, freshness="within")
    >>> check(photos, [], *quarter)
    Outcome(found=0, stale=0, undated=0, missing=2)
    >>> pieces = [
    ...     Piece("photo", date(2025, 2, 10)),
    ...     Piece("photo", date(2024, 12, 31)),
    ...     Piece("photo"),
    ...     Piece("link", date(2025, 2, 10)),
    ... ]
    >>> check(photos, pieces, *quarter)
    Outcome(found=1, stale=1, undated=1, missing=1)
    >>> check(Rule(), pieces, *quarter).missing
    0
    >>> recent = Rule(freshness="days", days=90)
    >>> check(recent, [Piece("data", date(2024, 12, 31))], *quarter).missing
    0
    >>> check(recent, [Piece("data", date(2024, 12, 30))], *quarter)
    Outcome(found=0, stale=1, undated=0, missing=1)
    """
    found = stale = undated = 0
    for piece in pieces:
        if rule.kinds and piece.kind not in rule.kinds:
            continue
        if rule.freshness == "any" or _is_fresh(rule, piece, date_from, date_to):
            found += 1
        elif piece.date is None:
            undated += 1
        else:
            stale += 1
    return Outcome(found, stale, undated, max(0, rule.minimum - found))


def _is_fresh(rule, piece, date_from, date_to):
    if piece.date is None:
        return False
    if rule.freshness == "within":
        return date_from <= piece.date <= date_to
    return piece.date >= date_to - timedelta(days=rule.days)
