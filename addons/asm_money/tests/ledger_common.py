"""Ledger files, and Finance who imports them."""

import base64
import csv
import io

from odoo import Command

from .common import MoneyCommon

COLUMNS = (
    "Ref",
    "Date",
    "Posted",
    "Paid",
    "Text",
    "Account",
    "CC",
    "Line",
    "Amount",
    "Cur",
)
ROW = {
    "Date": "2025-02-10",
    "Posted": "2025-02-12",
    "Text": "Fuel",
    "Account": "6010",
    "CC": "C1",
    "Line": "1",
    "Amount": "100.00",
    "Cur": "USD",
}


class LedgerCommon(MoneyCommon):
    """A mapping of a ledger whose cost centre C1 is our award."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_award = cls._award("GR-2", currency_id=cls.usd.id)
        cls._rate(1.1, "2025-02-01")
        cls.mapping = cls.env["asm.ledger.mapping"].create(
            {
                "name": "Test ledger",
                "decimal": ".",
                "column_reference": "Ref",
                "column_date": "Date",
                "column_date_posted": "Posted",
                "column_date_paid": "Paid",
                "column_name": "Text",
                "column_account": "Account",
                "column_cost_center": "CC",
                "column_budget_line": "Line",
                "column_amount": "Amount",
                "column_currency": "Cur",
                "account_ids": [
                    Command.create({"cost_center": "C1", "award_id": cls.award.id}),
                    Command.create(
                        {"cost_center": "C2", "award_id": cls.other_award.id}
                    ),
                    Command.create({"account": "60*", "nature": "direct"}),
                    Command.create({"account": "5*", "is_ignored": True}),
                ],
            }
        )

    @classmethod
    def _file(cls, *rows, columns=COLUMNS, separator=",", total=None):
        """Return a CSV file; what a row does not say is as in ROW."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator)
        writer.writerow(columns)
        for number, row in enumerate(rows, 1):
            cells = {"Ref": f"L{number}"} | ROW | row
            writer.writerow([cells.get(name, "") for name in columns])
        if total is not None:
            cells = {"Ref": "Total", "Amount": total}
            writer.writerow([cells.get(name, "") for name in columns])
        return text.getvalue().encode()

    def _upload(self, content, filename="ledger.csv", user=None, **values):
        return (
            self.env["mtm.import"]
            .with_user(user or self.finance)
            .create(
                {
                    "kind": "ledger",
                    "file": base64.b64encode(content),
                    "filename": filename,
                    "mapping_id": self.mapping.id,
                    **values,
                }
            )
        )

    def _import(self, *rows, total=None, **values):
        item = self._upload(self._file(*rows, total=total), **values)
        item.action_import()
        return item

    def _lines(self, item):
        lines = self.env["account.analytic.line"]
        return lines.search([("import_id", "=", item.id)], order="id")

    def assertDone(self, item, add=0, change=0):
        self.assertEqual(item.state, "done", item.error_line_ids.mapped("message"))
        self.assertEqual((item.add_count, item.change_count), (add, change))

    def assertRefused(self, item, *problems):
        """``(row, column, part of the message)`` of each problem, nothing imported."""
        item.action_import()
        self.assertEqual(item.state, "refused")
        found = item.error_line_ids
        messages = found.mapped("message")
        self.assertEqual(len(found), len(problems), messages)
        for line, (row, column, message) in zip(found, problems, strict=True):
            self.assertEqual((line.row, line.column or ""), (row, column), messages)
            self.assertIn(message, line.message)
        self.assertFalse(self._lines(item))
