from odoo import fields, models


class AsmAward(models.Model):
    """What an award says about money: how it is counted, converted and reported."""

    _inherit = "asm.award"

    accounting_basis = fields.Selection(
        [("cash", "Cash"), ("accrual", "Accrual")],
        required=True,
        default="accrual",
        tracking=True,
        help="Cash: spent is what was paid. Accrual: spent is what was incurred.",
    )
    recipient_account = fields.Char(help="Our own number for it, as on an SF-425.")
    cost_share_required = fields.Monetary(
        tracking=True, help="What we owe from other sources, as first agreed."
    )
    program_income_use = fields.Selection(
        [("deduction", "Deduction"), ("addition", "Addition")],
        required=True,
        default="addition",
        tracking=True,
        help="Deduction: it lessens what the donor pays. Addition: it is spent on top.",
    )
    indirect_method = fields.Selection(
        [
            ("none", "None"),
            ("posted", "Posted in the ledger"),
            ("computed", "Computed from rates"),
        ],
        required=True,
        default="none",
        tracking=True,
        help="Indirect cost comes from the ledger or is computed, never both.",
    )
    amendment_ids = fields.One2many(
        "asm.award.amendment", "award_id", string="Amendments"
    )
    obligation_ids = fields.One2many("asm.obligation", "award_id", string="Obligations")
    indirect_rate_ids = fields.One2many(
        "asm.indirect.rate", "award_id", string="Indirect Cost Rates"
    )
    rate_ids = fields.One2many(
        "asm.exchange.rate", "award_id", string="Exchange Rates of This Award"
    )
    ledger_line_ids = fields.One2many(
        "account.analytic.line", "award_id", string="Ledger"
    )

    _cost_share_not_negative = models.Constraint(
        "CHECK (cost_share_required >= 0)", "A cost share is not negative."
    )
