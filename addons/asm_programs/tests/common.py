"""Data of the tests' own, built by methods that say only what a test is about."""

from contextlib import contextmanager
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo import Command
from odoo.fields import Date
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests.common import new_test_users

YEAR = ("2025-01-01", "2025-12-31")
Q1 = ("2025-01-01", "2025-03-31")
Q2 = ("2025-04-01", "2025-06-30")
Q3 = ("2025-07-01", "2025-09-30")
Q4 = ("2025-10-01", "2025-12-31")


class AsmCommon(TransactionCase):
    """A programme in two countries, its partners, and the people who do the work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls._make_users()
        cls._make_places()
        cls._make_partners()
        cls.program = cls._program()

    @classmethod
    def _make_users(cls):
        groups = {
            "officer": "mines_to_markets.group_mtm_user",
            "manager": "mines_to_markets.group_mtm_manager",
            "admin": "mines_to_markets.group_mtm_admin",
            "approver": "asm_programs.group_asm_approver",
            "second_approver": "asm_programs.group_asm_approver",
            "finance": "asm_programs.group_asm_freezer",
        }
        users = new_test_users(
            cls.env,
            {f"asm_{name}": group for name, group in groups.items()},
            email="t@example.com",
        )
        for name, user in zip(groups, users, strict=True):
            setattr(cls, name, user)

    @classmethod
    def _make_places(cls):
        cls.congo = cls.env.ref("base.cd")
        cls.rwanda = cls.env.ref("base.rw")
        cls.north = cls._site("North")
        cls.south = cls._site("South")
        cls.abroad = cls._site("Abroad", cls.rwanda)
        cls.sex = cls.env.ref("mines_to_markets.mtm_dimension_sex")
        cls.female = cls.env.ref("mines_to_markets.mtm_dimension_value_sex_female")
        cls.male = cls.env.ref("mines_to_markets.mtm_dimension_value_sex_male")

    @classmethod
    def _make_partners(cls):
        cls.kind = cls.env["mtm.stakeholder.type"].create(
            {"code": "TST", "name": "Of the tests"}
        )
        cls.partner = cls._partner("Association")
        cls.other_partner = cls._partner("Cooperative")
        cls.donor = cls._partner("Donor")

    @classmethod
    def _site(cls, name, country=None):
        country = country or cls.congo
        return cls.env["mtm.site"].create({"name": name, "country_id": country.id})

    @classmethod
    def _partner(cls, name):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "stakeholder_type_id": cls.kind.id,
                "operating_country_ids": [Command.set((cls.congo | cls.rwanda).ids)],
            }
        )

    @classmethod
    def _program(cls, code="TST-1", **values):
        return cls.env["asm.program"].create(
            {
                "code": code,
                "name": f"Programme {code}",
                "country_ids": [Command.set((cls.congo | cls.rwanda).ids)],
                "frequency": "quarter",
                "date_start": "2025-01-01",
                "manager_id": cls.manager.id,
                **values,
            }
        )

    @classmethod
    def _definition(cls, code, dimensions=None, **values):
        return cls.env["asm.indicator"].create(
            {
                "code": code,
                "name": f"Indicator {code}",
                "unit": "tonne",
                "dimension_ids": [Command.set((dimensions or cls.sex.browse()).ids)],
                **values,
            }
        )

    @classmethod
    def _line(cls, code="TST-SUM", program=None, **values):
        """Return a new indicator, used in a programme."""
        return cls._use(cls._definition(code, **values), program)

    @classmethod
    def _use(cls, definition, program=None):
        return cls.env["asm.program.indicator"].create(
            {
                "program_id": (program or cls.program).id,
                "indicator_id": definition.id,
            }
        )

    @classmethod
    def _ratio(cls, code="TST-PCT", **values):
        values = {"measure": "percentage", "multiplier": 100, "unit": "%"} | values
        return cls._line(code, is_ratio=True, **values)

    @classmethod
    def _submission(cls, days=Q1, partner=None, program=None):
        """Return the report of a partner for a period, made if it is new."""
        program, partner = program or cls.program, partner or cls.partner
        period = program._periods(*map(Date.to_date, days))
        period.ensure_one()
        key = {
            "program_id": program.id,
            "partner_id": partner.id,
            "period_id": period.id,
        }
        Submission = cls.env["asm.submission"]
        found = Submission.search([(name, "=", key[name]) for name in key])
        return found or Submission.create(key)

    @classmethod
    def _row(cls, line, days=Q1, value=False, partner=None, **values):
        """Return a draft number that an officer typed."""
        submission = cls._submission(days, partner, line.program_id)
        record = {
            "submission_id": submission.id,
            "program_indicator_id": line.id,
            "value": value,
            **cls._prepare(values),
        }
        Actual = cls.env["asm.actual"].with_user(cls.officer)
        return Actual.create(record).with_env(cls.env)

    @classmethod
    def _prepare(cls, values):
        """Return values with records as ids; ``categories`` are a recordset."""
        categories = values.pop("categories", None)
        values = {
            name: value.id if hasattr(value, "_name") else value
            for name, value in values.items()
        }
        if categories:
            values["category_ids"] = [Command.set(categories.ids)]
        return values

    @classmethod
    def _approve(cls, rows):
        """Submit rows as the officer and approve them as the approver."""
        rows.with_user(cls.officer).action_submit()
        rows.with_user(cls.approver).action_approve()
        return rows

    @classmethod
    def _number(cls, line, days=Q1, value=False, **values):
        """Return an approved number."""
        return cls._approve(cls._row(line, days, value, **values))

    @classmethod
    def _target(cls, line, value=False, days=YEAR, **values):
        return cls._version("asm.target", line, value, days, values)

    @classmethod
    def _baseline(cls, line, value=False, **values):
        return cls._version("asm.baseline", line, value, None, values)

    @classmethod
    def _version(cls, model, line, value, days, values):
        """Return a target or baseline, proposed by the officer and approved."""
        record = {"program_indicator_id": line.id, "value": value}
        if days:
            record |= {"date_from": days[0], "date_to": days[1]}
        record |= cls._prepare(values)
        version = cls.env[model].with_user(cls.officer).create(record)
        version.with_user(cls.approver).action_approve()
        return version.with_env(cls.env)

    @classmethod
    def _award(cls, reference="GR-1", **values):
        return cls.env["asm.award"].create(
            {
                "reference": reference,
                "donor_id": cls.donor.id,
                "amount": 1000.0,
                "date_start": "2025-01-01",
                "date_end": "2026-12-31",
                **values,
            }
        )

    @classmethod
    def _share(cls, percentages, date_from="2025-01-01", program=None, line=None):
        return (
            cls.env["asm.award.share"]
            .with_user(cls.finance)
            .set_from(program or cls.program, date_from, percentages, line)
            .with_env(cls.env)
        )

    @classmethod
    def _award_line(cls, award, line, **values):
        return cls.env["asm.award.indicator"].create(
            {"award_id": award.id, "program_indicator_id": line.id, **values}
        )

    @classmethod
    def _service(cls, code="TST-SRV"):
        return cls.env["mtm.service"].create(
            {
                "code": code,
                "name": f"Service {code}",
                "stakeholder_type_ids": [Command.set(cls.kind.ids)],
            }
        )

    @classmethod
    def _engagement(cls, services, partner=None, program=None, **values):
        return cls.env["mtm.engagement"].create(
            {
                "name": "Traceability",
                "partner_id": (partner or cls.partner).id,
                "country_ids": [Command.set(cls.congo.ids)],
                "service_ids": [Command.set(services.ids)],
                "program_ids": [Command.set((program or cls.program).ids)],
                "date_start": "2024-01-01",
                **values,
            }
        )

    @classmethod
    def _delivery(cls, engagement, date="2025-02-10", counts=None, **values):
        """Return a confirmed delivery; ``counts`` is ``{categories: quantity}``."""
        delivery = cls.env["mtm.service.delivery"].create(
            {
                "engagement_id": engagement.id,
                "service_id": engagement.service_ids[:1].id,
                "country_id": cls.congo.id,
                "date": date,
                "count_ids": [
                    Command.create(
                        {
                            "category_ids": [Command.set(categories.ids)],
                            "quantity": quantity,
                        }
                    )
                    for categories, quantity in (counts or {}).items()
                ],
                **values,
            }
        )
        delivery.action_confirm()
        return delivery

    def read_cells(self, line, days=YEAR, **asked):
        """Return the cells of an indicator, as the manager reads them."""
        return line.with_user(self.manager).read_results(*days, **asked)[line.id]

    def read_total(self, line, days=YEAR, **asked):
        [cell] = self.read_cells(line, days, **asked)
        return cell

    def read_value(self, line, days=YEAR, **asked):
        return self.read_total(line, days, **asked)["value"]

    def read_by(self, line, code, days=YEAR, **asked):
        """Return ``{category, None for the total: value}``."""
        cells = self.read_cells(line, days, by=(code,), **asked)
        return {cell["categories"].get(code): cell["value"] for cell in cells}

    def read_achieved(self, line, days=YEAR, **asked):
        cells = line.with_user(self.manager).read_achievement(*days, **asked)
        [cell] = cells[line.id]
        return cell

    def assertBlank(self, cell, reason):
        self.assertIsNone(cell["value"])
        self.assertIn(reason, cell["reason"])

    def assertNumber(self, value, expected):
        """The same number, to the last digit, as a Decimal."""
        self.assertIsInstance(value, Decimal)
        self.assertEqual(value, Decimal(str(expected)))

    @contextmanager
    def assertRefuses(self, error, message):
        """Expect an error whose message matches; nothing is left of the attempt."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            yield

    @contextmanager
    def assertDatabaseRefuses(self, model, message):
        """Expect the database to refuse, and the user to read this message."""
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield
        said = self.env[model]._sql_error_to_message(caught.exception)
        self.assertIn(message, said)
