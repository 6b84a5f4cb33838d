from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEYS = ("account", "cost_center", "donor_code")
SAID = ("award_id", "budget_line_id", "funding", "nature", "program_id")


class AsmLedgerMappingAccount(models.Model):
    """What an account, cost centre or donor's code of a ledger means for a donor.

    Where several rows fit a line, the one that names more decides, and what it leaves
    open comes from the others: one row a cost centre can say the award, one row an
    account the nature. A row that says nothing waits to be decided on.
    """

    _name = "asm.ledger.mapping.account"
    _description = "Account of a Ledger Mapping"
    _order = "mapping_id, account, cost_center, donor_code, id"
    _check_company_auto = True

    mapping_id = fields.Many2one(
        "asm.ledger.mapping", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="mapping_id.company_id")
    account = fields.Char(
        help="Ledger account; 60* stands for all that begin with 60. Blank: any."
    )
    cost_center = fields.Char(string="Cost Centre", help="Blank: any.")
    donor_code = fields.Char(help="Blank: any.")
    is_ignored = fields.Boolean(
        string="Ignore", help="Lines of it are no cost of an award and are left out."
    )
    award_id = fields.Many2one(
        "asm.award",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    budget_line_id = fields.Many2one(
        "asm.budget.line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
    )
    funding = fields.Selection(selection="_selection_funding")
    nature = fields.Selection(selection="_selection_nature")
    program_id = fields.Many2one(
        "asm.program", string="Programme", index="btree_not_null", ondelete="restrict"
    )
    is_open = fields.Boolean(string="To Decide On", compute="_compute_is_open")

    _keys_unique = models.UniqueIndex(
        "(mapping_id, COALESCE(account, ''), COALESCE(cost_center, ''), "
        "COALESCE(donor_code, ''))",
        "This mapping has a row for these codes already.",
    )
    _has_key = models.Constraint(
        "CHECK (COALESCE(account, cost_center, donor_code) IS NOT NULL)",
        "A row names an account, a cost centre or a donor's code.",
    )
    _line_has_award = models.Constraint(
        "CHECK (budget_line_id IS NULL OR award_id IS NOT NULL)",
        "A row that names a budget line names its award.",
    )
    _ignored_says_nothing = models.Constraint(
        "CHECK (NOT is_ignored OR COALESCE(award_id, budget_line_id, program_id) IS "
        "NULL)",
        "A row that is ignored names no award.",
    )

    def _selection_funding(self):
        return self.env["account.analytic.line"]._fields["funding"].selection

    def _selection_nature(self):
        return self.env["account.analytic.line"]._fields["nature"].selection

    @api.depends("is_ignored", *SAID)
    def _compute_is_open(self):
        for row in self:
            row.is_open = not row.is_ignored and not any(row[name] for name in SAID)

    @api.depends("account", "cost_center", "donor_code")
    def _compute_display_name(self):
        for row in self:
            row.display_name = " / ".join(filter(None, (row[key] for key in KEYS)))

    @api.constrains("award_id", "budget_line_id")
    def _check_line_of_award(self):
        for row in self.sudo():
            line = row.budget_line_id
            if line and line.award_id != row.award_id:
                raise ValidationError(
                    self.env._(
                        "%(other)s belongs to another award than %(award)s.",
                        other=line.display_name,
                        award=row.award_id.display_name,
                    )
                )

    @api.onchange("award_id")
    def _onchange_award_id(self):
        if self.budget_line_id.award_id != self.award_id:
            self.budget_line_id = False
