"""A day's mix of everybody's work at once, on a server of two workers.

Partners read their pages, fill in reports and send them; staff read engagements and
record deliveries. The peer's users do as much in Odoo's own project and CRM: the same
kinds of requests in the same order, as many of them pages, calls that read and calls
that write. Both take turns on one server. Afterwards every write that was answered is
looked for in the database, once and with what was typed, and the workers' memory is
that of the beginning.
"""

import itertools
import statistics
import sys
import threading
import time

from bench.load_client import Client
from bench.load_world import CLIENTS, OFFICER, SALESPERSON, make_world
from bench.measure import NOISE, Result, median, ratios, spread
from bench.portal_load import WORKERS, at, serving

ROUNDS = 2  # of each client in each turn, ten requests each
TURNS = 6
TURNS_LARGE = 30
REQUESTS = 10
MOST_OF_PEER = 1.5
MOST_OF_TAIL = 2.0
MOST_MEMORY = 1.1
SAMPLE = 0.5  # seconds between looks at the memory


def measure(env, large):
    turns = TURNS_LARGE if large else TURNS
    world = make_world(env, forms=CLIENTS * ROUNDS * (turns + 1))
    with serving(env.cr.dbname) as (port, process):
        clients = [Client(port, world, number) for number in range(CLIENTS)]
        for side in ("ours", "peer"):
            run(clients, side)
        memory = Memory(process.pid)
        with memory:
            taken = [(run(clients, "ours"), run(clients, "peer")) for _ in range(turns)]
    env.cr.rollback()  # to see what the server wrote
    for side, number in zip(("ours", "peer"), paces(taken), strict=True):
        # what is printed elsewhere is the result
        print(f"load, {side}: {number:.1f} requests a second", file=sys.stderr)
    return [*compare(taken, turns), count(env, clients), memory.result()]


def paces(taken):
    """Return the requests a second of both sides, all turns together.

    >>> slow, fast = Turn(3, [1] * 8), Turn(1, [1] * 8)
    >>> paces([(slow, fast), (fast, fast)])
    [4.0, 8.0]
    """
    return [
        sum(len(one.latencies) for one in side) / sum(one.seconds for one in side)
        for side in zip(*taken, strict=True)
    ]


def compare(taken, turns):
    ours, peer = zip(*taken, strict=True)
    pace = [[one.seconds / len(one.latencies) for one in side] for side in (ours, peer)]
    pairs = ratios(*pace)
    yield Result(
        "load",
        f"everybody's work, {WORKERS} workers, {CLIENTS} clients, seconds a request; "
        "peer: as much in Odoo's project and CRM",
        ours=median(pace[0]),
        peer=median(pace[1]),
        ratio=median(pairs),
        bound=MOST_OF_PEER,
        noise=NOISE,
        spread={"ratio": spread(pairs)},
        repeats=turns,
    )
    tails = [[at(one.latencies, 0.95) for one in side] for side in (ours, peer)]
    pairs = ratios(*tails)
    yield Result(
        "load_tail",
        "95th percentile of that; peer: that of Odoo's",
        ours=median(tails[0]),
        peer=median(tails[1]),
        ratio=median(pairs),
        bound=MOST_OF_TAIL,
        noise=NOISE,
        spread={"ratio": spread(pairs)},
        repeats=turns,
    )


def count(env, clients):
    """Look for every write that was answered, and for those that nobody asked for."""
    wrong = [line for client in clients for line in client.lost(env)]
    wrong += twice(env, clients)
    if wrong:
        raise AssertionError(f"writes were lost, or made twice: {wrong[:5]}")
    answered = sum(client.written for client in clients)
    return Result(
        "load_lost",
        "writes that were answered and are not in the database; peer: all of them",
        ours=len(wrong),
        peer=answered,
        ratio=len(wrong),
        bound=0,
        unit="writes",
    )


def twice(env, clients):
    """What there is more of than was answered, by all clients together."""
    world = clients[0].world
    for model, login, made in (
        ("mtm.service.delivery", OFFICER, [one.deliveries for one in clients]),
        ("crm.lead", SALESPERSON, [one.created for one in clients]),
    ):
        domain = [("create_uid.login", "=", login), ("id", ">", world.last[model])]
        found = env[model].with_context(active_test=False).search_count(domain)
        answered = sum(map(len, made))
        if found != answered:
            yield model, found, answered


class Turn:
    """What one side took."""

    def __init__(self, seconds, latencies):
        self.seconds, self.latencies = seconds, latencies


def run(clients, side):
    """Have all clients do their rounds at once; each waits for its answers."""
    latencies, failures = [], []

    def work(client):
        try:
            for step in itertools.chain.from_iterable(
                getattr(client, side)() for _ in range(ROUNDS)
            ):
                start = time.perf_counter()
                step()
                latencies.append(time.perf_counter() - start)
        except (AssertionError, OSError, RuntimeError, ValueError) as error:
            failures.append(error)

    start = time.perf_counter()
    threads = [threading.Thread(target=work, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    if len(latencies) != len(clients) * ROUNDS * REQUESTS:
        raise AssertionError(f"{len(latencies)} requests, not as many as there are")
    return Turn(time.perf_counter() - start, latencies)


class Memory:
    """The memory of all workers, looked at from time to time."""

    def __init__(self, pid):
        import psutil  # not there where doctests import this

        self.process = psutil.Process(pid)
        self.samples = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_error):
        self.over.set()
        self.thread.join()

    def _watch(self):
        while not self.over.wait(SAMPLE):
            workers = self.process.children(recursive=True)
            self.samples.append(sum(each.memory_info().rss for each in workers))

    def result(self):
        first, last = quarters(self.samples)
        return Result(
            "load_memory",
            "memory of all workers in the last quarter; peer: in the first",
            ours=last,
            peer=first,
            bound=MOST_MEMORY,
            unit="B",
        )


def quarters(samples):
    """The means of the first quarter and of the last.

    >>> quarters([1, 3, 9, 9, 9, 9, 4, 6])
    (2, 5)
    """
    size = max(1, len(samples) // 4)
    return statistics.mean(samples[:size]), statistics.mean(samples[-size:])
