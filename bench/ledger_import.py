"""A ledger file brought in, against batched `create()` and Odoo's own `load()`.

Ours reads the file, finds what its codes stand for, looks for lines that are known
already, checks everything, converts what is in another currency, writes the lines and
the history of the import. The peers get ready values: `create()` in batches of 1,000,
`load()` rows of texts with database ids, which it takes fastest. All three must end in
the same lines, column by column.

`load()` takes minutes for 100,000 rows and hours are not to be spent on it: it is
compared on 5,000 rows, and ours on the same 5,000, where the fixed cost of an import
weighs most against ours.
"""

import base64
import itertools
import time

from odoo import Command, fields

from bench.measure import NOISE, Result, compare, slope

ROWS = 100_000
SAMPLE = 5_000
BATCH = 1_000
REPEATS = 2
SIZES = (1_000, 10_000, 100_000)
SIZES_LARGE = (*SIZES, 1_000_000)
GROWTH = 1.05
LINES = 12
# what the ledger says, and the field that it is in
VALUES = (
    "ledger_reference",
    "date",
    "date_posted",
    "date_paid",
    "name",
    "award_id",
    "budget_line_id",
    "amount_transaction",
    "transaction_currency_id",
    "partner_id",
)
OF_THE_MOMENT = {"id", "create_date", "write_date", "write_uid", "import_id"}


def measure(env, large):
    world = World(env)
    env.cr.commit()
    check_same(world)
    sizes = SIZES_LARGE if large else SIZES
    return [
        against_create(world),
        against_load(world),
        growth(world, sizes),
    ]


def against_create(world):
    content, values = world.file(ROWS), list(world.values(ROWS))
    return compare(
        "ledger_import",
        f"file of {ROWS:,} ledger lines; peer: create() in batches of {BATCH:,}",
        lambda: world.bring_in(content),
        lambda: world.create(values),
        bound=1.5,
        reset=world.reset,
        repeats=REPEATS,
        watches_memory=False,
    )


def against_load(world):
    content, rows = world.file(SAMPLE), list(world.texts(SAMPLE))
    return compare(
        "ledger_import_load",
        f"file of {SAMPLE:,} ledger lines; peer: load() of the same",
        lambda: world.bring_in(content),
        lambda: world.load(rows),
        bound=0.2,
        reset=world.reset,
        repeats=REPEATS,
        watches_memory=False,
    )


def growth(world, sizes):
    seconds = []
    for size in sizes:
        content = world.file(size)
        start = time.perf_counter()
        world.bring_in(content)
        seconds.append(time.perf_counter() - start)
        world.reset()
    times = ", ".join(
        f"{size:,}: {spent:.1f}s" for size, spent in zip(sizes, seconds, strict=True)
    )
    return Result(
        name="ledger_import_growth",
        what=f"exponent with which the time grows ({times})",
        ours=slope(sizes, seconds),
        peer=1.0,
        bound=GROWTH,
        unit="",
        noise=NOISE,
    )


def check_same(world):
    """All ways must end in the same lines, and a second import must find them."""
    content = world.file(SAMPLE)
    world.bring_in(content)
    found = world.read()
    if (again := world.bring_in(content, add=0)).leave_count != SAMPLE:
        raise AssertionError(f"the same file is not known: {again.message}")
    world.reset()
    for make in (
        lambda: world.create(list(world.values(SAMPLE))),
        lambda: world.load(list(world.texts(SAMPLE))),
    ):
        make()
        for mine, theirs in zip(found, world.read(), strict=True):
            if mine != theirs:
                raise AssertionError(f"{mine} is not {theirs}")
        world.reset()


class World:
    """Three awards with budgets, rates, suppliers, and Finance who imports."""

    def __init__(self, env):
        self.env = env
        env["ir.config_parameter"].set_param("mines_to_markets.import_max_mb", 500)
        self.usd, self.eur = env.ref("base.USD"), env.ref("base.EUR")
        (self.usd | self.eur).active = True
        self.user = self._user()
        self.partners = env["res.partner"].create(
            [{"name": f"Supplier {number}", "is_company": True} for number in range(50)]
        )
        self.awards = self._awards()
        self.budget = [award.budget_line_ids.ids for award in self.awards]
        self._rates()
        self.mapping = self._mapping()

    def _user(self):
        groups = self.env.ref("asm_programs.group_asm_finance")
        return self.env["res.users"].create(
            {
                "name": "Bench finance",
                "login": "bench-finance",
                "group_ids": [Command.set(groups.ids)],
            }
        )

    def _awards(self):
        donor = self.env["res.partner"].create({"name": "Donor", "is_company": True})
        return self.env["asm.award"].create(
            [
                {
                    "reference": f"BENCH-{number}",
                    "donor_id": donor.id,
                    "currency_id": self.usd.id,
                    "date_start": "2023-01-01",
                    "date_end": "2026-12-31",
                    "budget_line_ids": [
                        Command.create({"code": f"{number}.{line}", "name": "Line"})
                        for line in range(LINES)
                    ],
                }
                for number in range(3)
            ]
        )

    def _rates(self):
        first = fields.Date.to_date("2023-01-01")
        self.env["asm.exchange.rate"].create(
            [
                {
                    "currency_id": self.eur.id,
                    "target_currency_id": self.usd.id,
                    "date": fields.Date.add(first, days=day),
                    "rate": 1 + day % 90 / 1000,
                    "source": "ECB",
                }
                for day in range(0, 3 * 365, 7)
            ]
        )

    def _mapping(self):
        return self.env["asm.ledger.mapping"].create(
            {
                "name": "Bench",
                "decimal": ".",
                "column_reference": "Reference",
                "column_date": "Date",
                "column_date_posted": "Posted",
                "column_date_paid": "Paid",
                "column_name": "Description",
                "column_account": "Account",
                "column_award": "Award",
                "column_budget_line": "Budget Line",
                "column_amount": "Amount",
                "column_currency": "Currency",
                "column_partner": "Supplier",
                "account_ids": [
                    Command.create({"account": "6*", "nature": "direct"}),
                ],
            }
        )

    # -- the rows --

    def rows(self, count):
        """Yield what the ledger says of each line."""
        first = fields.Date.to_date("2023-01-02")
        for number in range(count):
            day = fields.Date.add(first, days=number * 7 % 1000)
            posted = fields.Date.add(day, days=number % 20)
            yield {
                "number": number,
                "date": day,
                "posted": posted,
                "paid": posted if number % 3 else None,
                "award": number % 3,
                "line": number // 3 % LINES,
                "amount": (number * 37 % 100_000 + 1) / 100,
                "currency": self.eur if number % 4 == 0 else self.usd,
                "partner": number % len(self.partners),
            }

    def file(self, count):
        titles = (
            "Reference,Date,Posted,Paid,Description,Account,Award,Budget Line,Amount,"
            "Currency,Supplier"
        )
        lines = itertools.chain([titles], map(self._as_text, self.rows(count)))
        return base64.b64encode("\n".join(lines).encode())

    def _as_text(self, row):
        return (
            f"GL-{row['number']:07},{row['date']},{row['posted']},{row['paid'] or ''},"
            f"Invoice {row['number']},60{row['line']:02},BENCH-{row['award']},"
            f"{row['award']}.{row['line']},{row['amount']:.2f},"
            f"{row['currency'].name},Supplier {row['partner']}"
        )

    def values(self, count):
        """Yield the values of each line, for create()."""
        for row in self.rows(count):
            yield dict(zip(VALUES, self._ready(row), strict=True))

    def _ready(self, row):
        return (
            f"GL-{row['number']:07}",
            row["date"],
            row["posted"],
            row["paid"] or False,
            f"Invoice {row['number']}",
            self.awards[row["award"]].id,
            self.budget[row["award"]][row["line"]],
            row["amount"],
            row["currency"].id,
            self.partners[row["partner"]].id,
        )

    def texts(self, count):
        """Yield the rows of texts that load() takes."""
        for row in self.rows(count):
            yield [str(value) if value else "" for value in self._ready(row)]

    # -- the three ways --

    def bring_in(self, content, add=None):
        item = self.env["mtm.import"].with_user(self.user)
        item = item.create(
            {
                "kind": "ledger",
                "file": content,
                "filename": "ledger.csv",
                "mapping_id": self.mapping.id,
            }
        )
        item.action_import()
        self.env.flush_all()
        if item.state != "done" or add is not None and item.add_count != add:
            raise AssertionError(f"the import is {item.state}: {item.message}")
        return item

    def create(self, values):
        lines = self.env["account.analytic.line"].with_user(self.user)
        for start in range(0, len(values), BATCH):
            lines.create(values[start : start + BATCH])
        self.env.flush_all()

    def load(self, rows):
        lines = self.env["account.analytic.line"].with_user(self.user)
        names = [f"{name}/.id" if name.endswith("_id") else name for name in VALUES]
        answer = lines.with_context(import_file=True).load(names, rows)
        self.env.flush_all()
        if not answer["ids"]:
            raise AssertionError(f"load() refused: {answer['messages'][:3]}")

    def reset(self):
        self.env.cr.rollback()
        self.env.registry.reset_changes()

    def read(self):
        """Return every column of the lines but what is of the moment."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM account_analytic_line WHERE ledger_reference LIKE 'GL-%' "
            "ORDER BY ledger_reference"
        )
        return [
            {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
            for row in self.env.cr.dictfetchall()
        ]
