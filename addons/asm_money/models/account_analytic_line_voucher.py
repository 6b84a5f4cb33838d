from odoo import api, fields, models
from odoo.exceptions import ValidationError

# the sum is kept in the invoice: whoever adds to it at the same time has to wait, and
# is refused or tried again on what the other left
SUM = """
CREATE OR REPLACE FUNCTION asm_voucher_sum_%(name)s() RETURNS trigger AS $sum$
BEGIN
    IF EXISTS (
        SELECT FROM (%(added)s) AS line
          JOIN asm_voucher AS voucher ON voucher.id = line.voucher_id
         WHERE line.transaction_currency_id IS DISTINCT FROM voucher.currency_id
    ) THEN
        RAISE EXCEPTION 'currency' USING ERRCODE = 'check_violation',
            TABLE = 'account_analytic_line', CONSTRAINT = 'asm_voucher_currency';
    END IF;
    UPDATE asm_voucher AS voucher
       SET amount_posted = COALESCE(voucher.amount_posted, 0) + changed.amount
      FROM (
        SELECT voucher_id, SUM(amount) AS amount FROM (
            SELECT voucher_id, amount_transaction AS amount FROM (%(added)s) AS added
            UNION ALL
            SELECT voucher_id, -amount_transaction FROM (%(removed)s) AS removed
        ) AS lines
         WHERE voucher_id IS NOT NULL
         GROUP BY voucher_id
        HAVING SUM(amount) <> 0
      ) AS changed
     WHERE voucher.id = changed.voucher_id;
    RETURN NULL;
END
$sum$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER asm_voucher_sum_%(name)s
    AFTER %(event)s ON account_analytic_line REFERENCING %(tables)s
    FOR EACH STATEMENT EXECUTE FUNCTION asm_voucher_sum_%(name)s();
"""
COLUMNS = "SELECT voucher_id, transaction_currency_id, amount_transaction FROM "
NEW, OLD = f"{COLUMNS} new_lines", f"{COLUMNS} old_lines"
NONE = f"{COLUMNS} account_analytic_line WHERE FALSE"
EVENTS = {
    "INSERT": (NEW, NONE, "NEW TABLE AS new_lines"),
    "UPDATE": (NEW, OLD, "NEW TABLE AS new_lines OLD TABLE AS old_lines"),
    "DELETE": (NONE, OLD, "OLD TABLE AS old_lines"),
}


def _statements():
    """Yield what makes the function and trigger of each event."""
    for event, (added, removed, tables) in EVENTS.items():
        yield SUM % {
            "name": event.lower(),
            "event": event,
            "added": added,
            "removed": removed,
            "tables": tables,
        }


class AccountAnalyticLine(models.Model):
    """A ledger line that is a part of an invoice shared by several awards."""

    _inherit = "account.analytic.line"

    voucher_id = fields.Many2one(
        "asm.voucher",
        string="Shared Invoice",
        index="btree_not_null",
        ondelete="restrict",
    )

    def init(self):
        result = super().init()
        for statement in _statements():
            self.env.cr.execute(statement)
        return result

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_voucher_currency":
            return self.env._("The parts of an invoice are in its currency.")
        if exc.diag.constraint_name == "asm_voucher_not_beyond":
            return self.env["asm.voucher"]._sql_error_to_message(exc)
        return super()._sql_error_to_message(exc)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_within_vouchers(vals_list)
        lines = super().create(vals_list)
        lines._follow_vouchers()
        return lines

    def write(self, vals):
        if vals.get("voucher_id"):
            told = self.filtered(lambda line: not line.voucher_id)
            self._check_within_vouchers(
                [
                    {
                        "voucher_id": vals["voucher_id"],
                        "amount_transaction": line.amount_transaction,
                        "transaction_currency_id": line.transaction_currency_id.id,
                    }
                    for line in told
                ]
            )
        result = super().write(vals)
        if "voucher_id" in vals:
            self._follow_vouchers()
        return result

    def _follow_vouchers(self):
        """Let the database add up what was charged, now that it is to be read."""
        if vouchers := self.voucher_id:
            self.flush_recordset()
            vouchers.invalidate_recordset(["amount_posted"])

    def _check_within_vouchers(self, vals_list):
        """:raises ValidationError: when more is charged than the invoice is over"""
        ids = {vals["voucher_id"] for vals in vals_list if vals.get("voucher_id")}
        if not ids:
            return
        # the invoice is of the same ledger; a part of it is not seen by everybody
        vouchers = self.env["asm.voucher"].sudo().browse(sorted(ids))
        vouchers.lock_for_update()
        vouchers.invalidate_recordset(["amount_posted"])
        for voucher in vouchers:
            parts = [vals for vals in vals_list if vals.get("voucher_id") == voucher.id]
            total = voucher.amount_posted + sum(
                vals.get("amount_transaction") or 0.0 for vals in parts
            )
            low, high = min(voucher.amount, 0), max(voucher.amount, 0)
            compare = voucher.currency_id.compare_amounts
            if compare(total, high) > 0 or compare(total, low) < 0:
                raise ValidationError(voucher._describe_beyond(total))

    def _standing(self):
        """Return those of these lines that were not taken back."""
        return self.filtered(
            lambda line: not line.reversal_of_id and not line.reversal_ids
        )
