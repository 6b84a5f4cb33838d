"""Programmes with their numbers, as many as wanted, made by SQL.

A programme has always the same size: ten indicators, reported by one organisation for
five sites and four quarters, each number split by sex and age band into twelve. What
grows is the number of programmes, as it does in an organisation.
"""

from odoo import Command, fields
from odoo.tools import SQL

from bench.copies import COUNTRIES, bulk, copy, pick

INDICATORS = 10
SITES = 5
QUARTERS = 4
CATEGORIES = 12
PER_PROGRAM = INDICATORS * SITES * QUARTERS * CATEGORIES
YEAR = ("2025-01-01", "2025-12-31")


class World:
    """The numbers there are; :meth:`grow` adds programmes up to a size.

    :param env: of the superuser
    """

    def __init__(self, env):
        self.env = env(context=dict(env.context, tracking_disable=True))
        self.programs = 0
        self.bases = {}
        self._make_library()
        self._make_templates()
        self.reader = self._make_reader()

    def _make_reader(self):
        role = self.env.ref("mines_to_markets.group_mtm_user")
        values = {"name": "Bench reader", "login": "bench-reader"}
        return self.env["res.users"].create(
            values | {"group_ids": [Command.set(role.ids)]}
        )

    def _make_library(self):
        """Make the definitions, and twelve combinations of sex and age band."""
        sex = self.env.ref("mines_to_markets.mtm_dimension_sex")
        age = self.env["mtm.dimension"].create(
            {
                "code": "bench-age",
                "name": "Age",
                "exclusive": True,
                "value_ids": [
                    Command.create({"code": f"b{n}", "name": f"Band {n}"})
                    for n in range(CATEGORIES // 2)
                ],
            }
        )
        Combination = self.env["mtm.disaggregation"]
        self.combinations = [
            Combination._for_values(one | other).id
            for one in sex.value_ids[:2]
            for other in age.value_ids
        ]
        self.indicators = self.env["asm.indicator"].create(
            [
                {
                    "code": f"BENCH-{n:02}",
                    "name": f"Measured {n}",
                    "unit": "tonne",
                    "dimension_ids": [Command.set((sex | age).ids)],
                }
                for n in range(INDICATORS)
            ]
        )

    def _make_templates(self):
        """Make one of each that is copied, by the ORM."""
        env = self.env
        self.countries = [
            env["res.country"].search([("code", "=", code)]).id for code in COUNTRIES
        ]
        self.site = env["mtm.site"].create(
            {"name": "Bench", "country_id": self.countries[0]}
        )
        self.partner = env["res.partner"].create({"name": "Bench", "is_company": True})
        self.program = env["asm.program"].create(
            {"code": "BENCH", "name": "Bench", "date_start": "2025-01-01"}
        )
        self.periods = self.program._periods(*map(fields.Date.to_date, YEAR)).ids
        self.line = env["asm.program.indicator"].create(
            {"program_id": self.program.id, "indicator_id": self.indicators[0].id}
        )
        self.assignment = env["asm.assignment"].create(
            {"program_indicator_id": self.line.id, "partner_id": self.partner.id}
        )
        self.submission = env["asm.submission"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.partner.id,
                "period_id": self.periods[0],
            }
        )
        self.actual = env["asm.actual"].create(
            {
                "submission_id": self.submission.id,
                "program_indicator_id": self.line.id,
                "value": 1.0,
            }
        )

    def grow(self, actuals):
        """Add programmes until there are about so many numbers.

        :return: how many numbers there are
        """
        more = max(1, round(actuals / PER_PROGRAM)) - self.programs
        if more > 0:
            self._add(more)
            self.programs += more
        self.env["asm.result.summary"]._rebuild()
        self.env.invalidate_all()
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        return self.programs * PER_PROGRAM

    def _add(self, count):
        site = self._copy(
            self.site,
            count * SITES,
            name=SQL("'Bench site ' || n"),
            country_id=pick(self.countries, SQL("(n - 1) / %s", SITES)),
        )
        program = self._add_programs(count)
        line = self._add_lines(count, program)
        self._add_assignments(count, line, program, site)
        submission = self._copy(
            self.submission,
            count * QUARTERS,
            program_id=SQL("%s + 1 + (n - 1) / %s", program, QUARTERS),
            period_id=pick(self.periods, SQL("(n - 1) %% %s", QUARTERS)),
        )
        with bulk(self.env, self.actual._table):
            self._add_actuals(count, program, line, site, submission)

    def _copy(self, record, count, **columns):
        own = {
            name: SQL("t.id::text || '-' || (%s + n)", self.programs * count)
            for name in ("code", "access_token")
            if name in record._fields
            and name not in columns
            and record._fields[name].store
            and record._fields[name].type == "char"
        }
        return copy(self.env, record, count, own | columns)

    def _add_programs(self, count):
        number = SQL("(%s + n)", self.programs)
        base = copy(
            self.env,
            self.program,
            count,
            {"code": SQL("'BENCH-' || %s", number)},
        )
        self.env.cr.execute(
            SQL(
                """UPDATE asm_program SET parent_path = id || '/'
                    WHERE id > %s AND id <= %s""",
                base,
                base + count,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO asm_program_country_rel (program_id, country_id)
                   SELECT %s + n, %s FROM generate_series(1, %s) n""",
                base,
                pick(self.countries, SQL("n - 1")),
                count,
            )
        )
        return base

    def _add_lines(self, count, program):
        return copy(
            self.env,
            self.line,
            count * INDICATORS,
            {
                "program_id": SQL("%s + 1 + (n - 1) / %s", program, INDICATORS),
                "indicator_id": pick(
                    self.indicators.ids, SQL("(n - 1) %% %s", INDICATORS)
                ),
            },
        )

    def _add_assignments(self, count, line, program, site):
        total = count * INDICATORS
        base = copy(
            self.env,
            self.assignment,
            total,
            {
                "program_indicator_id": SQL("%s + n", line),
                "program_id": SQL("%s + 1 + (n - 1) / %s", program, INDICATORS),
            },
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO asm_assignment_mtm_site_rel
                          (asm_assignment_id, mtm_site_id)
                   SELECT %(base)s + n,
                          %(site)s + 1 + (n - 1) / %(lines)s * %(sites)s + s
                     FROM generate_series(1, %(total)s) n,
                          generate_series(0, %(sites)s - 1) s""",
                base=base,
                site=site,
                lines=INDICATORS,
                sites=SITES,
                total=total,
            )
        )

    def _add_actuals(self, count, program, line, site, submission):
        number = SQL("(n - 1)")
        of_program = SQL("(n - 1) / %s", PER_PROGRAM)
        category = SQL("(n - 1) %% %s", CATEGORIES)
        place = SQL("(n - 1) / %s %% %s", CATEGORIES, SITES)
        quarter = SQL("(n - 1) / %s %% %s", CATEGORIES * SITES, QUARTERS)
        which = SQL("(n - 1) / %s %% %s", CATEGORIES * SITES * QUARTERS, INDICATORS)
        copy(
            self.env,
            self.actual,
            count * PER_PROGRAM,
            {
                "program_id": SQL("%s + 1 + %s", program, of_program),
                "program_indicator_id": SQL(
                    "%s + 1 + (%s) * %s + %s", line, of_program, INDICATORS, which
                ),
                "submission_id": SQL(
                    "%s + 1 + (%s) * %s + %s", submission, of_program, QUARTERS, quarter
                ),
                "period_id": pick(self.periods, quarter),
                "site_id": SQL(
                    "%s + 1 + (%s) * %s + %s", site, of_program, SITES, place
                ),
                "country_id": pick(self.countries, of_program),
                "disaggregation_id": pick(self.combinations, category),
                "value": SQL("(%s %% 997 * 7919 %% 997) / 10.0", number),
                "state": SQL("'approved'"),
                "approved_by": SQL("t.typed_by"),
                "approved_on": SQL("now()::timestamp"),
            },
        )
