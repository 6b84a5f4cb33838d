"""The portal's list pages, against Odoo's own /my/tasks with as many rows.

Requests go through Odoo's WSGI application inside this process: routing, session,
rights, queries and rendering as on a server, without the network, which would add
the same to both. One portal user asks for all pages in one session.
"""

import datetime
import itertools
import re

from werkzeug.test import Client

from odoo import Command, fields
from odoo.http import root

from bench.measure import Result, compare, count_queries

LOGIN = "bench-portal"
ROWS = 80
# a page takes so little time that it is worth asking for more often
REPEATS = 30
MANY = 8_000
MANY_LARGE = 40_000
QUERIES = 25
START = datetime.date(2020, 1, 1)
STATES = ("open", "submitted", "approved")


def measure(env, large):
    env = env(context=dict(env.context, tracking_disable=True))
    user = make_user(env)
    partner = env["res.partner"].create({"name": "Bench partner", "is_company": True})
    env["mtm.partner.access"].create({"partner_id": partner.id, "user_id": user.id})
    make_tasks(env, user, ROWS)
    most = MANY_LARGE if large else MANY
    pages = [Engagements(env, partner, most), Reports(env, partner, most)]
    for page in pages:
        page.fill(ROWS)
    env.cr.commit()
    visitor = Visitor()
    timed = [page.compare(visitor) for page in pages]
    for page in pages:
        page.fill(most)
    env.cr.commit()
    return [
        result
        for page, time in zip(pages, timed, strict=True)
        for result in (time, *page.count(visitor, time.queries["ours"]))
    ]


class Visitor:
    """A user, logged in: the portal's, unless another is named."""

    def __init__(self, login=LOGIN):
        self.client = Client(root)
        page = self.open("/web/login").text
        token = re.search(r'name="csrf_token" value="(\w+)"', page)[1]
        form = {"login": login, "password": login, "csrf_token": token}
        answer = self.open("/web/login", method="POST", data=form)
        if answer.status_code != 303:
            raise AssertionError(f"{login} cannot log in")

    def open(self, path, **kwargs):
        address = {"REMOTE_ADDR": "127.0.0.1"}
        return self.client.open(path, environ_base=address, **kwargs)

    def read(self, path):
        """Get a page and make sure that it is whole."""
        answer = self.open(path)
        rows = len(set(re.findall(rf'href="{path}/(\d+)', answer.text)))
        if (answer.status_code, rows) != (200, ROWS):
            raise AssertionError(f"{path}: {answer.status}, {rows} rows")


class Page:
    """One of our list pages, and how its table is filled."""

    name = path = None

    def __init__(self, env, partner, most):
        self.env = env
        self.partner = partner
        self.most = most
        self.filled = 0

    def fill(self, rows):
        """Bring the table to so many rows, all of them the user's own."""
        todo = self.prepare()[self.filled : rows]
        for start in range(0, len(todo), 1000):
            self.env[self.model].create(todo[start : start + 1000])
            self.env.flush_all()
            self.env.invalidate_all()
        self.filled = rows
        # as autovacuum would do in a minute
        self.env.cr.execute("ANALYZE")

    def compare(self, visitor):
        return compare(
            self.name,
            f"{self.path} with {ROWS} rows; peer: /my/tasks with {ROWS}",
            lambda: visitor.read(self.path),
            lambda: visitor.read("/my/tasks"),
            bound=1.0,
            repeats=REPEATS,
        )

    def count(self, visitor, queries):
        """Count the queries of a long table: at most so many, and as of a short one."""
        visitor.read(self.path)
        before = count_queries()
        visitor.read(self.path)
        many = count_queries() - before
        return [
            Result(
                f"{self.name}_queries",
                f"queries of {self.path}; peer: the most that there may be",
                ours=max(many, queries),
                peer=QUERIES,
                bound=1.0,
                unit="queries",
            ),
            Result(
                f"{self.name}_growth",
                f"queries of {self.path} with {self.filled:,} rows in the table; "
                f"peer: with {ROWS}",
                ours=many,
                peer=queries,
                bound=1.0,
                unit="queries",
            ),
        ]


class Engagements(Page):
    name, path, model = "portal_list", "/my/engagements", "mtm.engagement"

    def prepare(self):
        countries = self.env["res.country"].search([], limit=20)
        stages = self.env["mtm.engagement.stage"].search(
            [("requires_agreement", "=", False), ("is_closed", "=", False)]
        )
        return [
            {
                "name": f"Bench engagement {number}",
                "code": f"BENCH-{number}",
                "partner_id": self.partner.id,
                "stage_id": stages[number % len(stages)].id,
                "country_ids": [Command.set(countries[number % len(countries)].ids)],
                "date_start": "2026-01-01",
            }
            for number in range(self.most)
        ]


class Reports(Page):
    name, path, model = "portal_reports", "/my/reports", "asm.submission"
    months = 40

    def __init__(self, env, partner, most):
        super().__init__(env, partner, most)
        self.programs = env["asm.program"].create(
            [
                {"code": f"BENCH-{number:04}", "name": f"Bench programme {number}"}
                for number in range(most // self.months)
            ]
        )
        self.periods = env["asm.period"].create(
            [
                {"kind": "month", "date_start": fields.Date.add(START, months=number)}
                for number in range(self.months)
            ]
        )

    def prepare(self):
        pairs = itertools.product(self.periods, self.programs)
        return [
            {
                "program_id": program.id,
                "partner_id": self.partner.id,
                "period_id": period.id,
                "state": STATES[number % len(STATES)],
            }
            for number, (period, program) in enumerate(pairs)
        ]


def make_user(env):
    return env["res.users"].create(
        {
            "name": "Bench portal",
            "login": LOGIN,
            "password": LOGIN,
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )


def make_tasks(env, user, count):
    """Have the user follow a project with so many tasks, as customers do; return it."""
    project = env["project.project"].create(
        {
            "name": "Bench project",
            "privacy_visibility": "portal",
            "type_ids": [Command.create({"name": name}) for name in ("New", "Done")],
        }
    )
    tasks = env["project.task"].create(
        [
            {
                "name": f"Bench task {number}",
                "project_id": project.id,
                "stage_id": project.type_ids[number % 2].id,
                "user_ids": [Command.set(env.ref("base.user_admin").ids)],
            }
            for number in range(count)
        ]
    )
    project.message_subscribe(user.partner_id.ids)
    tasks.message_subscribe(user.partner_id.ids)
    return project
