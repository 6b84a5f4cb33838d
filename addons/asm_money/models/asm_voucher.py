from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_amount

from ..tools import splits


class AsmVoucher(models.Model):
    """One invoice that several awards pay for, each a part of it.

    Posted, each part is a ledger line of its award, converted by the award's own rule;
    the parts add up to the invoice in its currency, and nothing beyond it is spent.
    """

    _name = "asm.voucher"
    _description = "Shared Invoice"
    _inherit = ["mtm.restrict.mixin"]
    _order = "date desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "name", "partner_id"]
    _check_company_auto = True

    reference = fields.Char(required=True, help="The number on the invoice.")
    name = fields.Char(string="What For", required=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", index="btree_not_null", ondelete="restrict"
    )
    date = fields.Date(
        string="Day of the Cost", required=True, default=fields.Date.context_today
    )
    date_paid = fields.Date(string="Paid On", copy=False)
    amount = fields.Monetary(
        required=True, aggregator=None, help="Of the invoice; a credit note below zero."
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.currency_id,
    )
    amount_posted = fields.Monetary(
        readonly=True,
        copy=False,
        aggregator=None,
        help="What of it stands in the ledger; the database adds it up.",
    )
    split_by = fields.Selection(
        [("percentage", "Percentages"), ("amount", "Amounts")],
        required=True,
        default="percentage",
    )
    part_ids = fields.One2many(
        "asm.voucher.part", "voucher_id", string="Parts", copy=True
    )
    line_ids = fields.One2many(
        "account.analytic.line", "voucher_id", string="Ledger", readonly=True
    )
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "asm_voucher_mtm_evidence_rel",
        "voucher_id",
        "evidence_id",
        ondelete="restrict",
        copy=False,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )

    _reference_unique = models.UniqueIndex(
        "(company_id, COALESCE(partner_id, 0), reference)",
        "This supplier's invoice has been entered already.",
    )
    _amount_not_zero = models.Constraint(
        "CHECK (amount <> 0)", "An invoice is over an amount."
    )
    _not_beyond = models.Constraint(
        "CHECK (amount_posted IS NULL OR amount_posted BETWEEN "
        "LEAST(amount, 0) AND GREATEST(amount, 0))",
        "More of the invoice would be charged to awards than it is over.",
    )
    _invoiced = frozenset(
        {"reference", "partner_id", "date", "amount", "currency_id", "company_id",
         "split_by", "part_ids"}
    )  # fmt: skip

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_stamps(vals) for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            vals = self._without_stamps(vals)
        posted = self.filtered(lambda voucher: voucher.state == "posted")
        if posted and not vals.keys().isdisjoint(self._invoiced):
            raise UserError(
                self.env._(
                    "%(invoice)s is posted, and stays as it is. Reverse it first.",
                    invoice=posted[0].display_name,
                )
            )
        result = super().write(vals)
        if vals.get("date_paid"):
            posted.line_ids._standing().write({"date_paid": vals["date_paid"]})
        return result

    def _without_stamps(self, vals):
        stamps = ("state", "amount_posted")
        return {key: value for key, value in vals.items() if key not in stamps}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for voucher in self:
            if voucher.state == "posted" or voucher.line_ids:
                raise UserError(
                    self.env._(
                        "%(invoice)s stands in the ledger and cannot be deleted.",
                        invoice=voucher.display_name,
                    )
                )

    # -- splitting --

    def _split(self):
        """Return ``[(part, Decimal), ...]`` that add up to the invoice.

        :raises UserError: when the parts do not make the whole
        """
        self.ensure_one()
        amount, parts = Decimal(str(self.amount)), self.part_ids
        if not parts:
            raise UserError(
                self.env._("Say which awards pay for %(name)s.", name=self.reference)
            )
        try:
            if self.split_by == "percentage":
                shares = [Decimal(str(part.percentage or 0)) for part in parts]
                places = self.currency_id.decimal_places
                found = splits.by_percentage(amount, shares, places)
            else:
                shares = [Decimal(str(part.amount or 0)) for part in parts]
                found = splits.by_amount(amount, shares)
        except splits.BadSplit as bad:
            raise UserError(self._describe_bad(bad)) from None
        return list(zip(parts, found, strict=True))

    def _describe_bad(self, bad):
        if self.split_by == "percentage":
            return self.env._(
                "The parts of %(invoice)s make %(total)s %%, not 100 %%. Correct the "
                "percentages.",
                invoice=self.display_name,
                total=bad.total,
            )
        return self.env._(
            "The parts of %(invoice)s make %(total)s, and the invoice is over "
            "%(amount)s. Correct the amounts.",
            invoice=self.display_name,
            total=format_amount(self.env, float(bad.total), self.currency_id),
            amount=format_amount(self.env, self.amount, self.currency_id),
        )

    def _describe_beyond(self, total):
        return self.env._(
            "%(invoice)s is over %(amount)s; with this, %(total)s of it would be "
            "charged to awards. Correct the parts.",
            invoice=self.display_name,
            amount=format_amount(self.env, self.amount, self.currency_id),
            total=format_amount(self.env, total, self.currency_id),
        )

    # -- posting --

    def action_post(self):
        """Enter the parts of these invoices in the ledger, all or none of them.

        :raises UserError: when one is posted, or its parts do not make the whole
        """
        self.check_access("write")
        self.lock_for_update()
        for voucher in self:
            if voucher.state != "draft":
                raise UserError(
                    self.env._("%(name)s is posted.", name=voucher.display_name)
                )
        lines = self.env["account.analytic.line"]
        lines.create(
            [
                part._line_values(float(amount))
                for voucher in self
                for part, amount in voucher._split()
            ]
        )
        self.sudo().write({"state": "posted"})
        return True

    def action_reverse(self, reason=None):
        """Take back what stands in the ledger of these; they can be split anew."""
        self.check_access("write")
        for voucher in self:
            if voucher.state != "posted":
                raise UserError(
                    self.env._("%(name)s is not posted.", name=voucher.display_name)
                )
        self.line_ids._standing().action_reverse(reason)
        self.sudo().write({"state": "draft", "date_paid": False})
        return True

    def action_ask_reverse(self):
        """Ask for the reason for which these are taken back."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_money.asm_ledger_reversal_action"
        )
        return action | {"context": {"default_voucher_id": self.id}}

    @api.constrains("company_id", "part_ids")
    def _check_company_of_awards(self):
        for voucher in self.sudo():
            for award in voucher.part_ids.award_id:
                if award.company_id != voucher.company_id:
                    raise ValidationError(
                        self.env._(
                            "%(award)s is another company's than %(invoice)s.",
                            award=award.display_name,
                            invoice=voucher.display_name,
                        )
                    )
