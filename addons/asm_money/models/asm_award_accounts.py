from odoo import api, models


class AsmAward(models.Model):
    """The analytic accounts of an award, one for it and one for each budget line.

    Both lie on the plan "Award", so that whoever books an entry chooses one account
    and says with it for which award, and on which of its lines.
    """

    _name = "asm.award"
    _inherit = ["asm.award", "asm.account.mixin"]

    _analytic_account_unique = models.UniqueIndex(
        "(analytic_account_id) WHERE analytic_account_id IS NOT NULL",
        "This analytic account belongs to another award.",
    )
    _names_account = frozenset({"reference"})

    @api.model
    def _plan(self):
        """Return the analytic plan of awards."""
        # everybody may know which it is, few may read plans
        return self.env.ref("asm_money.account_analytic_plan_award").sudo()

    @api.model
    def _plan_column(self):
        """Return the name of the field that holds the award's account on a line."""
        return self._plan()._column_name()

    def _account_name(self):
        return self.reference

    def _ensure_accounts(self):
        """Give these awards and their budget lines the accounts that they lack."""
        result = super()._ensure_accounts()
        self.budget_line_ids._ensure_accounts()
        return result

    def _name_accounts(self):
        result = super()._name_accounts()
        self.sudo().budget_line_ids._name_accounts()
        return result
