"""The portal's first screen, the page of a report, and sending one.

Requests go through Odoo's WSGI application inside this process, as in portal_list.
"""

import io
import re
import uuid

from odoo import Command
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from bench.measure import Result, compare, count_queries
from bench.portal_list import QUERIES, REPEATS
from bench.portal_world import (
    CATEGORIES,
    FEW,
    MANY,
    PART,
    VALUES,
    Page,
    World,
    make_photo,
)

SENDINGS = 15


class OdooHome(CustomerPortal):
    """Odoo's own first screen, beside ours that extends it."""

    # routes are collected by addon
    __module__ = "odoo.addons.portal.bench"

    @route("/my/bench", type="http", auth="user", website=True, readonly=True)
    def bench_home(self, **kw):
        values = CustomerPortal._prepare_portal_layout_values(self)
        return request.render("bench.portal_my_home", values)


def measure(env, large):
    make_home(env)
    # two are for the page that is filled in
    world = World(env, forms=2 * (SENDINGS + 1) + 2)
    page = Page()
    form = f"/my/reports/{world.forms[0].id}"
    shown = len(re.findall(r'class="list-group-item ', page.open_page("/my")))
    tasks = world.tasks_path(shown)
    if len(set(re.findall(r"/my/tasks/(\d+)", page.open_page(tasks)))) != shown:
        raise AssertionError(f"{tasks} has not {shown} rows")
    pages = [
        compare(
            "portal_home",
            f"/my, {shown} entries on it; peer: /my/tasks with as many",
            lambda: page.open_page("/my"),
            lambda: page.open_page(tasks),
            bound=1.0,
            repeats=REPEATS,
        ),
        compare(
            "portal_home_cards",
            "/my; peer: Odoo's own /my, which has cards only",
            lambda: page.open_page("/my"),
            lambda: page.open_page("/my/bench"),
            bound=1.0,
            repeats=REPEATS,
        ),
        compare(
            "portal_report",
            f"page of a report of {VALUES} values; peer: /my/tasks with 80",
            lambda: page.open_page(form),
            lambda: page.read("/my/tasks"),
            bound=1.0,
            repeats=REPEATS,
        ),
    ]
    return [
        *pages,
        *count_all(world, page, form),
        measure_sending(world, page),
        *measure_filled(world, page),
    ]


def make_home(env):
    """Keep Odoo's own first screen, without what our addons put into it."""
    View = env["ir.ui.view"]
    home = env.ref("portal.portal_my_home")
    ours = View.search(
        [
            ("inherit_id", "=", home.id),
            "|",
            ("key", "=like", "asm_programs.%"),
            ("key", "=like", "mines_to_markets.%"),
        ]
    )
    ours.active = False
    arch = home.get_combined_arch()
    ours.active = True
    View.create(
        {
            "name": "Odoo's first screen",
            "type": "qweb",
            "key": "bench.portal_my_home",
            "arch": arch,
        }
    )


def count_all(world, page, form):
    """Count queries with few reports and with many."""
    paths = {"portal_home": "/my", "portal_report": form}
    few = {name: count(page, path) for name, path in paths.items()}
    world.fill(MANY)
    for name, path in paths.items():
        many = count(page, path)
        yield Result(
            f"{name}_queries",
            f"queries of {path}; peer: the most that there may be",
            ours=max(many, few[name]),
            peer=QUERIES,
            bound=1.0,
            unit="queries",
        )
        yield Result(
            f"{name}_growth",
            f"queries of {path} with {MANY:,} reports; peer: with {FEW}",
            ours=many,
            peer=few[name],
            bound=1.0,
            unit="queries",
        )


def measure_filled(world, page):
    """Measure the page of a report that holds all that one may."""
    before, form = world.forms[-2:]
    world.fill_in(form, before)
    path = f"/my/reports/{form.id}"
    timed = compare(
        "portal_filled",
        f"page of a report that came back: {VALUES} values with comments, evidence, "
        "findings and a period before; peer: /my/tasks with 80",
        lambda: page.open_page(path),
        lambda: page.read("/my/tasks"),
        bound=1.0,
        repeats=REPEATS,
    )
    queries = Result(
        "portal_filled_queries",
        "queries of it; peer: the most that there may be",
        ours=timed.queries["ours"],
        peer=QUERIES,
        bound=1.0,
        unit="queries",
    )
    return [timed, queries]


def count(page, path):
    page.open_page(path)
    before = count_queries()
    page.open_page(path)
    return count_queries() - before


def measure_sending(world, page):
    """Measure what the page of a report calls, against the rows that come of it."""
    # what is sent is told in the chatter, by both sides
    env = world.env(context=dict(world.env.context, tracking_disable=False))
    forms = iter(world.forms.with_env(env))
    typed = {form: world.typed(form) for form in world.forms[:-2]}
    rows = {form: rows_of(env, form) for form in world.forms[:-2]}
    env.cr.commit()
    photo = make_photo()
    token = re.search(r'csrf_token: "(\w+)"', page.open_page("/my"))[1]

    def ours():
        form = next(forms)
        path = f"/my/reports/{form.id}"
        save(page, path, typed[form], submit=False)
        line = form.program_id.program_indicator_ids[0]
        answer = page.open(
            f"{path}/evidence",
            method="POST",
            data={
                "csrf_token": token,
                "line": str(line.id),
                "site": "0",
                "file": (io.BytesIO(photo), "photo.jpg"),
            },
        )
        if answer.status_code != 200:
            raise AssertionError(answer.text)
        save(page, path, {}, submit=True)

    def peer():
        form = next(forms)
        write_directly(env, form, rows[form], photo)

    return compare(
        "portal_sending",
        f"sending a report of {VALUES} values and a file: saved, the file, sent to "
        "review; peer: the ORM asked for the same rows by itself, in one transaction",
        ours,
        peer,
        bound=2.5,
        repeats=SENDINGS,
        watches_memory=False,
    )


def save(page, path, changes, submit):
    answer = page.call(
        f"{path}/save",
        changes=changes,
        shown=dict.fromkeys(changes, ""),
        submit=submit,
        key=str(uuid.uuid4()),
    )
    if answer["problems"]:
        raise AssertionError(answer["problems"])


def write_directly(env, form, rows, photo):
    """Write the same by the models' own methods, in one transaction."""
    env.invalidate_all()
    numbers = env["asm.actual"].create(rows)
    file = env["ir.attachment"].create(
        {"name": "photo.jpg", "raw": photo, "res_model": "mtm.evidence"}
    )
    env["mtm.evidence"].create(
        {"attachment_id": file.id, "actual_ids": [Command.link(numbers[0].id)]}
    )
    form.action_submit()
    env.cr.commit()


def rows_of(env, form):
    """Return the values of the thirty numbers that the page stores."""
    cells = list(form.sudo()._sheet().cells())
    keys = {",".join(map(str, cell.key)): cell.key for cell in cells if cell.key}
    parts = env["mtm.disaggregation"]._for_keys(keys)
    return [
        {
            "submission_id": form.id,
            "program_indicator_id": cell.line_id,
            "disaggregation_id": bool(cell.key)
            and parts[",".join(map(str, cell.key))].id,
            "value": PART if cell.key else PART * CATEGORIES,
        }
        for cell in cells
    ]
