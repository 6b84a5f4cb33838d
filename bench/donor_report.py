"""A donor report over 100,000 numbers, from the database to the workbook.

Its award pays for as many programmes as that takes, and reports every indicator of
them by year and quarter, with categories. The peer fetches the same numbers by one
statement and writes the same cells with nothing but xlsxwriter: no rights, no rules of
adding up, no layout.
"""

from odoo import Command, fields
from odoo.tools import SQL

from bench.measure import compare
from bench.results_world import YEAR, World
from bench.tracking_table import read_cells, write_bare

NUMBERS = 100_000
REPEATS = 3
# what a report costs beside fetching and writing its numbers
BOUND = 8.0


def measure(env, large):
    world = World(env)
    count = world.grow(NUMBERS)
    report = make_report(world)
    user = world.env.ref("base.user_admin")

    def ours():
        env.invalidate_all()
        mine = report.with_user(user)
        snapshot = mine._make_snapshot()
        return mine._draw_workbook(snapshot)

    sheets = read_cells(ours())

    def peer():
        fetch(env, world)
        return write_bare(sheets)

    cells = sum(len(row) for sheet in sheets for row in sheet.rows.values())
    return compare(
        "donor_report",
        f"a tracking table over {count:,} numbers, {cells:,} cells, end to end; peer: "
        "fetching the numbers by one statement, and bare xlsxwriter",
        ours,
        peer,
        bound=BOUND,
        repeats=REPEATS,
        watches_memory=False,
    )


def fetch(env, world):
    """Return the numbers, as one statement gives them."""
    return env.execute_query(
        SQL(
            """
            SELECT program_indicator_id, period_id, site_id, disaggregation_id, value
              FROM asm_actual
             WHERE state = 'approved' AND program_id = ANY(%s)
            """,
            programs_of(world).ids,
        )
    )


def programs_of(world):
    return world.env["asm.program"].search([("code", "=like", "BENCH-%")])


def make_report(world):
    """Return a report of an award that pays for all programmes of the world."""
    env = world.env
    award = env["asm.award"].create(
        {
            "reference": "BENCH",
            "donor_id": world.partner.id,
            "date_start": YEAR[0],
            "date_end": YEAR[1],
        }
    )
    for program in programs_of(world):
        env["asm.award.share"].set_from(program, YEAR[0], {award: 100})
    lines = env["asm.program.indicator"].search(
        [("program_id", "in", programs_of(world).ids)]
    )
    env["asm.award.indicator"].create(
        [{"award_id": award.id, "program_indicator_id": line.id} for line in lines]
    )
    period = env["asm.award.period"].create(
        {
            "award_id": award.id,
            "name": "2025",
            "kind": "year",
            "date_start": fields.Date.to_date(YEAR[0]),
            "date_end": fields.Date.to_date(YEAR[1]),
        }
    )
    return env["asm.donor.report"].create(
        {
            "award_ids": [Command.set(award.ids)],
            "award_period_id": period.id,
            "format_id": env["asm.donor.format"]._newest("tracking_table").id,
        }
    )
