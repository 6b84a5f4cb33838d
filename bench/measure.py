"""Ours and the peer in turn: medians, spread, and whether the bound holds."""

import gc
import math
import statistics
import time
import tracemalloc
from dataclasses import asdict, dataclass
from typing import NamedTuple

REPEATS = 7
NOISE = 0.1


class Sample(NamedTuple):
    """One run of one side."""

    seconds: float
    cpu: float
    queries: int


@dataclass
class Result:
    """One line of the table, and one object of the file."""

    name: str
    what: str
    ours: float
    peer: float
    bound: float
    ratio: float = None
    unit: str = "s"
    noise: float = 0.0
    spread: dict = None
    cpu: dict = None
    peak_memory: dict = None
    queries: dict = None
    repeats: int = 1
    error: str = None

    def __post_init__(self):
        if self.ratio is None and self.peer:
            self.ratio = self.ours / self.peer

    @property
    def holds(self):
        return self.error is None and holds(self.ratio, self.bound, self.noise)

    def as_dict(self):
        return asdict(self) | {"holds": self.holds}


def holds(ratio, bound, noise=0.0):
    """Say whether a ratio is within its bound, with room for noise.

    >>> holds(2.1, 2.0, 0.1), holds(2.3, 2.0, 0.1)
    (True, False)
    >>> holds(1.0, 1.0), holds(1.04, 1.0), holds(None, 1.0)
    (True, False, False)
    """
    return ratio is not None and ratio <= bound * (1 + noise)


def median(values):
    """
    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (2, 2.5)
    """
    return statistics.median(values)


def spread(values):
    """Return the lowest and the highest.

    >>> spread([3, 1, 2])
    [1, 3]
    """
    return [min(values), max(values)]


def ratios(ours, peer):
    """Return the ratio of each pair that was taken one right after the other.

    >>> ratios([2.0, 4.0], [4.0, 4.0])
    [0.5, 1.0]
    """
    return [mine / other for mine, other in zip(ours, peer, strict=True)]


def slope(sizes, values):
    """Return how values grow with sizes: the exponent of the power that fits best.

    0 is no growth, 1 is as the sizes grow.

    >>> round(slope([10, 100, 1000], [2.0, 2.0, 2.0]), 6)
    0.0
    >>> round(slope([10, 100, 1000], [1.0, 10.0, 100.0]), 6)
    1.0
    """
    logs = [
        (math.log(size), math.log(value))
        for size, value in zip(sizes, values, strict=True)
    ]
    means = [statistics.mean(each) for each in zip(*logs, strict=True)]
    spread_of_sizes = sum((x - means[0]) ** 2 for x, _y in logs)
    return sum((x - means[0]) * (y - means[1]) for x, y in logs) / spread_of_sizes


def in_turn(ours, peer, repeats=REPEATS):
    """Run A, B, A, B ...; drop the first of each, which warms caches.

    >>> calls = []
    >>> def side(name):
    ...     def run():
    ...         calls.append(name)
    ...         return name
    ...     return run
    >>> in_turn(side("a"), side("b"), repeats=2)
    (['a', 'a'], ['b', 'b'])
    >>> "".join(calls)
    'ababab'
    """
    taken = [(ours(), peer()) for _ in range(repeats + 1)][1:]
    return [pair[0] for pair in taken], [pair[1] for pair in taken]


def count_queries():
    """Return how many SQL queries this process has made so far."""
    from odoo import sql_db  # not there where doctests import this

    return sql_db.sql_counter


def sample(run, reset):
    """Time one run; what leads back to where it started is not timed."""
    gc.collect()
    queries, cpu, start = count_queries(), time.process_time(), time.perf_counter()
    run()
    seconds = time.perf_counter() - start
    taken = Sample(seconds, time.process_time() - cpu, count_queries() - queries)
    reset()
    return taken


def peak_memory(run, reset):
    """Return the bytes that Python allocates at most in one run of its own."""
    gc.collect()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        reset()


def compare(
    name,
    what,
    ours,
    peer,
    bound,
    reset=lambda: None,
    repeats=REPEATS,
    watches_memory=True,
):
    """Measure ours against the peer.

    :param what: what is measured, in a line
    :param ours: a function without arguments, as ``peer``
    :param bound: the ratio of ours to the peer that is allowed
    :param reset: leads back to where a run started, after each
    :param watches_memory: whether to run both once more, which takes longer
    """
    taken = in_turn(lambda: sample(ours, reset), lambda: sample(peer, reset), repeats)
    sides = dict(zip(("ours", "peer"), taken, strict=True))
    seconds = {side: [one.seconds for one in ones] for side, ones in sides.items()}
    pairs = ratios(seconds["ours"], seconds["peer"])
    return Result(
        name=name,
        what=what,
        ours=median(seconds["ours"]),
        peer=median(seconds["peer"]),
        ratio=median(pairs),
        bound=bound,
        noise=NOISE,
        spread={side: spread(values) for side, values in seconds.items()}
        | {"ratio": spread(pairs)},
        cpu={side: median(one.cpu for one in ones) for side, ones in sides.items()},
        queries={
            side: median(one.queries for one in ones) for side, ones in sides.items()
        },
        peak_memory=watches_memory
        and {
            "ours": peak_memory(ours, reset),
            "peer": peak_memory(peer, reset),
        }
        or None,
        repeats=repeats,
    )
