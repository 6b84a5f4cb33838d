"""Staff restricted by country or programme see the money of theirs alone."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.asm_programs.tests.test_scope import ScopeCommon

# what belongs to no award
OPEN_MODELS = {"asm.exchange.rate", "asm.ledger.mapping"}


@tagged("post_install", "-at_install")
class TestMoneyScope(ScopeCommon):
    @classmethod
    def _world(cls, code, country, partner):
        world = super()._world(code, country, partner)
        award = {"award_id": world["asm.award"].id}
        days = {"date_start": "2025-01-01", "date_end": "2025-12-31"}
        order = {"reference": code, "date": "2025-02-01", "amount": 10}
        spent = {"name": code, "date": "2025-02-01", "amount_transaction": 5}
        period = cls._create(
            "asm.award.period", award | days | {"name": code, "kind": "year"}
        )
        voucher = cls._create(
            "asm.voucher",
            {
                "reference": code,
                "name": code,
                "amount": 5,
                "part_ids": [Command.create(award)],
            },
        )
        records = (
            cls._create(
                "asm.award.amendment",
                award | {"number": "1", "date_signed": "2025-01-01"},
            ),
            cls._create("asm.obligation", award | order),
            cls._create("asm.indirect.rate", award | days | {"rate": 10}),
            cls._create("account.analytic.line", award | spent),
            voucher,
            voucher.part_ids,
            cls._create(
                "asm.ledger.mapping.account",
                award | {"mapping_id": cls._mapping(code).id, "account": "6"},
            ),
            *cls._closed_with_something_late(period, order),
        ) + cls._budget_changes(world["asm.award"], code)
        cls.env.flush_all()
        return {record._name: record for record in records}

    @classmethod
    def _closed_with_something_late(cls, period, order):
        period.with_user(cls.finance).action_close()
        late = {"award_id": period.award_id.id, "reference": "Late"}
        cls._create("asm.obligation", order | late)
        late = [("award_id", "=", period.award_id.id)]
        return period.closing_ids, cls.env["asm.award.late.fact"].search(late)

    @classmethod
    def _mapping(cls, code):
        return cls._create("asm.ledger.mapping", {"name": code})

    @classmethod
    def _budget_changes(cls, award, code):
        line = cls._create(
            "asm.budget.line", {"award_id": award.id, "code": code, "name": code}
        )
        line.amount = 10
        return tuple(line.change_ids)

    def test_every_model_about_money_is_covered(self):
        models = {
            model._name
            for model in self.env.values()
            if model._original_module == "asm_money"
            and not (model._abstract or model._transient)
        }
        covered = models - OPEN_MODELS | {"account.analytic.line"}
        self.assertEqual(covered, set(self.here))

    def test_by_programme(self):
        program = self.here["asm.obligation"].award_id.program_ids
        self._restrict(program_ids=program)
        self.assertSees(self.here, self.there)

    def test_by_country(self):
        self._restrict(country_ids=self.congo)
        self.assertSees(self.here, self.there)

    def test_another_company_is_hidden(self):
        company = self.env["res.company"].create({"name": "Sister"})
        self.restricted.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        nothing = {model: records.browse() for model, records in self.here.items()}
        self.assertSees(nothing, self.here)
