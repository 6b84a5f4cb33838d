from odoo import fields, models


class AsmAward(models.Model):
    """The way from an award to what was spent, ordered and passed on."""

    _inherit = "asm.award"

    ledger_line_count = fields.Integer(compute="_compute_money_counts")
    obligation_count = fields.Integer(compute="_compute_money_counts")
    subaward_count = fields.Integer(compute="_compute_money_counts")

    def _compute_money_counts(self):
        for name, model in (
            ("ledger_line_count", "account.analytic.line"),
            ("obligation_count", "asm.obligation"),
            ("subaward_count", "asm.subaward"),
        ):
            counts = dict(
                self.env[model]._read_group(
                    [("award_id", "in", self.ids)], ["award_id"], ["__count"]
                )
            )
            for award in self:
                award[name] = counts.get(award._origin, 0)

    def action_view_ledger(self):
        return self._action_of_award("asm_money.account_analytic_line_action")

    def action_view_obligations(self):
        action = self._action_of_award("asm_money.asm_obligation_action")
        action["context"].pop("search_default_open", None)
        return action

    def action_view_subawards(self):
        return self._action_of_award("asm_programs.asm_subaward_action")

    def action_view_budget_changes(self):
        return self._action_of_award("asm_money.asm_budget_change_action")

    def _action_of_award(self, xml_id, domain=(), **context):
        """Return a window on what belongs to this award.

        :param xml_id: of the action
        :param domain: what else is asked of the records
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return action | {
            "domain": [("award_id", "=", self.id), *domain],
            "context": {"default_award_id": self.id, **context},
        }
