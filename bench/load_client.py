"""One of many people at once: what they ask for, and what is there of it afterwards."""

import http.client
import itertools
import json
import uuid

from bench.load_world import CLIENTS, OFFICER, SALESPERSON
from bench.portal_list import LOGIN, ROWS
from bench.portal_load import ADDRESS

LISTED = ("name", "stage_id", "user_id", "partner_id", "activity_ids")


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
