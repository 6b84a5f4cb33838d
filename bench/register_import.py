"""A register of stakeholders brought in, against Odoo's own `load()`.

Ours reads the workbook, finds out which rows are new, checks everything, writes the
stakeholders and the history of the import. The peer gets the same values as ready
rows, related records by name, as Odoo's import screen hands them over. Both must end
in the same stakeholders; the second run of ours must find nothing left to do.
"""

import base64
import io

import xlsxwriter

from odoo import Command

from bench.copies import COUNTRIES, KINDS, PLACES
from bench.measure import compare

STAKEHOLDERS = 10_000
REPEATS = 1  # after one that warms up; load() takes minutes
# column of the register, field of the partner
COLUMNS = {
    "name": "name",
    "type": "stakeholder_type_id",
    "registration_number": "company_registry",
    "country": "country_id",
    "works_in": "operating_country_ids",
    "minerals": "mineral_ids",
    "city": "city",
    "email": "email",
}


def measure(env, large):
    user = make_user(env)
    env.cr.commit()
    rows = list(generate(env, STAKEHOLDERS))
    content = as_workbook(rows)
    ready = [[*row, "True"] for row in as_load_takes_them(rows)]

    def ours():
        item = env["mtm.import"].with_user(user)
        item = item.create(
            {"kind": "stakeholders", "file": content, "filename": "register.xlsx"}
        )
        item.action_import()
        env.flush_all()
        if (item.state, item.error_count) != ("done", 0):
            raise AssertionError(f"the import is {item.state}: {item.message}")
        return item

    def peer():
        partners = env["res.partner"].with_user(user)
        partners = partners.with_context(import_file=True, tracking_disable=True)
        answer = partners.load([*COLUMNS.values(), "is_company"], ready)
        env.flush_all()
        if not answer["ids"]:
            raise AssertionError(f"load() refused: {answer['messages'][:3]}")

    def reset():
        env.cr.rollback()
        env.registry.reset_changes()

    ours()
    found = read_stakeholders(env)
    if (item := ours()).add_count + item.change_count:
        raise AssertionError("the same file changes something the second time")
    reset()
    peer()
    if read_stakeholders(env) != found:
        raise AssertionError("load() does not end in the same stakeholders")
    reset()
    return compare(
        "register_import",
        f"workbook of {len(rows):,} stakeholders; peer: load()",
        ours,
        peer,
        bound=0.2,
        reset=reset,
        repeats=REPEATS,
        watches_memory=False,
    )


def generate(env, count):
    """Yield the rows of a register, cells by the order of COLUMNS."""
    countries = [
        env["res.country"].search([("code", "=", code)]).name for code in COUNTRIES
    ]
    minerals = env["mtm.mineral"].search([], limit=8).mapped("name")
    kinds = env["mtm.stakeholder.type"].search([]).mapped("complete_name")

    def pick(values, number):
        return values[number % len(values)]

    for n in range(count):
        yield [
            f"{pick(KINDS, n)} of {pick(PLACES, n // 6)} {n}",
            pick(kinds, n),
            f"NEW-{n}",
            pick(countries, n),
            sorted({pick(countries, n), pick(countries, n * 5 + 1)}),
            sorted({pick(minerals, n), pick(minerals, n + 3)}),
            pick(PLACES, n),
            f"new{n}@example.com",
        ]


def as_workbook(rows):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                text = "; ".join(cell) if isinstance(cell, list) else cell
                sheet.write_string(number, place, text)
    return base64.b64encode(content.getvalue())


def as_load_takes_them(rows):
    for row in rows:
        yield [",".join(cell) if isinstance(cell, list) else cell for cell in row]


def read_stakeholders(env):
    env.invalidate_all()
    partners = env["res.partner"].search(
        [("company_registry", "like", "NEW-")], order="company_registry"
    )
    names = [*COLUMNS.values(), "is_company", "commercial_partner_id"]
    rows = partners.read(names, load=None)
    for row in rows:
        row["commercial_partner_id"] = row["commercial_partner_id"] == row.pop("id")
        for name in ("operating_country_ids", "mineral_ids"):
            row[name] = set(row[name])
    return rows


def make_user(env):
    """Return someone of the lowest role that brings in stakeholders."""
    return env["res.users"].create(
        {
            "name": "Bench officer",
            "login": "bench-officer",
            "group_ids": [Command.set(env.ref("mines_to_markets.group_mtm_user").ids)],
        }
    )
