from odoo import fields, models


class AccountAnalyticLine(models.Model):
    """A ledger line as a donor sees it.

    What is spent is positive here and a credit note negative; ``amount`` stays as
    Odoo has it, in the company's currency with costs below zero.
    """

    _inherit = "account.analytic.line"

    award_id = fields.Many2one(
        "asm.award",
        string="Award Charged",
        index="btree_not_null",
        ondelete="restrict",
    )
    budget_line_id = fields.Many2one(
        "asm.budget.line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
    )
    program_id = fields.Many2one(
        "asm.program", string="Programme", index="btree_not_null", ondelete="restrict"
    )
    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Sub-Award",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
    )
    obligation_id = fields.Many2one(
        "asm.obligation",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
    )
    funding = fields.Selection(
        [
            ("donor", "Donor"),
            ("cost_share", "Cost share"),
            ("program_income", "Program income"),
            ("own", "Own resources"),
        ],
    )
    nature = fields.Selection(
        [
            ("direct", "Direct"),
            ("indirect", "Indirect"),
            ("in_kind", "In kind"),
            ("income", "Income earned"),
        ],
    )
    transaction_currency_id = fields.Many2one(
        "res.currency", index="btree_not_null", ondelete="restrict"
    )
    amount_transaction = fields.Monetary(
        string="Amount in Transaction Currency",
        currency_field="transaction_currency_id",
        aggregator=None,
    )
    award_currency_id = fields.Many2one(
        related="award_id.currency_id", string="Award Currency"
    )
    amount_award = fields.Monetary(
        string="Amount in Award Currency", currency_field="award_currency_id"
    )
    rate = fields.Float(digits=(24, 12), aggregator=None)
    rate_date = fields.Date()
    rate_source = fields.Char()
    date_posted = fields.Date(string="Posted On")
    date_paid = fields.Date(string="Paid On")
    date_paid_known = fields.Date(
        string="Payment Known Since",
        readonly=True,
        copy=False,
        help="When the day of payment was entered.",
    )
    ledger_reference = fields.Char(
        copy=False, help="The ledger's own reference of this line."
    )
    import_id = fields.Many2one(
        "mtm.import",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _award_line_is_whole = models.Constraint(
        "CHECK (award_id IS NULL OR (funding IS NOT NULL AND nature IS NOT NULL "
        "AND amount_transaction IS NOT NULL AND transaction_currency_id IS NOT NULL "
        "AND amount_award IS NOT NULL AND rate > 0 AND date_posted IS NOT NULL))",
        "A ledger line of an award says who pays, what kind of cost it is, its amount "
        "and currency, its rate and when it was posted.",
    )
    _ledger_reference_unique = models.UniqueIndex(
        "(company_id, ledger_reference) WHERE ledger_reference IS NOT NULL",
        "The ledger has a line with this reference already.",
    )
    # holds all that sums of an award are made of: see asm_award_sums.py
    _by_award = models.Index(
        "(award_id, date) INCLUDE (date_posted, date_paid, date_paid_known, funding, "
        "nature, budget_line_id, program_id, subaward_id, obligation_id, "
        "date_evidenced, amount_award) WHERE award_id IS NOT NULL"
    )
