import base64
import csv
import io

import openpyxl

from odoo import Command
from odoo.tests import new_test_user

from .common import OFFICER, MinesToMarketsCommon


class RegisterCommon(MinesToMarketsCommon):
    """Registers taken out as an officer and brought in again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tin = cls.env.ref("mines_to_markets.mtm_mineral_sn")
        cls.gold = cls.env.ref("mines_to_markets.mtm_mineral_au")
        cls.tin_council.write(
            {
                "company_registry": "TTC-1",
                "country_id": cls.rwanda.id,
                "mineral_ids": [Command.set((cls.tin | cls.gold).ids)],
                "website": "http://tin.example.com",
            }
        )
        cls.elsewhere = new_test_user(cls.env, "mtm_elsewhere", OFFICER)
        cls.env["mtm.staff.scope"].create(
            {
                "user_id": cls.elsewhere.id,
                "country_ids": [Command.set(cls.tanzania.ids)],
            }
        )

    def _register(self, kind, user=None):
        return self.env[f"mtm.register.{kind}"].with_user(user or self.officer)

    def _export(self, kind, domain=(), user=None, **kwargs):
        register = self._register(kind, user)
        self.env.flush_all()
        self.env.invalidate_all()
        return register._export(register._find(list(domain)), **kwargs)

    @staticmethod
    def _rows(content):
        """Return the first sheet of a workbook as dictionaries by title."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        titles, *rows = book.worksheets[0].iter_rows(values_only=True)
        return [dict(zip(titles, row, strict=True)) for row in rows]

    @staticmethod
    def _csv(*rows):
        """Return a CSV file of rows given as dictionaries."""
        columns = list(dict.fromkeys(name for row in rows for name in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode()

    def _upload(self, kind, content, user=None, **values):
        return (
            self.env["mtm.import"]
            .with_user(user or self.officer)
            .create(
                {
                    "kind": kind,
                    "file": base64.b64encode(content),
                    "filename": f"{kind}.xlsx",
                    **values,
                }
            )
        )

    def _preview(self, kind, *rows, user=None):
        item = self._upload(kind, self._csv(*rows), user=user)
        item.action_preview()
        return item

    def _import(self, kind, *rows, user=None, **values):
        item = self._upload(kind, self._csv(*rows), user=user, **values)
        item.action_import()
        return item

    def assertCounts(self, item, add=0, change=0, clear=0, leave=0, error=0):
        names = ("add", "change", "clear", "leave", "error")
        self.assertEqual(
            dict(zip(names, (add, change, clear, leave, error), strict=True)),
            {name: item[f"{name}_count"] for name in names},
            [item.message, *item.line_ids.mapped("message")],
        )

    def _problems(self, item):
        """Return ``[(row, column)]`` of what is wrong with a file."""
        return [(line.row, line.column or "") for line in item.error_line_ids]
