from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmVoucherPart(models.Model):
    """What one award pays of an invoice, before it stands in the ledger."""

    _name = "asm.voucher.part"
    _description = "Part of a Shared Invoice"
    _inherit = ["mtm.restrict.mixin"]
    _order = "voucher_id, sequence, id"
    _rec_name = "award_id"

    voucher_id = fields.Many2one(
        "asm.voucher",
        string="Invoice",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
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
    funding = fields.Selection(
        [("donor", "Donor"), ("cost_share", "Cost share"), ("own", "Own resources")],
        required=True,
        default="donor",
    )
    nature = fields.Selection(
        [("direct", "Direct"), ("indirect", "Indirect")],
        required=True,
        default="direct",
    )
    percentage = OptionalFloat(string="%", aggregator="sum")
    amount = OptionalFloat(aggregator="sum", help="In the invoice's currency.")
    currency_id = fields.Many2one(related="voucher_id.currency_id")

    _percentage_range = models.Constraint(
        "CHECK (percentage > 0 AND percentage <= 100)",
        "A percentage lies above 0 and up to 100.",
    )
    _amount_not_zero = models.Constraint(
        "CHECK (amount <> 0)", "A part is over an amount."
    )

    @api.constrains("award_id", "budget_line_id")
    def _check_of_one_award(self):
        for part in self.sudo():
            line = part.budget_line_id
            if line and line.award_id != part.award_id:
                raise ValidationError(
                    self.env._(
                        "%(other)s belongs to another award than %(award)s.",
                        other=line.display_name,
                        award=part.award_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_draft()
        return parts

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        self._check_draft()

    def _check_draft(self):
        for voucher in self.voucher_id.filtered(lambda one: one.state == "posted"):
            raise UserError(
                self.env._(
                    "%(invoice)s is posted, and stays as it is. Reverse it first.",
                    invoice=voucher.display_name,
                )
            )

    def _line_values(self, amount):
        """Return the values of the ledger line of this part."""
        self.ensure_one()
        voucher = self.voucher_id
        return {
            "name": f"{voucher.reference} {voucher.name}",
            "voucher_id": voucher.id,
            "invoice_reference": voucher.reference,
            "partner_id": voucher.partner_id.id,
            "date": voucher.date,
            "date_paid": voucher.date_paid,
            "award_id": self.award_id.id,
            "budget_line_id": self.budget_line_id.id,
            "program_id": self.program_id.id,
            "funding": self.funding,
            "nature": self.nature,
            "transaction_currency_id": voucher.currency_id.id,
            "amount_transaction": amount,
        }
