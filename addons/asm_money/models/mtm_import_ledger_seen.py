from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from .mtm_import_ledger import KIND


class MtmImport(models.Model):
    """What an import of a ledger shows: its totals, its lines, and its undoing."""

    _inherit = "mtm.import"

    ledger_summary = fields.Html(
        string="Totals", compute="_compute_ledger_summary", sanitize=False
    )
    ledger_line_ids = fields.One2many(
        "account.analytic.line", "import_id", string="Ledger Lines", readonly=True
    )
    reversal_reason = fields.Char(
        string="Why Reversed", copy=False, help="What was wrong with the import."
    )
    reversed_count = fields.Integer(compute="_compute_reversed_count")

    def _compute_reversed_count(self):
        counts = dict(
            self.env["account.analytic.line"]._read_group(
                [("import_id", "in", self.ids), ("is_reversed", "=", True)],
                ["import_id"],
                ["__count"],
            )
        )
        for item in self:
            item.reversed_count = counts.get(item, 0)

    def _compute_ledger_summary(self):
        for item in self:
            totals = item.ledger_totals or []
            item.ledger_summary = totals and item._render_totals(totals)

    def _render_totals(self, totals):
        """Return the totals by award, currency and budget line as a table."""
        names = {
            model: dict(
                self.env[model]
                .browse({total[key] for total in totals if total[key]})
                ._filtered_access("read")
                .mapped(lambda record: (record.id, record.display_name))
            )
            for model, key in (
                ("asm.award", "award"),
                ("asm.budget.line", "budget_line"),
            )
        }
        rows = [self._render_total(names, total) for total in totals]
        return self.env["ir.qweb"]._render(
            "asm_money.ledger_totals", {"rows": rows, "markup": Markup}
        )

    def _render_total(self, names, total):
        award = self.env["asm.award"].browse(total["award"])
        currency = self.env["res.currency"].browse(total["currency"])
        own = award.sudo().currency_id
        return {
            "award": names["asm.award"].get(total["award"], "?"),
            "line": names["asm.budget.line"].get(total["budget_line"], ""),
            "count": total["count"],
            "amount": formatLang(
                self.env, float(total["amount"]), currency_obj=currency
            ),
            "amount_award": formatLang(
                self.env, float(total["amount_award"]), currency_obj=own
            ),
            "late": total["late"],
            "earlier": total["earlier"],
        }

    def action_view_lines(self):
        shown = self.env.context.get("mtm_import_action")
        if self.kind == KIND and self.state == "done" and shown == "add":
            return self.action_view_ledger_lines()
        return super().action_view_lines()

    def action_view_ledger_lines(self):
        """Open the ledger lines that this import made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_money.account_analytic_line_action"
        )
        return action | {
            "name": self.display_name,
            "domain": [("import_id", "=", self.id)],
            "context": {"create": False},
        }

    def _summarise_plan(self, plan):
        text = super()._summarise_plan(plan)
        if self.kind != KIND:
            return text
        return " ".join([text, *self._summarise_ledger()])

    def _summarise_ledger(self):
        """Say what of the file is worth knowing before it is imported."""
        if self.leave_count:
            yield self.env._(
                "%(count)s lines are known already and stay as they are.",
                count=self.leave_count,
            )
        if self.ignored_count:
            yield self.env._(
                "%(count)s lines are left out, as the mapping says.",
                count=self.ignored_count,
            )
        if self.late_count:
            yield self.env._(
                "%(count)s are late postings: the period of the cost is closed.",
                count=self.late_count,
            )
        if self.earlier_count:
            yield self.env._(
                "%(count)s are late transactions: the cost is of an earlier period, "
                "which is still open.",
                count=self.earlier_count,
            )

    def action_reverse_import(self, reason=None):
        """Take back all lines of this import by lines of the opposite amount.

        :param reason: why; by default what was entered on the import
        :return: action on the lines, reversed
        :raises UserError: when there is nothing to take back, or no reason
        """
        self.ensure_one()
        self.check_access("write")
        self._check_ledger_rights()
        reason = reason or self.reversal_reason
        lines = self.env["account.analytic.line"].search(
            [("import_id", "=", self.id), ("is_reversed", "=", False)]
        )
        if not lines:
            raise UserError(
                self.env._("No line of this import is left to be reversed.")
            )
        if not reason:
            raise UserError(
                self.env._("Say why the import is reversed: others will ask.")
            )
        lines.action_reverse(reason)
        self._record(
            reversal_reason=reason,
            message=self.env._(
                "Imported, and taken back: %(count)s lines were reversed.",
                count=len(lines),
            ),
        )
        return True
