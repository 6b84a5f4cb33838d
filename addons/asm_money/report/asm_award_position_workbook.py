from itertools import islice

from odoo import fields, models
from odoo.tools.misc import format_date

from odoo.addons.asm_programs.report.tracking_table import Column, TableWriter
from odoo.addons.mines_to_markets.tools.workbooks import ROW_BY_ROW

# rows read at once, and rows that a sheet of a workbook can hold below its head
CHUNK = 5000
SHEET_ROWS = 1_000_000
FIELDS = (
    "date",
    "date_posted",
    "date_paid",
    "ledger_reference",
    "name",
    "award_id",
    "budget_line_id",
    "program_id",
    "partner_id",
    "funding",
    "nature",
    "transaction_currency_id",
    "amount_transaction",
    "rate",
    "rate_date",
    "rate_source",
    "amount_award",
    "subaward_id",
    "obligation_id",
)


class AsmAwardPositionWorkbook(models.AbstractModel):
    """The money of awards as a workbook: a sheet by budget line, and the ledger.

    It is written row by row, so a long ledger takes no more memory than a short one.
    """

    _name = "report.asm_money.award_position"
    _description = "Workbook of the Money of Awards"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return super().get_workbook_options() | ROW_BY_ROW

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        day = fields.Date.to_date(
            (data or {}).get("asm_money_day") or self.env.context.get("asm_money_day")
        ) or fields.Date.context_today(self)
        facts = [
            self.env._("As of %(day)s", day=format_date(self.env, day)),
            self.env._(
                "Taken out by %(user)s on %(moment)s UTC",
                user=self.env.user.name,
                moment=self.env.cr.now().replace(microsecond=0, tzinfo=None),
            ),
        ]
        self._write_lines(workbook, objs, day, facts)
        self._write_ledger(workbook, objs, day, facts)

    # -- by budget line --

    def _write_lines(self, workbook, awards, day, facts):
        sheet = workbook.add_worksheet(self.env._("Budget lines"))
        TableWriter(workbook, sheet, self._line_columns()).fill(
            self.env._("Money of awards, by budget line"),
            facts,
            self._line_rows(awards, day),
        )

    def _line_columns(self):
        return [
            Column(self.env._("Award"), 18),
            Column(self.env._("Line"), 10),
            Column(self.env._("Name"), 40),
            Column(self.env._("Category"), 20),
            Column(self.env._("Currency"), 9),
            Column(self.env._("Budget"), 16, "money"),
            Column(self.env._("Spent"), 16, "money"),
            Column(self.env._("Committed"), 16, "money"),
            Column(self.env._("Available"), 16, "money"),
            Column(self.env._("Spent (%)"), 10, "percent"),
        ]

    def _line_rows(self, awards, day):
        """Yield a row for each line, and the award's own below them in bold."""
        labels = self._labels("asm.budget.line", "category")
        positions = awards._positions(day)
        for award in awards:
            position, currency = positions[award], award.currency_id.name
            for row in award._board_lines(position):
                yield (
                    False,
                    [
                        award.reference,
                        row["code"],
                        row["name"],
                        labels.get(row["category"], ""),
                        currency,
                        *self._numbers(row),
                    ],
                )
            total = {
                "budget": float(position.amount),
                "spent": float(position.spent),
                "committed": float(position.committed),
                "available": float(position.available),
            }
            name = self.env._("The award")
            yield True, [award.reference, "", name, "", currency, *self._numbers(total)]

    def _numbers(self, row):
        spent = 100 * row["spent"] / row["budget"] if row["budget"] else None
        names = ("budget", "spent", "committed", "available")
        return [*(row[name] for name in names), spent]

    # -- the ledger --

    def _write_ledger(self, workbook, awards, day, facts):
        rows = self._ledger_rows(awards, day)
        number = 1
        while (part := list(islice(rows, 1))) or number == 1:
            name = self.env._("Ledger lines")
            sheet = workbook.add_worksheet(name if number == 1 else f"{name} {number}")
            TableWriter(workbook, sheet, self._ledger_columns()).fill(
                self.env._("Ledger lines"),
                facts,
                _chained(part, islice(rows, SHEET_ROWS - 1)),
            )
            number += 1

    def _ledger_columns(self):
        kinds = {
            "date": "date",
            "date_posted": "date",
            "date_paid": "date",
            "rate_date": "date",
            "amount_transaction": "money",
            "amount_award": "money",
            "rate": "rate",
        }
        lines = self.env["account.analytic.line"]
        return [
            Column(
                lines._fields[name]._description_string(self.env),
                34 if name in ("name", "budget_line_id") else 14,
                kinds.get(name, "text"),
            )
            for name in FIELDS
        ]

    def _ledger_rows(self, awards, day):
        """Yield the ledger lines up to a day, whichever day they are known on."""
        lines = self.env["account.analytic.line"]
        labels = {
            name: self._labels(lines._name, name) for name in ("funding", "nature")
        }
        domain = [
            ("award_id", "in", awards.ids),
            "|",
            ("date", "<=", day),
            ("date_paid", "<=", day),
        ]
        ids = lines.search(domain, order="award_id, date, id").ids
        for start in range(0, len(ids), CHUNK):
            for line in lines.browse(ids[start : start + CHUNK]):
                yield False, [self._value(line, name, labels) for name in FIELDS]
            # what was written is not needed any more
            self.env.invalidate_all()

    def _value(self, line, name, labels):
        value = line[name]
        if name in labels:
            return labels[name].get(value, "")
        if isinstance(value, models.BaseModel):
            # names of what a line rests on show to whoever reads the line
            return value.sudo().display_name or ""
        if name in ("amount_transaction", "amount_award", "rate"):
            return value
        is_day = self.env["account.analytic.line"]._fields[name].type == "date"
        return value or (None if is_day else "")

    def _labels(self, model, name):
        return dict(self.env[model]._fields[name]._description_selection(self.env))


def _chained(first, rest):
    yield from first
    yield from rest
