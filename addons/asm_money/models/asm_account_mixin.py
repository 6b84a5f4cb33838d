from odoo import api, fields, models


class AsmAccountMixin(models.AbstractModel):
    """What has an analytic account on the plan "Award", by which entries find it."""

    _name = "asm.account.mixin"
    _description = "Has an Analytic Account"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # of what the name of the account is made
    _names_account = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._ensure_accounts()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & self._names_account:
            self._name_accounts()
        return result

    def _account_name(self):
        return self.display_name

    def _account_company(self):
        return self.company_id

    def _ensure_accounts(self):
        """Give these the accounts that they lack."""
        plan = self.env["asm.award"]._plan()
        # finance keeps awards and may not have rights on analytic accounts
        without = self.sudo().filtered(lambda one: not one.analytic_account_id)
        accounts = without.env["account.analytic.account"].create(
            [
                {
                    "name": one._account_name(),
                    "plan_id": plan.id,
                    "company_id": one._account_company().id,
                }
                for one in without
            ]
        )
        for one, account in zip(without, accounts, strict=True):
            one.analytic_account_id = account

    def _name_accounts(self):
        for one in self.sudo():
            one.analytic_account_id.name = one._account_name()
