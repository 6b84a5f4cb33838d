"""A world for the tests of access: one of everything, all of it "ours"."""

from itertools import count

from access_awards import AccessAwards
from access_engagements import AccessEngagements
from access_money import AccessMoney
from access_numbers import AccessNumbers
from access_partners import AccessPartners
from access_programs import AccessPrograms
from access_reports import AccessReports

from odoo import Command
from odoo.fields import Date
from odoo.tests import TransactionCase

from odoo.addons.mines_to_markets.tests.common import new_test_users

GROUPS = {
    "employee": "base.group_user",
    "officer": "mines_to_markets.group_mtm_user",
    "manager": "mines_to_markets.group_mtm_manager",
    "admin": "mines_to_markets.group_mtm_admin",
    "approver": "asm_programs.group_asm_approver",
    "finance": "asm_programs.group_asm_finance",
    "freezer": "asm_programs.group_asm_freezer",
    "auditor": "mines_to_markets.group_mtm_auditor",
    "elsewhere": "mines_to_markets.group_mtm_user",
    "viewer": "base.group_portal",
    "editor": "base.group_portal",
    "porter": "base.group_portal",
    "stranger": "base.group_portal",
    "public": "base.group_public",
}


class AccessWorld(
    AccessPartners,
    AccessEngagements,
    AccessPrograms,
    AccessNumbers,
    AccessAwards,
    AccessMoney,
    AccessReports,
    TransactionCase,
):
    """One user a role, and a maker of one more record of every model of ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = count(1)
        cls.year = count(2030)
        logins = {f"matrix_{role}": group for role, group in GROUPS.items()}
        users = new_test_users(cls.env, logins, email="m@example.com")
        cls.users = dict(zip(GROUPS, users, strict=True))
        cls._make_world()

    @classmethod
    def _make_world(cls):
        create = cls._create
        cls.country = cls.env.ref("base.cd")
        cls.kind = create("mtm.stakeholder.type", {"code": "MX", "name": "Matrix"})
        cls.partner, cls.other_partner = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "stakeholder_type_id": cls.kind.id,
                    "operating_country_ids": [Command.set(cls.country.ids)],
                }
                for name in ("Ours", "Theirs")
            ]
        )
        create(
            "mtm.staff.scope",
            {
                "user_id": cls.users["elsewhere"].id,
                "country_ids": [Command.set(cls.env.ref("base.rw").ids)],
            },
        )
        for role in ("viewer", "editor", "porter"):
            create(
                "mtm.partner.access",
                {
                    "partner_id": cls.partner.id,
                    "user_id": cls.users[role].id,
                    "role": "officer" if role == "porter" else role,
                },
            )
        create(
            "mtm.partner.access",
            {
                "partner_id": cls.other_partner.id,
                "user_id": cls.users["stranger"].id,
                "role": "officer",
            },
        )
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
        cls.engagement = create("mtm.engagement", cls._engagement())
        cls.delivery = create("mtm.service.delivery", cls._delivery())
        cls.program = create("asm.program", cls._program())
        cls.award = create("asm.award", cls._award())
        cls.env["asm.award.share"].set_from(
            cls.program, "2025-01-01", {cls.award: 100.0}
        )
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
        )
        if model in makers:
            return makers[model]()
        return {"code": self._name(), "name": "Matrix"}
