from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import format_date

# a number of an invoice, whatever stands between its letters and digits
KEY = "lower(regexp_replace(%s, '[^[:alnum:]]', '', 'g'))"
TWICE = """
SELECT line.id, voucher.id
  FROM account_analytic_line line
  JOIN asm_voucher voucher ON voucher.company_id = line.company_id
   AND voucher.currency_id = line.transaction_currency_id
   AND %(number)s = %(of_line)s
 WHERE line.award_id IS NOT NULL AND line.invoice_reference IS NOT NULL
   AND line.voucher_id IS NULL AND line.reversal_of_id IS NULL
   AND line.is_reversed IS NOT TRUE
   AND %(which)s
 ORDER BY voucher.id, line.id
"""


class AccountAnalyticLine(models.Model):
    """A shared invoice stands in the ledger once: by its parts, or by an import.

    Two invoices are one where number and currency are the same, and the supplier; where
    one of them names none, where the line does not exceed the invoice.
    """

    _inherit = "account.analytic.line"

    # whom it was paid to stays once it is posted, and is worked out late
    @api.constrains("invoice_reference", "voucher_id", "award_id")
    def _check_invoice_not_shared(self):
        vouchers = self.env["asm.voucher"].sudo()
        if not vouchers.search_count([("state", "=", "posted")], limit=1):
            return
        twice = self._invoiced_twice(
            SQL("voucher.state = 'posted' AND line.id = ANY(%s)", self.ids)
        )
        for line, voucher in twice:
            raise ValidationError(
                self.env._(
                    "%(line)s: the invoice %(number)s stands in the ledger already, "
                    "split over its awards on %(date)s. Leave the line out, name "
                    "another supplier if it is another's invoice, or reverse that one.",
                    line=line.display_name,
                    number=voucher.reference,
                    date=format_date(self.env, voucher.date),
                )
            )

    @api.model
    def _invoiced_twice(self, which):
        """Return ``[(line, shared invoice)]`` of those that are one invoice.

        :param which: condition on ``line`` and ``voucher``
        """
        self.flush_model()
        self.env["asm.voucher"].flush_model()
        rows = self.env.execute_query(
            SQL(
                TWICE,
                number=SQL(KEY, SQL.identifier("voucher", "reference")),
                of_line=SQL(KEY, SQL.identifier("line", "invoice_reference")),
                which=which,
            )
        )
        # what is hidden from the user would count twice all the same
        vouchers = self.env["asm.voucher"].sudo()
        pairs = [(self.sudo().browse(one), vouchers.browse(two)) for one, two in rows]
        # whom a line was paid to may not be written yet while it is checked
        return [
            (line, voucher)
            for line, voucher in pairs
            if voucher._is_invoice_of(
                line.partner_id, line.transaction_currency_id, line.amount_transaction
            )
        ]
