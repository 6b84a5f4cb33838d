"""The portal at saturation: a server of two workers, and eight clients at once.

Ours and the peer take turns on one server, each for some seconds. The clients are
threads that ask again as soon as they are answered, over plain sockets, so that they
take little of the processors that the server shares with them.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request

from m2m.common import die_with_parent

from bench.measure import NOISE, Result, median, ratios, spread
from bench.portal_list import ROWS
from bench.portal_world import VALUES, Page, World

ADDRESS = "127.0.0.1"
WORKERS = 2
CLIENTS = 8
SECONDS = 4
TURNS = 5
LEAST_OF_PEER = 0.9
MOST_OF_MEDIAN = 3.0
PEER = "/my/projects"


def measure(env, large):
    world = World(env, forms=1)
    world.fill(ROWS)
    session = Page().client.get_cookie("session_id").value
    paths = {
        "portal_load_list": "/my/reports",
        "portal_load_report": f"/my/reports/{world.forms[0].id}",
    }
    with serve(env.cr.dbname) as port:
        load = Load(port, session)
        for path in (*paths.values(), PEER):
            load.run(path, seconds=2)
        return [
            result
            for name, path in paths.items()
            for result in compare_load(load, name, path)
        ]


def compare_load(load, name, path):
    taken = [(load.run(path), load.run(PEER)) for _ in range(TURNS)]
    ours, peer = zip(*taken, strict=True)
    what = f"{VALUES} values" if name.endswith("report") else f"{ROWS} rows"
    pace = [[SECONDS / len(one) for one in side] for side in (ours, peer)]
    pairs = ratios(*pace)
    yield Result(
        name,
        f"{path} ({what}) at saturation, seconds a request; peer: {PEER} with {ROWS}",
        ours=median(pace[0]),
        peer=median(pace[1]),
        ratio=median(pairs),
        bound=1 / LEAST_OF_PEER,
        noise=NOISE,
        spread={"ratio": spread(pairs)},
        repeats=TURNS,
    )
    tails = [at(one, 0.99) / median(one) for one in ours]
    all_of_them = [latency for one in ours for latency in one]
    yield Result(
        f"{name}_tail",
        f"99th percentile of {path} with {CLIENTS} clients; peer: its median",
        ours=at(all_of_them, 0.99),
        peer=median(all_of_them),
        ratio=median(tails),
        bound=MOST_OF_MEDIAN,
        noise=NOISE,
        spread={"ratio": spread(tails)},
        repeats=TURNS,
    )


def at(values, share):
    """Return the value that so large a share of all is not above.

    >>> at([3, 1, 2, 4], 0.5), at([3, 1, 2, 4], 0.99)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1)]


class Load:
    """Clients of one user, all at once."""

    def __init__(self, port, session):
        self.port = port
        self.session = session

    def run(self, path, seconds=SECONDS):
        """Ask for a page as often as can be; return how long each answer took."""
        until = time.perf_counter() + seconds
        taken, failures = [], []

        def client():
            try:
                while time.perf_counter() < until:
                    start = time.perf_counter()
                    self.ask(path)
                    end = time.perf_counter()
                    if end <= until:
                        taken.append(end - start)
            except (OSError, AssertionError) as error:
                failures.append(error)

        threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return taken

    def ask(self, path):
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {ADDRESS}:{self.port}\r\n"
            f"Cookie: session_id={self.session}\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection((ADDRESS, self.port), timeout=60) as link:
            link.sendall(head.encode())
            parts = []
            while part := link.recv(65536):
                parts.append(part)
        answer = b"".join(parts)
        if answer.split(b" ", 2)[1] != b"200" or not answer.rstrip().endswith(
            b"</html>"
        ):
            raise AssertionError(f"{path}: {answer[:200]}")


@contextlib.contextmanager
def serve(database):
    """Serve a database; give the port."""
    with serving(database) as (port, _process):
        yield port


@contextlib.contextmanager
def serving(database):
    """Serve by Odoo's own script, which prefork needs; give port and process."""
    port, gevent = free_ports(2)
    options = {
        "-d": database,
        "--http-port": port,
        "--gevent-port": gevent,
        "--http-interface": ADDRESS,
        "--workers": WORKERS,
        "--max-cron-threads": 0,
        "--log-level": "warn",
    }
    process = subprocess.Popen(
        [
            sys.executable,
            os.environ["M2M_ODOO"],
            *(str(word) for pair in options.items() for word in pair),
        ],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        stderr=sys.stderr,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads yet
    )
    try:
        wait_for(process, port)
        yield port, process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind((ADDRESS, 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def wait_for(process, port):
    address = f"http://{ADDRESS}:{port}/web/health"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError("the server ended")
        with contextlib.suppress(OSError), opener.open(address, timeout=10):
            return
        time.sleep(0.2)
    raise AssertionError("the server does not answer")
