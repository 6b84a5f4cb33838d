from odoo import api, fields, models


class AsmAward(models.Model):
    """The analytic accounts of an award, one for it and one for each budget line.

    Both lie on the plan "Award", so that whoever books an entry chooses one account
    and says with it for which award, and on which of its lines.
    """

    _inherit = "asm.award"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _analytic_account_unique = models.UniqueIndex(
        "(analytic_account_id) WHERE analytic_account_id IS NOT NULL",
        "This analytic account belongs to another award.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        awards = super().create(vals_list)
        awards._ensure_accounts()
        return awards

    def write(self, vals):
        result = super().write(vals)
        if "reference" in vals:
            self._name_accounts()
        return result

    @api.model
    def _plan(self):
        """Return the analytic plan of awards."""
        # everybody may know which it is, few may read plans
        return self.env.ref("asm_money.account_analytic_plan_award").sudo()

    @api.model
    def _plan_column(self):
        """Return the name of the field that holds the award's account on a line."""
        return self._plan()._column_name()

    def _ensure_accounts(self):
        """Give these awards and their budget lines the accounts that they lack."""
        without = self.filtered(lambda award: not award.sudo().analytic_account_id)
        # finance keeps awards and may not have rights on analytic accounts
        for award, account in zip(
            without, without._new_accounts("reference"), strict=True
        ):
            award.sudo().analytic_account_id = account
        self.budget_line_ids._ensure_accounts()

    def _new_accounts(self, name_field):
        plan = self._plan()
        Account = self.env["account.analytic.account"].sudo()
        return Account.create(
            [
                {
                    "name": award[name_field],
                    "plan_id": plan.id,
                    "company_id": award.company_id.id,
                }
                for award in self
            ]
        )

    def _name_accounts(self):
        for award in self.sudo():
            award.analytic_account_id.name = award.reference
            award.budget_line_ids._name_accounts()
