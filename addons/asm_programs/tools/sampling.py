"""A sample that anybody can draw again: by a seed, from strata of their due size.

The order of a draw is that of SHA-256 of "seed:key". It depends on nothing but the
two, not on the version of a language's generator nor on the order of what is drawn
from, so an auditor can check it with any tool.
"""

from collections import defaultdict
from decimal import Decimal
from hashlib import sha256

from . import rounding


class TooFew(ValueError):
    """Fewer units asked for than there are strata; ``strata`` is how many."""

    def __init__(self, strata):
        super().__init__(f"at least {strata} units are needed, one a stratum")
        self.strata = strata


def draw(strata, size, seed):
    """Draw a stratified sample.

    :param strata: ``{key of a unit: stratum}``; keys are whole numbers or texts
    :param size: how many units; all are taken when there are not more
    :param seed: a whole number
    :return: the keys drawn, sorted
    :raises TooFew: when not every stratum can have one

    >>> sites = {number: "north" if number <= 8 else "south" for number in range(1, 11)}
    >>> draw(sites, 5, 42)
    [1, 4, 6, 7, 9]
    >>> draw(dict(reversed(sites.items())), 5, 42) == draw(sites, 5, 42)
    True
    >>> draw(sites, 5, 43) == draw(sites, 5, 42)
    False
    >>> len(draw(sites, 99, 42)), draw({}, 5, 42)
    (10, [])
    """
    members = defaultdict(list)
    for key, stratum in strata.items():
        members[stratum].append(key)
    numbers = allot(size, {stratum: len(keys) for stratum, keys in members.items()})
    drawn = []
    for stratum, keys in members.items():
        drawn += sorted(keys, key=lambda key: rank(seed, key))[: numbers[stratum]]
    return sorted(drawn)


def rank(seed, key):
    """Return what the units of a stratum are sorted by.

    >>> rank(1, 7) == sha256(b"1:7").hexdigest()
    True
    """
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def allot(size, sizes):
    """Say how many units each stratum gives: in proportion, and at least one.

    Strata whose share is less than one unit give one; the rest is dealt out to the
    others by largest remainder.

    :param size: how many units in all
    :param sizes: ``{stratum: how many units it has}``, all above 0
    :return: ``{stratum: how many are drawn}``
    :raises TooFew: when not every stratum can have one

    >>> allot(10, {"north": 90, "south": 10})
    {'north': 9, 'south': 1}
    >>> allot(10, {"north": 98, "south": 1, "west": 1})
    {'north': 8, 'south': 1, 'west': 1}
    >>> allot(7, {"north": 5, "south": 5, "west": 4})
    {'north': 3, 'south': 2, 'west': 2}
    >>> allot(3, {"north": 1, "south": 1})
    {'north': 1, 'south': 1}
    >>> try:
    ...     allot(1, {"north": 9, "south": 9})
    ... except TooFew as error:
    ...     print(error)
    at least 2 units are needed, one a stratum
    """
    if size >= sum(sizes.values()):
        return dict(sizes)
    if size < len(sizes):
        raise TooFew(len(sizes))
    single = _smaller_than_one(size, sizes)
    larger = {s: Decimal(n) for s, n in sizes.items() if s not in single}
    rest = Decimal(size - len(single))
    dealt = rounding.apportion(rest, larger) if larger else {}
    return {s: 1 if s in single else int(dealt[s]) for s in sizes}


def _smaller_than_one(size, sizes):
    """Return the strata whose share of what is left for them is less than a unit."""
    single = set()
    while True:
        left = {s: n for s, n in sizes.items() if s not in single}
        units, total = size - len(single), sum(left.values())
        more = {s for s, n in left.items() if n * units < total}
        if not more:
            return single
        single |= more
