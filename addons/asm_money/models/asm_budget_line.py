from odoo import api, fields, models


class AsmBudgetLine(models.Model):
    """A budget line, and the analytic account by which entries find it."""

    _inherit = "asm.budget.line"

    category = fields.Selection(
        [
            ("personnel", "Personnel"),
            ("fringe", "Fringe benefits"),
            ("travel", "Travel"),
            ("equipment", "Equipment"),
            ("supplies", "Supplies"),
            ("contractual", "Contractual"),
            ("construction", "Construction"),
            ("subaward", "Sub-awards"),
            ("participant", "Participant support"),
            ("other", "Other direct costs"),
            ("indirect", "Indirect costs"),
        ],
        required=True,
        default="other",
        help="The object class of the US federal budget form that it falls under.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _analytic_account_unique = models.UniqueIndex(
        "(analytic_account_id) WHERE analytic_account_id IS NOT NULL",
        "This analytic account belongs to another budget line.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ensure_accounts()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "code" in vals or "name" in vals:
            self._name_accounts()
        return result

    def _ensure_accounts(self):
        plan = self.env["asm.award"]._plan()
        # finance keeps budgets and may not have rights on analytic accounts
        without = self.sudo().filtered(lambda line: not line.analytic_account_id)
        accounts = (
            self.env["account.analytic.account"]
            .sudo()
            .create(
                [
                    {
                        "name": line.display_name,
                        "plan_id": plan.id,
                        "company_id": line.award_id.company_id.id,
                    }
                    for line in without
                ]
            )
        )
        for line, account in zip(without, accounts, strict=True):
            line.analytic_account_id = account

    def _name_accounts(self):
        for line in self.sudo():
            line.analytic_account_id.name = line.display_name
