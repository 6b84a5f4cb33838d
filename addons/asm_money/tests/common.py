"""An award with a budget, for the tests about money."""

from odoo.addons.asm_programs.tests.common import AsmCommon


class MoneyCommon(AsmCommon):
    """One award in dollars that pays for the programme, with two budget lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd, cls.eur = cls.env.ref("base.USD"), cls.env.ref("base.EUR")
        (cls.usd | cls.eur).active = True
        cls.award = cls._award(currency_id=cls.usd.id)
        cls._share({cls.award: 100})
        cls.staff, cls.travel = cls.env["asm.budget.line"].create(
            [
                {
                    "award_id": cls.award.id,
                    "code": code,
                    "name": name,
                    "category": category,
                    "amount": 500,
                }
                for code, name, category in (
                    ("1", "Staff", "personnel"),
                    ("2", "Travel", "travel"),
                )
            ]
        )

    @classmethod
    def _spent(cls, amount, date="2025-02-10", line=None, **values):
        """Return a new ledger line of the award, as finance enters it."""
        return (
            cls.env["account.analytic.line"]
            .with_user(cls.finance)
            .create(
                {
                    "name": "Cost",
                    "award_id": cls.award.id,
                    "budget_line_id": (line or cls.staff).id,
                    "date": date,
                    "date_posted": date,
                    "amount_transaction": amount,
                    **values,
                }
            )
        )

    @classmethod
    def _rate(cls, rate, date, currency=None, target=None, **values):
        return cls.env["asm.exchange.rate"].create(
            {
                "currency_id": (currency or cls.eur).id,
                "target_currency_id": (target or cls.usd).id,
                "rate": rate,
                "date": date,
                "source": "ECB",
                **values,
            }
        )
