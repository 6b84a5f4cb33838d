import json

from odoo import fields, models
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
    name = fields.Char(required=True)
    amount = OptionalFloat(aggregator=None)
    part_text = fields.Char(string="Made Of")
    amount_text = fields.Char(string="Cumulative")
    res_model = fields.Char()
    res_domain = fields.Char()

    def action_open(self):
        """Open the records that this is made of.

        :raises UserError: when there are none, or it follows from other lines
        """
        self.ensure_one()
        if self.res_model:
            return self._action_of(self.name, self.res_model, self.res_domain)
        added, taken = sf425.DERIVED.get(self.code, ((), ()))
        if added:
            raise UserError(
                self.env._(
                    "Line %(line)s follows from the lines %(others)s. Open those.",
                    line=self.code,
                    others=", ".join([*added, *taken]),
                )
            )
        raise UserError(
            self.env._("Open what stands below line %(line)s.", line=self.code)
            if self.amount
            else self.env._("Nothing is in line %(line)s.", line=self.code)
        )

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
