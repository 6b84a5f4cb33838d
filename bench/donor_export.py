"""The workbook of 100,000 records, against Odoo's own export of the same.

The export is what an Odoo user has without us, asked for as the web client does. Ours
reads the records that its user may see with one statement, row by row into the file,
as long tables of reports are.
"""

import json
import re

from werkzeug.test import Client

from odoo import Command
from odoo.http import root

from odoo.addons.asm_donor_reports.tools.book import Row

from bench.donor_workbook import NAMES, ROWS, make_rows, read, write
from bench.measure import compare
from bench.tracking_table import make_indicators

LOGIN = "bench-export"


def measure(env, large):
    report = make_records(env)
    user = env["res.users"].search([("login", "=", LOGIN)])
    client = Exporter(env, report)
    domain = [("report_id", "=", report.id)]

    def ours():
        env.invalidate_all()
        return write(rows_of(env["asm.donor.report.line"].with_user(user), domain))

    def peer():
        return client.export()

    mine, theirs = read(ours()), read(peer())
    if [row[1] for row in mine] != [row[1] for row in theirs[1:]]:
        raise AssertionError("the workbooks do not hold the same rows")
    return compare(
        "donor_export",
        f"workbook of {ROWS:,} records; peer: Odoo's /web/export/xlsx of the same",
        ours,
        peer,
        bound=0.5,
        repeats=2,
        watches_memory=False,
    )


def rows_of(lines, domain):
    """Yield the rows of records that a user may read, by one statement."""
    lines.check_access("read")
    query = lines._search(domain, order="sequence")
    fields = [lines._field_to_sql(lines._table, name, query) for name in NAMES]
    cr = lines.env.cr
    cr.execute(query.select(*fields))
    while found := cr.fetchmany(5_000):
        for values in found:
            yield Row((), "total", values)


def make_records(env):
    """Return a report with so many lines, and make a user who exports."""
    env = env(context=dict(env.context, tracking_disable=True))
    env["res.users"].create(
        {
            "name": "Bench export",
            "login": LOGIN,
            "password": LOGIN,
            "group_ids": [
                Command.set(
                    env.ref("asm_programs.group_asm_finance").ids
                    + env.ref("base.group_allow_export").ids
                )
            ],
        }
    )
    award = env["asm.award"].create(
        {
            "reference": "BENCH",
            "kind": "own",
            "date_start": "2026-01-01",
            "date_end": "2026-12-31",
        }
    )
    period = env["asm.award.period"].create(
        {
            "award_id": award.id,
            "name": "Q1",
            "kind": "quarter",
            "date_start": "2026-01-01",
            "date_end": "2026-03-31",
        }
    )
    program = env["asm.program"].create(
        {"code": "BENCH", "name": "Bench", "frequency": "quarter"}
    )
    env["asm.award.share"].set_from(program, "2026-01-01", {award: 100})
    report = env["asm.donor.report"].create(
        {"award_ids": [Command.set(award.ids)], "award_period_id": period.id}
    )
    fill(env, report, make_indicators(env, award, program, 1))
    return report


INSERT = (
    "INSERT INTO {table} (report_id, award_indicator_id, sequence, {columns}) "
    "VALUES ({marks})"
)


def fill(env, report, indicator):
    lines = env["asm.donor.report.line"]
    env.flush_all()
    columns = ", ".join(NAMES)
    marks = ", ".join(["%s"] * (len(NAMES) + 3))
    statement = INSERT.format(table=lines._table, columns=columns, marks=marks)
    env.cr._obj.executemany(
        statement,
        [
            (report.id, indicator.id, number, *row.values)
            for number, row in enumerate(make_rows(ROWS), start=1)
        ],
    )
    env.cr.execute("ANALYZE")
    env.invalidate_all()
    env.cr.commit()


class Exporter:
    """Somebody at the list of lines who exports all of them."""

    def __init__(self, env, report):
        self.client = Client(root)
        page = self._open("/web/login").text
        form = {"login": LOGIN, "password": LOGIN, "csrf_token": self._token(page)}
        self._open("/web/login", method="POST", data=form)
        lines = env["asm.donor.report.line"]
        page = self._open("/odoo").text
        self.form = {
            "csrf_token": re.search(r'csrf_token: "(\w+)"', page)[1],
            "data": json.dumps(
                {
                    "model": lines._name,
                    "fields": [
                        {"name": name, "label": name, "type": lines._fields[name].type}
                        for name in NAMES
                    ],
                    "ids": False,
                    "domain": [["report_id", "=", report.id]],
                    "import_compat": False,
                    "groupby": [],
                    "context": {},
                }
            ),
        }

    def _token(self, page):
        return re.search(r'name="csrf_token" value="(\w+)"', page)[1]

    def _open(self, path, **more):
        address = {"REMOTE_ADDR": "127.0.0.1"}
        return self.client.open(
            path, environ_base=address, follow_redirects=True, **more
        )

    def export(self):
        answer = self._open("/web/export/xlsx", method="POST", data=self.form)
        if answer.status_code != 200:
            raise AssertionError(answer.status)
        return answer.data
