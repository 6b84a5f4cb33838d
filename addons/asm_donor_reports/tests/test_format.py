import base64
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.asm_donor_reports.models._layout_words import FAULTS
from odoo.addons.asm_donor_reports.tools import (
    layout_checks,
    layout_reading,
    layout_values,
    sheet_formula,
    terms,
)
from odoo.addons.asm_money.tests.common import MoneyCommon

from .layouts import table


class FormatCommon(MoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Format = cls.env["asm.donor.format"].with_user(cls.finance)

    def bring_in(self, data):
        return self.Format._from_file(json.dumps(data).encode())


@tagged("post_install", "-at_install")
class TestFormat(FormatCommon):
    """A layout as records, and as one file."""

    def test_file_and_records_are_the_same(self):
        data = table()
        data["styles"] = {"loud": {"bold": True, "border": 1, "wrap": False}}
        data["sheets"][0]["widths"] = {"A": 12}
        data["sheets"][0]["charts"] = [
            {"block": "lines", "label": "column_1", "series": ["all", "all"]}
        ]
        made = self.bring_in(data)
        taken_out = json.loads(made._as_file())
        again = self.Format._from_layout(taken_out)
        copied = self.Format.create(again | {"code": "again"})
        self.assertEqual(
            copied._as_layout() | {"code": "sample"}, json.loads(made._as_file())
        )
        self.assertEqual(taken_out["sheets"][0]["blocks"], data["sheets"][0]["blocks"])
        self.assertEqual(taken_out["styles"], data["styles"])

    def test_checked_when_a_part_changes(self):
        made = self.bring_in(table())
        cell = made.sheet_ids.block_ids[0].cell_ids[1]
        with self.assertRefuses(
            ValidationError, "Table {award.reference}, B2: the vocabulary has no term"
        ):
            cell.term = "award.colour"

    def test_checked_when_a_part_goes(self):
        made = self.bring_in(table())
        with self.assertRefuses(ValidationError, "C2: the formula refers to {amount}"):
            made.sheet_ids.block_ids[0].cell_ids[1].unlink()

    def test_context_does_not_hinder_the_check(self):
        made = self.bring_in(table())
        cell = made.sheet_ids.block_ids[0].cell_ids[1]
        with self.assertRefuses(ValidationError, "no term"):
            cell.with_context(asm_donor_reports=True).write({"term": "award.colour"})

    def test_changed_as_a_whole(self):
        """Two parts that need each other may come in one go."""
        made = self.bring_in(table())
        head = made.sheet_ids.block_ids[0]
        amount, twice = head.cell_ids[1:]
        head.write(
            {
                "cell_ids": [
                    (1, twice.id, {"formula": "={sum}*2"}),
                    (1, amount.id, {"name": "sum"}),
                ]
            }
        )
        self.assertEqual(twice.formula, "={sum}*2")

    def test_widths_that_are_none(self):
        made = self.bring_in(table())
        with self.assertRefuses(ValidationError, "B=12 is no width of a column"):
            made.sheet_ids.widths = "A:12, B=12"

    def test_cell_shows_one_thing(self):
        made = self.bring_in(table())
        with self.assertDatabaseRefuses("asm.donor.format.cell", "one of them"):
            self.env.cr.execute(
                "UPDATE asm_donor_format_cell SET text = 'x' WHERE id = %s",
                [made.sheet_ids.block_ids[0].cell_ids[1].id],
            )

    def test_file_again_is_a_version(self):
        first = self.bring_in(table())
        second = self.bring_in(table())
        self.assertEqual((first.version, second.version), (1, 2))
        self.assertEqual(second.previous_id, first)

    def test_new_version(self):
        first = self.bring_in(table())
        first.action_new_version()
        second = first.search([("previous_id", "=", first.id)])
        self.assertEqual(second.version, 2)
        self.assertFalse(first.active)
        self.assertEqual(second._as_layout()["sheets"], first._as_layout()["sheets"])

    def test_copy_is_another_format(self):
        made = self.bring_in(table())
        self.assertEqual(made.copy().code, "sample_copy")

    def test_files_that_are_none(self):
        for raw, words in (
            (b"\xff\xfe", "The file is no layout"),
            (b"[1]", "The file is no layout"),
            (b"[" * 100_000, "The file is no layout"),
            (b"{}" + b" " * 2_000_001, "larger than 2 MB"),
            (b"{}", "layout needs code"),
            (b'{"code": "x", "name": "X", "sheets": 3}', "sheets is a list"),
        ):
            with self.assertRefuses(UserError, words):
                self.Format._from_file(raw)

    def test_language_that_is_not_there(self):
        with self.assertRefuses(UserError, "language xx_XX"):
            self.bring_in(table() | {"lang": "xx_XX"})

    def test_upload(self):
        wizard = self.env["asm.donor.format.upload"].with_user(self.finance)
        raw = base64.b64encode(json.dumps(table()).encode())
        action = wizard.create({"file": raw}).action_upload()
        made = self.Format.browse(action["res_id"])
        self.assertEqual(made.name, "Sample")

    def test_rights(self):
        made = self.bring_in(table())
        as_officer = made.with_user(self.officer)
        self.assertTrue(as_officer._as_layout())
        with self.assertRefuses(AccessError, ""):
            as_officer.name = "Mine"
        with self.assertRefuses(AccessError, ""):
            as_officer.copy()


@tagged("post_install", "-at_install")
class TestFormatFile(FormatCommon, HttpCase):
    """The file of a format over HTTP."""

    def test_download(self):
        made = self.bring_in(table())
        user = new_test_user(self.env, "finance.file", "asm_programs.group_asm_finance")
        self.authenticate(user.login, user.login)
        response = self.url_open(f"/asm/donor-formats/{made.id}")
        self.assertEqual(response.json()["code"], "sample")
        self.assertIn("sample-1.json", response.headers["Content-Disposition"])

    def test_nobody_else(self):
        made = self.bring_in(table())
        portal = new_test_user(self.env, "porter.file", "base.group_portal")
        self.authenticate(portal.login, portal.login)
        with mute_logger("odoo.http"):
            response = self.url_open(f"/asm/donor-formats/{made.id}")
        self.assertEqual(response.status_code, 404)


@tagged("post_install", "-at_install")
class TestLayoutWords(TransactionCase):
    """Whatever can be wrong with a layout is said in the user's language."""

    def test_all_are_translatable(self):
        modules = (layout_checks, layout_reading, layout_values, sheet_formula, terms)
        for module in modules:
            for name, words in vars(module).items():
                if name.isupper() and isinstance(words, str) and " " in words:
                    self.assertIn(words, FAULTS, name)
