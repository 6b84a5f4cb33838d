"""Creating numbers with all rules, against the bare ORM on a plain twin model.

The twin has the same columns, foreign keys and indexes of single columns; it has no
rule, no related or computed column (it is given what ours derives), no other index.
Ours is created by a member of staff, rights and record rules included.
"""

import itertools

from odoo import Command, fields, models
from odoo.orm.model_classes import add_to_registry

from bench.measure import Result, compare

ROWS = 10_000
ROWS_LARGE = 100_000
LINES = 10
SITES = 5
CELLS = 4  # the total and its parts
TWIN = "bench.actual.twin"
BOUND = 1.5
ROWS_PER_QUERY = 100
CONSTANT_QUERIES = 60
GIVEN = ("program_id", "partner_id", "period_id", "country_id", "typed_by", "state")


def measure(env, large):
    """Return the time against the twin's, and the number of queries."""
    rows = ROWS_LARGE if large else ROWS
    add_twin(env)
    world = World(env, rows)
    ours, peer = world.ours(), world.peer()
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")

    def reset():
        env.cr.execute("ROLLBACK TO SAVEPOINT bench")
        env.invalidate_all(flush=False)

    check_same(env, ours, peer)
    reset()
    time = compare(
        "actual_create",
        f"{rows:,} numbers created with all rules; peer: the bare ORM on a plain twin",
        ours,
        peer,
        bound=BOUND,
        reset=reset,
    )
    most = rows / ROWS_PER_QUERY + CONSTANT_QUERIES
    queries = Result(
        name="actual_create_queries",
        what=f"SQL queries of that; at most 1 for {ROWS_PER_QUERY} rows and some more",
        ours=time.queries["ours"],
        peer=most,
        bound=1.0,
        unit="queries",
    )
    return [time, queries]


def add_twin(env):
    """Add a model with the columns of ours to the registry, and its table."""
    columns = {
        name: plain(field)
        for name, field in env["asm.actual"]._fields.items()
        if field.store and field.column_type and name not in models.MAGIC_COLUMNS
    }
    twin = type(
        "BenchActualTwin",
        (models.Model,),
        {"_name": TWIN, "_description": "Twin", "_module": None, **columns},
    )
    add_to_registry(env.registry, twin)
    env.registry._setup_models__(env.cr, [TWIN])
    env.registry.init_models(env.cr, [TWIN], {"module": "bench"})


def plain(field):
    """Return a field of the same column, given by whoever creates."""
    kwargs = {"index": field.index, "required": False}
    if field.type == "many2one":
        return fields.Many2one(field.comodel_name, ondelete=field.ondelete, **kwargs)
    if field.type == "selection":
        return fields.Selection(
            [(key, key) for key in SELECTIONS[field.name]], **kwargs
        )
    if field.type == "float":
        return fields.Float(digits=0, **kwargs)
    return type(field)(**kwargs)


SELECTIONS = {
    "state": ("draft", "submitted", "returned", "approved"),
    "missing_reason": ("not_applicable", "not_accessible", "not_collected"),
}


class World:
    """A programme, its partners and sites, and the rows to be created."""

    def __init__(self, env, rows):
        self.env = env(context=dict(env.context, tracking_disable=True))
        self.officer = self._officer()
        self.program = self._program()
        self.lines = self._lines()
        self.sites = self._sites()
        self.submissions = self._submissions(rows // (LINES * SITES * CELLS))
        self.combinations = self._combinations()
        self.values = [
            {
                "submission_id": report.id,
                "program_indicator_id": line.id,
                "site_id": site.id,
                "disaggregation_id": category and category.id,
                "value": 10.0 if category else 60.0,
                "comment": "From the register",
            }
            for report, line, site, category in itertools.product(
                self.submissions, self.lines, self.sites, [None, *self.combinations]
            )
        ]

    def ours(self):
        def create():
            model = self.env["asm.actual"].with_user(self.officer)
            rows = model.create(self.values)
            rows.flush_model()
            return rows

        return create

    def peer(self):
        period = self.submissions.period_id
        common = {
            "program_id": self.program.id,
            "period_id": period.id,
            "country_id": self.sites.country_id.id,
            "typed_by": self.officer.id,
            "state": "draft",
            "state_since": fields.Datetime.now(),
        }
        partners = {report.id: report.partner_id.id for report in self.submissions}
        given = [
            values | common | {"partner_id": partners[values["submission_id"]]}
            for values in self.values
        ]

        def create():
            rows = self.env[TWIN].create(given)
            rows.flush_model()
            return rows

        return create

    def _officer(self):
        group = self.env.ref("mines_to_markets.group_mtm_user")
        return self.env["res.users"].create(
            {
                "name": "Bench officer",
                "login": "bench-officer",
                "group_ids": [Command.set(group.ids)],
            }
        )

    def _program(self):
        country = self.env.ref("base.cd")
        return self.env["asm.program"].create(
            {
                "code": "BENCH",
                "name": "Bench",
                "frequency": "quarter",
                "country_ids": [Command.set(country.ids)],
            }
        )

    def _lines(self):
        dimension = self.env.ref("mines_to_markets.mtm_dimension_age_band")
        definitions = self.env["asm.indicator"].create(
            [
                {
                    "code": f"BENCH-{number}",
                    "name": f"Miners trained, course {number}",
                    "unit": "person",
                    "dimension_ids": [Command.set(dimension.ids)],
                }
                for number in range(LINES)
            ]
        )
        return self.env["asm.program.indicator"].create(
            [
                {"program_id": self.program.id, "indicator_id": definition.id}
                for definition in definitions
            ]
        )

    def _sites(self):
        country = self.env.ref("base.cd")
        return self.env["mtm.site"].create(
            [
                {"name": f"Site {number}", "country_id": country.id}
                for number in range(SITES)
            ]
        )

    def _submissions(self, count):
        period = self.program._periods(
            fields.Date.to_date("2026-01-01"), fields.Date.to_date("2026-03-31")
        )
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {n}", "is_company": True} for n in range(count)]
        )
        return self.env["asm.submission"].create(
            [
                {
                    "program_id": self.program.id,
                    "partner_id": partner.id,
                    "period_id": period.id,
                }
                for partner in partners
            ]
        )

    def _combinations(self):
        dimension = self.env.ref("mines_to_markets.mtm_dimension_age_band")
        Disaggregation = self.env["mtm.disaggregation"]
        return [
            Disaggregation._for_values(value)
            for value in dimension.value_ids[: CELLS - 1]
        ]


def check_same(env, ours, peer):
    """Both tables must hold the same in every column that is not of the moment."""
    made, twins = ours().sudo(), peer()
    names = sorted(
        name
        for name in env[TWIN]._fields
        if name not in (*models.MAGIC_COLUMNS, "id", "display_name", "state_since")
    )
    for row, twin in zip(made, twins, strict=True):
        for name in names:
            if (row[name] or False) != (twin[name] or False):
                raise AssertionError(f"{name}: {row[name]!r} is not {twin[name]!r}")
