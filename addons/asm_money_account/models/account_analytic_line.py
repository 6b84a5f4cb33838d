from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountAnalyticLine(models.Model):
    """The ledger line of an award that a journal item makes.

    Odoo deletes it when its entry goes back to draft. That is so on the day on which it
    was posted, in an open period; afterwards somebody may have reported it, and it is
    taken back by a reversal instead. The entry posted again makes a line of its own.
    """

    _inherit = "account.analytic.line"

    ledger_entry = fields.Char(
        string="Journal Entry",
        readonly=True,
        help="Number of the entry that it comes from.",
    )

    def write(self, vals):
        if not self.env.su:
            vals = {name: v for name, v in vals.items() if name != "ledger_entry"}
        return super().write(vals)

    def _may_go_sql(self):
        return SQL(
            """
            OLD.move_line_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM asm_award_period AS period
                 WHERE period.award_id = OLD.award_id
                   AND period.closed_on IS NOT NULL
                   AND OLD.date BETWEEN period.date_start AND period.date_end
            )
            """
        )

    def _stays_for_good(self):
        return super()._stays_for_good() and not self._may_go()

    def _may_go(self):
        """Say whether nobody can have reported a line of a journal item yet."""
        self.ensure_one()
        return (
            bool(self.move_line_id)
            and self.date_posted == fields.Date.context_today(self)
            and not self.award_id._closed_period(self.date)
            and not (self.reversal_ids or self.reversal_of_id)
        )

    def unlink(self):
        kept = self.filtered(
            lambda line: line.award_id and line.move_line_id and not line._may_go()
        )
        # whoever sets an entry back to draft may have no rights on awards
        kept.sudo()._take_back(self.env._("The entry was set back to draft"))
        return super(AccountAnalyticLine, self - kept).unlink()

    def action_reverse(self, reason=None):
        for line in self:
            if line.move_line_id and not self.env.su:
                raise UserError(
                    self.env._(
                        "%(line)s comes from %(entry)s. Correct it there: what is "
                        "posted instead comes here by itself.",
                        line=line.display_name,
                        entry=line.ledger_entry or line.move_line_id.display_name,
                    )
                )
        return super().action_reverse(reason)

    def _reversal_values(self, reason):
        # it is of no journal item: the item's own distribution stays as it is
        account = self.general_account_id.id
        return super()._reversal_values(reason) | {
            "move_line_id": False,
            "general_account_id": account,
        }

    def _take_back(self, reason):
        """Reverse these lines, and let go of their journal items."""
        if self:
            self._standing().action_reverse(reason)
            self._let_go(self)

    def _let_go(self, lines):
        """Leave these lines without their journal items, which may go now."""
        lines.flush_recordset()
        # not by the ORM: what follows from a journal item stays as it is
        self.env.cr.execute(
            SQL(
                "UPDATE account_analytic_line SET move_line_id = NULL "
                "WHERE id = ANY(%s)",
                lines.ids,
            )
        )
        items = lines.move_line_id
        lines.invalidate_recordset(["move_line_id"])
        items.invalidate_recordset(["analytic_line_ids"])

    def _owe_again(self):
        """Reverse lines that are not paid after all, and enter them unpaid."""
        if not self:
            return
        items = {line: line.move_line_id.id for line in self}
        self._take_back(self.env._("The payment was undone"))
        today = fields.Date.context_today(self)
        self.with_context(skip_analytic_sync=True).create(
            [
                line.copy_data(
                    {
                        "move_line_id": items[line],
                        "amount": line.amount,
                        "amount_award": line.amount_award,
                        "date_posted": today,
                        "date_paid": False,
                        "date_paid_known": False,
                    }
                )[0]
                for line in self
            ]
        )
