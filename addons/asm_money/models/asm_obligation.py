from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmObligation(models.Model):
    """An order that is not an expense yet.

    What of it is liquidated by a day is the sum of its ledger lines by then; what is
    left on the day it is closed is released.
    """

    _name = "asm.obligation"
    _description = "Obligation"
    _inherit = ["mtm.restrict.mixin", "asm.converted.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "name", "partner_id"]

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="restrict"
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
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", index="btree_not_null", ondelete="restrict"
    )
    reference = fields.Char(required=True)
    name = fields.Char(string="What For")
    funding = fields.Selection(
        [("donor", "Donor"), ("cost_share", "Cost share")],
        required=True,
        default="donor",
    )
    date = fields.Date(
        string="Ordered On", required=True, default=fields.Date.context_today
    )
    date_closed = fields.Date(
        string="Closed On", copy=False, help="What is left then is released."
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    award_currency_id = fields.Many2one(
        related="award_id.currency_id", string="Award Currency"
    )
    line_ids = fields.One2many(
        "account.analytic.line", "obligation_id", string="Liquidated By"
    )

    _reference_unique = models.UniqueIndex(
        "(award_id, reference)", "This award has an obligation with this reference."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "An obligation has an amount above zero."
    )
    _closed_after_order = models.Constraint(
        "CHECK (date_closed >= date)", "It cannot be closed before it was ordered."
    )

    @api.depends("award_id")
    def _compute_currency_id(self):
        for obligation in self:
            obligation.currency_id = (
                obligation.currency_id or obligation.award_id.currency_id
            )

    @api.model_create_multi
    def create(self, vals_list):
        obligations = super().create(vals_list)
        obligations._convert()
        return obligations

    def write(self, vals):
        self._check_may_change(vals)
        result = super().write(vals)
        if vals.keys() & {"amount", "currency_id", "date", "award_id"}:
            self._convert()
        return result

    def _check_may_change(self, vals):
        """:raises UserError: where reports were made of what would change"""
        changed = vals.keys() & {"amount", "currency_id", "date", "award_id", "funding"}
        for obligation in self:
            if "date_closed" in vals and obligation.date_closed:
                raise UserError(
                    self.env._(
                        "%(obligation)s is closed already. Enter another one for what "
                        "is ordered anew.",
                        obligation=obligation.reference,
                    )
                )
            # what liquidates it counts, whoever may see it
            if changed and obligation.sudo().line_ids:
                raise UserError(
                    self.env._(
                        "Ledger lines liquidate %(obligation)s: it stays as it was "
                        "ordered. Close it for less, enter another one for more.",
                        obligation=obligation.reference,
                    )
                )

    def action_close(self):
        """Close these: what is left is released from today on.

        Where the award has ended, from its end on.
        """
        self.check_access("write")
        today = fields.Date.context_today(self)
        for obligation in self.filtered(lambda one: not one.date_closed):
            end = min(today, obligation.award_id.date_end)
            obligation.date_closed = max(end, obligation.date)

    def _convert(self):
        for obligation in self:
            obligation._convert_by(obligation.award_id, obligation.date)
