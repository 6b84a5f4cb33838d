import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ..tools import sf425


class AsmFinancialReportLine(models.TransientModel):
    """One row of a Federal Financial Report, or a part that a row is made of."""

    _name = "asm.financial.report.line"
    _description = "Line of a Financial Report"
    _order = "report_id, sequence, id"

    report_id = fields.Many2one(
        "asm.financial.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    kind = fields.Selection(
        [("section", "Section"), ("line", "Line"), ("part", "Part")], required=True
    )
    code = fields.Char()
    of_code = fields.Char(help="The line that it is, or is a part of.")
    name = fields.Char(required=True)
    amount = OptionalFloat(aggregator=None)
    part_text = fields.Char(string="Made Of")
    amount_text = fields.Char(string="Cumulative")
    res_model = fields.Char()
    res_domain = fields.Char()
    can_open = fields.Boolean(compute="_compute_can_open")

    @api.depends("code", "res_model")
    def _compute_can_open(self):
        for line in self:
            line.can_open = bool(line.res_model) or line.code in sf425.DERIVED

    def action_open(self):
        """Open the records that this is made of.

        A line that follows from others opens those, with what they are made of.

        :raises UserError: when there are none
        """
        self.ensure_one()
        if self.res_model:
            return self._action_of(self.name, self.res_model, self.res_domain)
        if self.code in sf425.DERIVED:
            return self._action_of_lines()
        raise UserError(
            self.env._("Open what stands below line %(line)s.", line=self.code)
            if self.amount
            else self.env._("Nothing is in line %(line)s.", line=self.code)
        )

    def _action_of_lines(self):
        added, taken = sf425.DERIVED[self.code]
        view = self.env.ref("asm_money.asm_financial_report_line_view_list")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(line)s = %(others)s",
                line=self.code,
                others=" + ".join(added) + "".join(f" - {one}" for one in taken),
            ),
            "res_model": self._name,
            "domain": [
                ("report_id", "=", self.report_id.id),
                ("of_code", "in", [*added, *taken]),
            ],
            "views": [(view.id, "list")],
            "context": {"create": False},
        }

    def _action_of(self, name, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": json.loads(domain),
            "views": self._views_of(model),
            "context": {"create": False},
        }

    def _views_of(self, model):
        if model != "account.analytic.line":
            return [(False, "list"), (False, "form")]
        names = ("account_analytic_line_view_list", "account_analytic_line_view_form")
        return [
            (self.env.ref(f"asm_money.{name}").id, kind)
            for name, kind in zip(names, ("list", "form"), strict=True)
        ]
