"""An award with a budget, for the tests about money."""

from odoo.addons.asm_programs.tests.common import AsmCommon


class MoneyCommon(AsmCommon):
    """One award in dollars that pays for the programme, with two budget lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._forget_rates()
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
    def _forget_rates(cls):
        """Leave no rate of the demonstration data, though they were used."""
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            ALTER TABLE asm_exchange_rate DISABLE TRIGGER USER;
            DELETE FROM asm_exchange_rate;
            ALTER TABLE asm_exchange_rate ENABLE TRIGGER USER;
            """
        )
        cls.env.invalidate_all()

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

    @classmethod
    def _subaward(cls, amount=1500, reference="SUB-1", **values):
        """Return a sub-award of the award that runs."""
        subaward = cls.env["asm.subaward"].create(
            {
                "reference": reference,
                "award_id": cls.award.id,
                "program_id": cls.program.id,
                "partner_id": cls.partner.id,
                "amount": amount,
                "date_start": "2025-02-01",
                "date_end": "2025-12-31",
                **values,
            }
        )
        subaward.with_user(cls.finance).action_start()
        return subaward

    @classmethod
    def _passed(cls, subaward, kind, amount, date, date_paid=None, line=None):
        """Return an approved line of money of a sub-award."""
        request = cls.env["asm.subaward.request"]
        if kind in ("advance", "expense"):
            request = request.create(
                {
                    "subaward_id": subaward.id,
                    "kind": kind,
                    "date_start": date,
                    "date_end": date,
                }
            )
        return cls.env["asm.subaward.line"].create(
            {
                "subaward_id": subaward.id,
                "request_id": request.id,
                "kind": kind,
                "amount": amount,
                "date": date,
                "date_paid": date_paid,
                "budget_line_id": line and line.id,
                "state": "approved",
                "decided_by": cls.finance.id,
                "decided_on": f"{date} 08:00:00",
            }
        )

    @classmethod
    def _evidence(cls, name="hours.csv"):
        attachment = cls.env["ir.attachment"].create({"name": name, "raw": b"hours"})
        return cls.env["mtm.evidence"].create({"attachment_id": attachment.id})
