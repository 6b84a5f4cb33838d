import json
from datetime import date

from odoo import Command, api, fields, models
from odoo.tools.misc import format_amount, format_date

from ..tools import sf425

DRAWN = frozenset({"line_ids", "box_ids", "warning", "drawn_on"})


class AsmFinancialReport(models.TransientModel):
    """The numbers of a Federal Financial Report on screen, each open to its records."""

    _name = "asm.financial.report"
    _description = "Financial Report"
    _rec_name = "award_id"

    award_id = fields.Many2one(
        "asm.award", required=True, readonly=True, ondelete="cascade"
    )
    award_period_id = fields.Many2one(
        "asm.award.period",
        string="Period",
        ondelete="cascade",
        domain="[('award_id', '=', award_id)]",
    )
    date_to = fields.Date(
        string="Period End",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    as_of = fields.Datetime(
        string="As Known On", help="Blank: with all that is known now."
    )
    is_final = fields.Boolean(
        string="Final Report", help="Refused while something is in line 10f."
    )
    is_whole = fields.Boolean(
        string="Whole Dollars", help="Derived lines then follow from rounded ones."
    )
    accounting_basis = fields.Selection(related="award_id.accounting_basis")
    currency_id = fields.Many2one(related="award_id.currency_id")
    date_start = fields.Date(related="award_id.date_start")
    line_ids = fields.One2many("asm.financial.report.line", "report_id", readonly=True)
    box_ids = fields.One2many(
        "asm.financial.report.rate",
        "report_id",
        string="Indirect Expense",
        readonly=True,
    )
    warning = fields.Text(readonly=True)
    drawn_on = fields.Datetime(readonly=True)

    @api.depends("award_period_id")
    def _compute_date_to(self):
        for report in self:
            report.date_to = (
                report.award_period_id.date_end
                or report.date_to
                or fields.Date.context_today(report)
            )

    @api.depends("award_id", "date_to")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Financial Report %(award)s, %(date)s",
                award=report.award_id.reference or "",
                date=format_date(self.env, report.date_to),
            )

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for report in reports:
            report._draw()
        return reports

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - DRAWN:
            for report in self:
                report._draw()
        return result

    def action_show(self):
        """Show the numbers of the options that were chosen; saving has drawn them."""

    def _draw(self):
        """Read the numbers anew.

        :raises UserError: when a final report has something open
        """
        self.ensure_one()
        award = self.award_id
        report = award.read_sf425(
            self.date_to, self.as_of, self.is_final, self.is_whole
        )
        ground = award._ground(self.date_to, self.as_of)
        self.write(
            {
                "line_ids": [
                    Command.clear(),
                    *map(Command.create, self._rows(report["lines"], ground)),
                ],
                "box_ids": [
                    Command.clear(),
                    *map(Command.create, self._box_rows(report["box11"], ground)),
                ],
                "warning": "\n".join(report["warnings"]),
                "drawn_on": fields.Datetime.now(),
            }
        )

    def _rows(self, lines, ground):
        sections = self._sections()
        rows = []
        for line, amount in lines.items():
            if line in sections:
                rows.append({"kind": "section", "name": sections[line]})
            row = {
                "kind": "line",
                "code": line,
                "of_code": line,
                "name": self._label(line),
                "amount": float(amount),
                "amount_text": self._text(amount),
            }
            parts = (
                [] if line in sf425.DERIVED else self.award_id._parts_of(line, ground)
            )
            if len(parts) == 1:
                row |= self._opening(*parts)
            rows.append(row)
            if len(parts) > 1:
                rows += [self._part_row(part) | {"of_code": line} for part in parts]
        return [row | {"sequence": n} for n, row in enumerate(rows)]

    def _part_row(self, part):
        return {
            "kind": "part",
            "name": part.name,
            "amount": float(part.amount),
            "part_text": self._text(part.amount),
            **self._opening(part),
        }

    def _opening(self, part):
        return {"res_model": part.model, "res_domain": self._stored(part.domain)}

    def _box_rows(self, rows, ground):
        award = self.award_id
        spans = {charge.span.start: charge for charge in ground.charges}
        found = []
        for row in rows:
            charge = spans.get(row["period_from"]) if row["rate_id"] else None
            domain = charge and award._base_domain(ground, charge)
            found.append(
                {
                    "rate_id": row["rate_id"],
                    "kind": row["type"],
                    "rate": False if row["rate"] is None else float(row["rate"]),
                    "date_start": row["period_from"],
                    "date_end": row["period_to"],
                    "base": float(row["base"]),
                    "amount_charged": float(row["amount_charged"]),
                    "federal_share": float(row["federal_share"]),
                    "res_domain": self._stored(domain or []),
                }
            )
        return found

    def _stored(self, domain):
        """Return a domain as text: days as they are written, collections as lists."""

        def plain(value):
            return str(value) if isinstance(value, date) else list(value)

        return json.dumps(domain, default=plain)

    def _text(self, amount):
        return format_amount(
            self.env,
            float(amount),
            self.currency_id,
            trailing_zeroes=not self.is_whole,
        )

    def _sections(self):
        return {
            "10a": self.env._("Federal Cash"),
            "10d": self.env._("Federal Expenditures and Unobligated Balance"),
            "10i": self.env._("Recipient Share"),
            "10l": self.env._("Program Income"),
        }

    def _label(self, line):
        return {
            "10a": self.env._("Cash receipts"),
            "10b": self.env._("Cash disbursements"),
            "10c": self.env._("Cash on hand (a - b)"),
            "10d": self.env._("Total Federal funds authorized"),
            "10e": self.env._("Federal share of expenditures"),
            "10f": self.env._("Federal share of unliquidated obligations"),
            "10g": self.env._("Total Federal share (e + f)"),
            "10h": self.env._("Unobligated balance of Federal funds (d - g)"),
            "10i": self.env._("Total recipient share required"),
            "10j": self.env._("Recipient share of expenditures"),
            "10k": self.env._("Remaining recipient share to be provided (i - j)"),
            "10l": self.env._("Total Federal program income earned"),
            "10m": self.env._("Program income expended, deduction alternative"),
            "10n": self.env._("Program income expended, addition alternative"),
            "10o": self.env._("Unexpended program income (l - m or l - n)"),
        }[line]
