from odoo import fields, models


class AsmBudgetLine(models.Model):
    """A budget line, and the analytic account by which entries find it."""

    _name = "asm.budget.line"
    _inherit = ["asm.budget.line", "asm.account.mixin"]

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
    _analytic_account_unique = models.UniqueIndex(
        "(analytic_account_id) WHERE analytic_account_id IS NOT NULL",
        "This analytic account belongs to another budget line.",
    )

    _names_account = frozenset({"code", "name"})

    def _account_company(self):
        return self.award_id.company_id
