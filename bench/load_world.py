"""What people work on who all work at once."""

from odoo import fields

from bench import many
from bench.portal_list import LOGIN, ROWS, START, Visitor
from bench.portal_world import World
from bench.screens import Form

CLIENTS = 8
OFFICER, SALESPERSON = "many-officer", "many-salesperson"


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
