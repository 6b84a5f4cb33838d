from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import splits


class AsmVoucher(models.Model):
    """Finds the ledger lines that are the same invoice: see the ledger line's side."""

    _inherit = "asm.voucher"

    @api.model
    def _posted_numbers(self, companies):
        """Return ``{key of its number: posted invoices}`` of some companies."""
        found = defaultdict(self.browse)
        domain = [("state", "=", "posted"), ("company_id", "in", companies.ids)]
        for voucher in self.search(domain):
            found[splits.invoice_key(voucher.reference)] |= voucher
        return dict(found)

    def _is_invoice_of(self, partner, currency, amount):
        """Say whether a line with this number is of this invoice.

        :param partner: who was paid; empty where the line does not say
        """
        self.ensure_one()
        if currency != self.currency_id:
            return False
        if partner and self.partner_id:
            supplier = self.partner_id.commercial_partner_id
            return partner.commercial_partner_id == supplier
        return abs(amount) <= abs(self.amount)

    def action_post(self):
        """Enter the parts in the ledger, as long as it does not have the invoice yet.

        :raises UserError: when lines of the ledger are this invoice
        """
        self.check_access("write")
        lines = self.env["account.analytic.line"]
        twice = lines._invoiced_twice(SQL("voucher.id = ANY(%s)", self.ids))
        for _line, voucher in twice:
            named = lines.browse(line.id for line, other in twice if other == voucher)
            names = named._filtered_access("read").mapped("display_name")
            raise UserError(
                self.env._(
                    "%(invoice)s stands in the ledger already: %(lines)s. Reverse "
                    "those lines first, or let them name this invoice.",
                    invoice=voucher.display_name,
                    lines=", ".join(names) or self.env._("lines of other awards"),
                )
            )
        return super().action_post()
