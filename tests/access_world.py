"""A world for the tests of access: one of everything, all of it "ours"."""

from itertools import count

from access_awards import AccessAwards
from access_engagements import AccessEngagements
from access_money import AccessMoney
from access_numbers import AccessNumbers
from access_odoo import AccessOdoo
from access_partners import AccessPartners
from access_programs import AccessPrograms
from access_reports import AccessReports
from access_roles import AccessRoles

from odoo import Command
from odoo.fields import Date
from odoo.tests import TransactionCase


class AccessWorld(
    AccessRoles,
    AccessPartners,
    AccessEngagements,
    AccessPrograms,
    AccessNumbers,
    AccessAwards,
    AccessMoney,
    AccessReports,
    AccessOdoo,
    TransactionCase,
):
    """One user a role, and a maker of one more record of every model of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = count(1)
        cls.year = count(2030)
        cls._make_users()
        cls._make_world()

    @classmethod
    def _make_world(cls):
        create = cls._create
        cls.country = cls.env.ref("base.cd")
        cls.kind = create("mtm.stakeholder.type", {"code": "MX", "name": "Matrix"})
        cls._make_partners()
        cls.service = create(
            "mtm.service",
            {
                "code": "MX",
                "name": "Matrix",
                "stakeholder_type_ids": [Command.set(cls.kind.ids)],
            },
        )
        cls.dimension = create("mtm.dimension", {"code": "mx", "name": "Matrix"})
        cls.value = create(
            "mtm.dimension.value",
            {"dimension_id": cls.dimension.id, "code": "a", "name": "A"},
        )
        cls.program = create("asm.program", cls._program())
        cls._restrict_staff()
        cls.engagement = create("mtm.engagement", cls._engagement())
        cls.delivery = create("mtm.service.delivery", cls._delivery())
        cls.award = create("asm.award", cls._award())
        cls.env["asm.award.share"].set_from(
            cls.program, "2025-01-01", {cls.award: 100.0}
        )
        cls._make_funder()
        cls.award_period = create("asm.award.period", cls._award_period())
        cls.indicator = create(
            "asm.indicator", {"code": "MX", "name": "Matrix", "unit": "person"}
        )
        cls.program_indicator = create(
            "asm.program.indicator",
            {"program_id": cls.program.id, "indicator_id": cls.indicator.id},
        )
        cls.award_indicator = create(
            "asm.award.indicator",
            {
                "award_id": cls.award.id,
                "program_indicator_id": cls.program_indicator.id,
            },
        )
        cls.period = cls.program._periods(*cls._day_range())
        cls.submission = create("asm.submission", cls._submission(cls.period))
        cls.actual = create("asm.actual", cls._actual(cls.submission))
        cls.report = create("asm.donor.report", cls._report())
        cls.mtm_import = create("mtm.import", {"kind": "ipis"})

    @classmethod
    def _create(cls, model, values):
        return cls.env[model].create(values)

    def _settled(self, model, values):
        """Create a record whose lists are filled at once, not after some were added."""
        record = self._create(model, dict(values))
        self.env.flush_all()
        return record

    def _organisation(self, is_company=True):
        """Return a new partner in our country."""
        values = {
            "name": self._name(),
            "is_company": is_company,
            "operating_country_ids": [Command.set(self.country.ids)],
        }
        return self._create("res.partner", values)

    @classmethod
    def _name(cls):
        return f"MX-{next(cls.number)}"

    @classmethod
    def _letters(cls):
        """Return a new name without digits."""
        digits = str.maketrans("0123456789", "abcdefghij")
        return str(next(cls.number)).translate(digits)

    @classmethod
    def _day(cls):
        return f"{next(cls.year)}-01-01"

    @classmethod
    def _day_range(cls):
        return Date.to_date("2025-01-01"), Date.to_date("2025-03-31")

    def _values(self, model):
        """Return values of one more record of a model, all of it ours."""
        makers = (
            self._makers_of_partners()
            | self._makers_of_engagements()
            | self._makers_of_programs()
            | self._makers_of_numbers()
            | self._makers_of_awards()
            | self._makers_of_spaces()
            | self._makers_of_money()
            | self._makers_of_reports()
            | self._makers_of_odoo()
        )
        if model in makers:
            return makers[model]()
        return {"code": self._name(), "name": "Matrix"}
