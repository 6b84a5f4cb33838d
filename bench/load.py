"""A day's mix of everybody's work at once, on a server of two workers.

Partners read their pages, fill in reports and send them; staff read engagements and
record deliveries. The peer's users do as much in Odoo's own project and CRM: the same
kinds of requests in the same order, as many of them pages, calls that read and calls
that write. Both take turns on one server. Afterwards every write that was answered is
looked for in the database, once and with what was typed, and the workers' memory is
that of the beginning.
"""

import http.client
import itertools
import json
import statistics
import threading
import time
import uuid

from odoo import fields

from bench import many
from bench.measure import NOISE, Result, median, ratios, spread
from bench.portal_list import LOGIN, ROWS, START, Visitor
from bench.portal_load import ADDRESS, WORKERS, at, serving
from bench.portal_world import World
from bench.screens import Form

CLIENTS = 8
ROUNDS = 2  # of each client in each turn, ten requests each
TURNS = 6
TURNS_LARGE = 30
REQUESTS = 10
MOST_OF_PEER = 1.5
MOST_OF_TAIL = 2.0
MOST_MEMORY = 1.1
SAMPLE = 0.5  # seconds between looks at the memory
OFFICER, SALESPERSON = "many-officer", "many-salesperson"
LISTED = ("name", "stage_id", "user_id", "partner_id", "activity_ids")


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
        print(f"load, {side}: {number:.1f} requests a second")
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


class Client:
    """A partner, an officer and a salesperson, one after the other.

    :param number: which of the clients; each has reports and records of its own
    """

    def __init__(self, port, world, number):
        self.port = port
        self.world = world
        self.forms = iter(world.forms[number::CLIENTS])
        self.targets = itertools.cycle(world.targets[number::CLIENTS])
        self.leads = itertools.cycle(world.leads[number::CLIENTS])
        self.sent, self.deliveries, self.created, self.renamed = [], [], [], {}
        self.written = 0

    def ours(self):
        """The ten requests of one round."""
        form = next(self.forms)
        path = f"/my/reports/{form}"
        first, second = self.world.typed[form]
        engagement, service = next(self.targets)
        yield lambda: self.open("/my")
        yield lambda: self.open("/my/reports")
        yield lambda: self.open(path)
        yield lambda: self.save(path, first)
        yield lambda: self.list(OFFICER, "mtm.engagement")
        yield lambda: self.read(OFFICER, "mtm.engagement", engagement)
        yield lambda: self.deliver(engagement, service)
        yield lambda: self.save(path, second)
        yield lambda: self.open(path)
        yield lambda: self.send(path, form)

    def peer(self):
        """As many requests of the same kinds."""
        lead = next(self.leads)
        yield lambda: self.open("/my/projects")
        yield lambda: self.open("/my/tasks")
        yield lambda: self.open("/my/projects")
        yield lambda: self.rename(lead, "first")
        yield lambda: self.list(SALESPERSON, "crm.lead")
        yield lambda: self.read(SALESPERSON, "crm.lead", lead)
        yield self.create_lead
        yield lambda: self.rename(lead, "second")
        yield lambda: self.open("/my/tasks")
        yield lambda: self.rename(lead, str(uuid.uuid4()))

    def open(self, path):
        answer = self.ask(LOGIN, "GET", path)
        if not answer.rstrip().endswith(b"</html>"):
            raise AssertionError(f"{path}: {answer[:200]}")

    def call(self, login, path, **params):
        answer = json.loads(self.ask(login, "POST", path, {"params": params}))
        if "error" in answer:
            raise AssertionError(f"{path}: {answer['error']}")
        return answer["result"]

    def ask(self, login, method, path, body=None):
        link = http.client.HTTPConnection(ADDRESS, self.port, timeout=60)
        try:
            headers = {"Cookie": f"session_id={self.world.sessions[login]}"}
            if body is not None:
                headers["Content-Type"] = "application/json"
            link.request(method, path, body and json.dumps(body), headers)
            answer = link.getresponse()
            text = answer.read()
        finally:
            link.close()
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status} {text[:200]}")
        return text

    def method(self, login, model, name, *args, **kwargs):
        path = f"/web/dataset/call_kw/{model}/{name}"
        params = {"model": model, "method": name, "args": args, "kwargs": kwargs}
        return self.call(login, path, **params)

    def list(self, login, model):
        spec = {name: {} for name in LISTED}
        found = self.method(
            login, model, "web_search_read", domain=[], specification=spec, limit=ROWS
        )
        if len(found["records"]) != ROWS:
            raise AssertionError(f"{len(found['records'])} rows of {model}")

    def read(self, login, model, record):
        spec = self.world.specs[model]
        [found] = self.method(login, model, "web_read", [record], specification=spec)
        if found["id"] != record:
            raise AssertionError(found)

    def save(self, path, changes, submit=False):
        answer = self.call(
            LOGIN,
            f"{path}/save",
            changes=changes,
            shown=dict.fromkeys(changes, ""),
            submit=submit,
            key=str(uuid.uuid4()),
        )
        if answer["problems"]:
            raise AssertionError(answer["problems"])
        self.written += 1

    def send(self, path, form):
        self.save(path, {}, submit=True)
        self.sent.append(form)

    def deliver(self, engagement, service):
        values = {"engagement_id": engagement, "service_id": service, "quantity": 7}
        model = "mtm.service.delivery"
        [made] = self.method(OFFICER, model, "create", [values])
        self.deliveries.append(made)
        self.written += 1

    def create_lead(self):
        values = {"name": f"Load {uuid.uuid4()}", "type": "opportunity"}
        [made] = self.method(SALESPERSON, "crm.lead", "create", [values])
        self.created.append(made)
        self.written += 1

    def rename(self, lead, name):
        self.method(SALESPERSON, "crm.lead", "write", [lead], {"name": name})
        self.renamed[lead] = name
        self.written += 1

    def lost(self, env):
        """What was answered and is not there, or not as it was typed."""
        for form in env["asm.submission"].browse(self.sent):
            first, second = self.world.typed[form.id]
            typed = {name: float(text) for name, text in (first | second).items()}
            found = {
                cell.input("value"): row.value for cell, row in form._rows().items()
            }
            if (form.state, found) != ("submitted", typed):
                yield form.id, form.state, found
            if len(form.actual_ids) != len(typed):
                yield form.id, len(form.actual_ids)
        for model, made in (
            ("mtm.service.delivery", self.deliveries),
            ("crm.lead", self.created),
        ):
            if len(env[model].browse(made).exists()) != len(made):
                yield model
        for lead, name in self.renamed.items():
            if env["crm.lead"].browse(lead).name != name:
                yield lead, name


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


class LoadWorld:
    """What the clients work on."""

    def __init__(self, sessions, forms, typed, targets, leads, specs, last):
        self.sessions, self.forms, self.typed = sessions, forms, typed
        self.targets, self.leads, self.specs = targets, leads, specs
        self.last = last


def make_world(env, forms):
    """Make everybody's records, and log everybody in."""
    users = many.fill(env, stakeholders=1_000, engagements=4_000, deliveries=10_000)
    for user in users[:2]:
        user.password = user.login
    portal = World(env, forms=0)
    portal.fill(ROWS)
    reports = make_forms(env, portal, forms)
    leads = env["crm.lead"].search([("type", "=", "opportunity")], limit=400)
    specs = {
        model: Form(user, model).spec
        for user, model in zip(users, ("mtm.engagement", "crm.lead"), strict=False)
    }
    typed = {form.id: halves(portal.typed(form)) for form in reports}
    env.cr.commit()
    sessions = {
        login: Visitor(login).client.get_cookie("session_id").value
        for login in (LOGIN, OFFICER, SALESPERSON)
    }
    # whatever has a greater id was made by the clients
    last = {
        model: env[model]
        .with_context(active_test=False)
        .search([], order="id desc", limit=1)
        .id
        for model in ("mtm.service.delivery", "crm.lead")
    }
    targets = find_targets(env)
    return LoadWorld(sessions, reports.ids, typed, targets, leads.ids, specs, last)


def make_forms(env, portal, count):
    """Reports of thirty values, one for each month before those of the list."""
    periods = env["asm.period"].create(
        [
            {"kind": "month", "date_start": fields.Date.subtract(START, months=n + 1)}
            for n in range(count)
        ]
    )
    return env["asm.submission"].create(
        [
            {
                "program_id": portal.program.id,
                "partner_id": portal.partner.id,
                "period_id": period.id,
            }
            for period in periods
        ]
    )


def halves(typed):
    """Cut in two, so that the totals of each half are the sums of its parts.

    >>> halves({"a": 1, "b": 2, "c": 3, "d": 4})
    [{'a': 1, 'b': 2}, {'c': 3, 'd': 4}]
    """
    rows = list(typed.items())
    return [dict(rows[: len(rows) // 2]), dict(rows[len(rows) // 2 :])]


def find_targets(env):
    """Engagements that go on, and a service of each."""
    deliveries = env["mtm.service.delivery"].search(
        [("engagement_id.stage_id.is_closed", "=", False)], limit=400
    )
    return [(each.engagement_id.id, each.service_id.id) for each in deliveries]
