"""Who may not read all that a report takes in cannot draw it, and is told what."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReportCommon


@tagged("post_install", "-at_install")
class TestInputsRights(ReportCommon):
    def test_finance_reads_all_and_an_employee_nothing(self):
        self.report.with_user(self.finance)._read_inputs()
        employee = self.env.ref("base.user_demo", raise_if_not_found=False)
        employee = employee or self.env["res.users"].create(
            {"name": "Nobody", "login": "asm_nobody", "email": "n@example.com"}
        )
        employee.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        with self.assertRaises(AccessError):
            self.report.with_user(employee)._read_inputs()

    def test_an_award_that_is_hidden_is_named(self):
        elsewhere = self._program("TST-2")
        second = self._award("GR-2", currency_id=self.usd.id)
        self._share({second: 100}, program=elsewhere)
        report = self._report(awards=self.award | second)
        self.env["mtm.staff.scope"].create(
            {
                "user_id": self.finance.id,
                "program_ids": [Command.set(self.program.ids)],
            }
        )
        for act in (
            lambda one: one._read_inputs(),
            lambda one: one.action_draw(),
            lambda one: one.action_freeze("all is well"),
        ):
            with self.assertRefuses(UserError, "GR-2.*may not read"):
                act(report.with_user(self.finance))
        self.report.with_user(self.finance)._read_inputs()

    def test_money_that_is_hidden_is_named(self):
        self._spent(10, "2025-05-01")
        self.env["ir.rule"].create(
            {
                "name": "No ledger",
                "model_id": self.env["ir.model"]._get_id("account.analytic.line"),
                "domain_force": "[('amount_award', '>', 1000)]",
            }
        )
        with self.assertRefuses(UserError, "GR-1.*Analytic Line"):
            self.report.with_user(self.finance)._read_inputs()
