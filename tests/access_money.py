"""Makers of records about money, for the tests of access."""

from odoo import Command


class AccessMoney:
    """What :class:`AccessWorld` makes of the models of ``asm_money``."""

    def _makers_of_money(self):
        award = {"award_id": self.award.id}
        return {
            "asm.award.amendment": lambda: (
                award | {"number": self._name(), "date_signed": "2025-01-01"}
            ),
            "asm.exchange.rate": lambda: {
                "currency_id": self.env.ref("base.EUR").id,
                "target_currency_id": self.env.ref("base.USD").id,
                "rate": 1.1,
                "date": self._day(),
                "source": "Matrix",
            },
            "asm.obligation": lambda: (
                award | {"reference": self._name(), "date": "2025-02-01", "amount": 100}
            ),
            "asm.indirect.rate": lambda: (
                award
                | {"rate": 10, "date_start": (day := self._day()), "date_end": day}
            ),
            "asm.budget.change": lambda: (
                {"reason": self._name()} | award | self._new_budget_line()
            ),
            "asm.ledger.mapping": lambda: {"name": self._name()},
            "asm.ledger.mapping.account": lambda: (
                award | {"mapping_id": self._mapping().id, "account": self._name()}
            ),
            "asm.award.period.make": lambda: dict(award),
            "asm.financial.report": lambda: award | {"date_to": "2025-03-31"},
            "asm.financial.report.line": lambda: self._of_report(
                {"kind": "line", "name": "Row"}
            ),
            "asm.financial.attachment": self._attachment,
            "asm.financial.attachment.line": lambda: (
                award
                | {
                    "attachment_id": self._create(
                        "asm.financial.attachment", self._attachment()
                    ).id
                }
            ),
            "asm.financial.report.rate": lambda: self._of_report(
                {"kind": "final", "res_domain": "[]"}
            ),
            "asm.voucher": self._voucher,
            "asm.voucher.part": lambda: (
                award | {"voucher_id": self._create("asm.voucher", self._voucher()).id}
            ),
            "asm.ledger.reversal": lambda: {"reason": self._name()},
            "asm.award.reopening": lambda: {
                "period_id": self._create("asm.award.period", self._award_period()).id,
                "reason": self._name(),
            },
            "asm.award.late.fact": lambda: dict(award),
            "asm.award.closing": lambda: {
                "period_id": self._create("asm.award.period", self._award_period()).id,
                "closed_on": "2025-04-01",
                "closed_by": self.env.uid,
            },
            "account.analytic.line": lambda: (
                award
                | {
                    "name": self._name(),
                    "date": "2025-02-01",
                    "amount_transaction": 10,
                }
            ),
        }

    def _new_budget_line(self):
        values = {"award_id": self.award.id, "code": self._name(), "name": "Line"}
        return {"budget_line_id": self._create("asm.budget.line", values).id}

    def _of_report(self, values):
        """Return values of a row of a financial report that somebody looks at."""
        report = self._create(
            "asm.financial.report",
            {"award_id": self.award.id, "date_to": "2025-03-31"},
        )
        return {"report_id": report.id} | values

    def _attachment(self):
        return {
            "donor_id": self.partner.id,
            "award_ids": [Command.clear()],
            "date_to": "2025-03-31",
        }

    def _voucher(self):
        return {
            "reference": self._name(),
            "name": "Matrix",
            "amount": 10,
            "part_ids": [Command.create({"award_id": self.award.id})],
        }

    def _mapping(self):
        return self.env["asm.ledger.mapping"].create({"name": self._name()})
