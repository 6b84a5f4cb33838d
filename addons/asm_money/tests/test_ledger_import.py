"""Ledger files: what comes of them, and that it is what create() would make."""

import io
from pathlib import Path

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from .ledger_common import COLUMNS, ROW, LedgerCommon

DATA = Path(__file__).parents[3] / "data"
# what cannot be the same of two lines, or of lines entered one after the other
OF_THE_MOMENT = {
    "id",
    "create_date",
    "write_date",
    "write_uid",
    "ledger_reference",
    "import_id",
}


@tagged("post_install", "-at_install")
class TestLedgerImport(LedgerCommon):
    maxDiff = None

    def test_a_preview_says_what_it_would_do_and_does_nothing(self):
        self._import({"Ref": "K1"})
        item = self._upload(
            self._file(
                {"Ref": "K1"},
                {},
                {"Amount": "50", "Cur": "EUR"},
                {"Amount": "7", "Line": "2"},
                {"Account": "5120"},
                total="357",
            )
        )
        item.action_preview()
        self.assertEqual(item.state, "previewed", item.message)
        self.assertEqual((item.add_count, item.error_count), (3, 0))
        self.assertEqual((item.leave_count, item.ignored_count), (1, 1))
        self.assertEqual(item.row_count, 5)
        self.assertFalse(self._lines(item))
        totals = {
            (total["budget_line"], total["currency"]): (
                total["count"],
                float(total["amount"]),
                float(total["amount_award"]),
            )
            for total in item.ledger_totals
        }
        self.assertEqual(
            totals,
            {
                (self.staff.id, self.usd.id): (1, 100, 100),
                (self.staff.id, self.eur.id): (1, 50, 55),
                (self.travel.id, self.usd.id): (1, 7, 7),
            },
        )
        self.assertIn("Travel", item.ledger_summary)
        self.assertIn("known already", item.message)

    def test_what_is_imported_is_what_create_makes(self):
        other = self._award("GR-3", currency_id=self.eur.id)
        self._rate(0.9, "2025-02-01", currency=self.usd, target=self.eur)
        self.mapping.write(
            {
                "column_award": "Award",
                "column_funding": "Funding",
                "column_nature": "Nature",
                "column_partner": "Payee",
                "column_program": "Programme",
            }
        )
        cases = [
            {},
            {"Paid": "2025-02-20", "Payee": self.partner.name},
            {"Cur": "EUR", "Amount": "33.33"},
            {"CC": "", "Award": "GR-3", "Line": "", "Amount": "-10.05"},
            {"Nature": "Income earned", "Amount": "-12", "Funding": "Program income"},
            {"Nature": "in kind", "Funding": "cost share", "Programme": "TST-1"},
        ]
        columns = [*COLUMNS, "Award", "Funding", "Nature", "Payee", "Programme"]
        item = self._upload(self._file(*cases, columns=columns))
        item.action_import()
        self.assertDone(item, add=6)
        imported = self._lines(item)
        common = {
            "name": "Fuel",
            "date": "2025-02-10",
            "date_posted": "2025-02-12",
            "award_id": self.award.id,
            "budget_line_id": self.staff.id,
            "funding": "donor",
            "nature": "direct",
            "transaction_currency_id": self.usd.id,
            "amount_transaction": 100,
        }
        created = (
            self.env["account.analytic.line"]
            .with_user(self.finance)
            .create(
                [
                    common,
                    common | {"date_paid": "2025-02-20", "partner_id": self.partner.id},
                    common
                    | {
                        "transaction_currency_id": self.eur.id,
                        "amount_transaction": 33.33,
                    },
                    common
                    | {
                        "award_id": other.id,
                        "budget_line_id": False,
                        "amount_transaction": -10.05,
                    },
                    common
                    | {
                        "nature": "income",
                        "funding": "program_income",
                        "amount_transaction": 12,
                    },
                    common
                    | {
                        "nature": "in_kind",
                        "funding": "cost_share",
                        "program_id": self.program.id,
                    },
                ]
            )
        )
        for mine, theirs in zip(
            self._columns(imported), self._columns(created), strict=True
        ):
            self.assertEqual(mine, theirs)

    def _columns(self, lines):
        """Return every column of lines but what is of the moment."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM account_analytic_line WHERE id = ANY(%s) ORDER BY id",
            [lines.ids],
        )
        return [
            {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
            for row in self.env.cr.dictfetchall()
        ]

    def test_the_same_file_twice_changes_nothing(self):
        rows = [{}, {"Amount": "5"}]
        self._import(*rows)
        again = self._import(*rows)
        self.assertDone(again)
        self.assertEqual(again.leave_count, 2)
        self.assertFalse(self._lines(again))

    def test_what_was_paid_since_is_told(self):
        line = self._lines(self._import({}))
        item = self._import({"Paid": "2025-03-01"})
        self.assertDone(item, change=1)
        self.assertEqual(line.date_paid, Date.to_date("2025-03-01"))
        self.assertEqual(line.date_paid_known, Date.context_today(item))
        self.assertDone(self._import({"Paid": "2025-03-01"}))

    def test_what_was_reversed_comes_in_again_as_it_should_be(self):
        item = self._import({}, {"Amount": "5"})
        with self.assertRaisesRegex(UserError, "why"):
            item.action_reverse_import()
        item.reversal_reason = "Wrong budget line"
        item.action_reverse_import()
        lines = self._lines(item)
        self.assertEqual(lines.mapped("is_reversed"), [True, True])
        self.assertEqual(item.reversed_count, 2)
        self.assertEqual(
            sorted(lines.reversal_ids.mapped("amount_award")), [-100.0, -5.0]
        )
        with self.assertRaisesRegex(UserError, "left to be reversed"):
            item.action_reverse_import("Again")
        again = self._import({"Line": "2"}, {"Amount": "5", "Line": "2"})
        self.assertDone(again, add=2)
        self.assertEqual(self._lines(again).budget_line_id, self.travel)

    def test_late_transactions_are_counted(self):
        self.env["asm.award.period"].create(
            {
                "award_id": self.award.id,
                "name": "Q1",
                "date_start": "2025-01-01",
                "date_end": "2025-03-31",
            }
        )
        item = self._upload(self._file({"Posted": "2025-04-02"}, {}))
        item.action_preview()
        self.assertEqual((item.late_count, item.earlier_count), (0, 1))
        self.assertIn("1 are late transactions", item.message)

    def test_late_postings_are_told_and_marked(self):
        first = self._lines(self._import({"Ref": "K1"}))
        self.env["asm.award.period"].create(
            {
                "award_id": self.award.id,
                "name": "Q1",
                "date_start": "2025-01-01",
                "date_end": "2025-03-31",
            }
        ).with_user(self.finance).action_close()
        item = self._upload(self._file({"Ref": "K1"}, {}, {"Date": "2025-04-05"}))
        item.action_preview()
        self.assertEqual((item.late_count, item.earlier_count), (1, 0))
        self.assertIn("1 are late postings", item.message)
        item.action_import()
        self.assertDone(item, add=2)
        late = self._lines(item)[0]
        self.assertEqual((late.is_late, first.is_late), (True, False))
        self.assertEqual(late.date_posted, Date.context_today(item))
        again = self._import({"Ref": "K1"}, {}, {"Date": "2025-04-05"})
        self.assertDone(again)
        self.assertEqual(again.leave_count, 3)

    def test_the_import_opens_its_lines(self):
        item = self._import({}, {"CC": "C2", "Line": ""})
        action = item.with_context(mtm_import_action="add").action_view_lines()
        self.assertEqual(action["res_model"], "account.analytic.line")
        lines = self.env["account.analytic.line"].search(action["domain"])
        self.assertEqual(lines.award_id, self.award | self.other_award)
        self.assertEqual(
            item.line_ids.mapped("res_id"), self._lines(item).ids, "row by row"
        )

    def test_encodings_separators_and_numbers(self):
        text = self._file({"Text": "Café à Kolwezi"}).decode()
        for number, content in enumerate(
            (
                text.encode(),
                text.encode("utf-8-sig"),
                text.encode("cp1252"),
                text.replace(",", ";").encode(),
                text.replace(",", "\t").encode(),
                ("The ledger\n\n" + text.replace(",", ";")).encode(),
            )
        ):
            with self.subTest(number=number):
                item = self._upload(content)
                item.action_preview()
                self.assertEqual(item.add_count, 1, item.message)
                self.assertIn("Café à Kolwezi", item.line_ids.message)
        self.mapping.decimal = ","
        for text, amount in (
            ("1\u00a0234,50", 1234.5),
            ("1.234,50", 1234.5),
            ("1'234,50", 1234.5),
            ("(3,50)", -3.5),
            ("3,50-", -3.5),
        ):
            with self.subTest(text=text):
                item = self._upload(self._file({"Amount": text}, separator=";"))
                item.action_preview()
                self.assertEqual(float(item.ledger_totals[0]["amount"]), amount)

    def test_a_workbook_with_formulas_days_and_a_named_sheet(self):
        book = openpyxl.Workbook()
        book.active.title = "Cover"
        sheet = book.create_sheet("Entries")
        sheet.append(COLUMNS)
        row = {"Ref": 7.0, "Account": 6010} | {
            name: value for name, value in ROW.items() if name != "Account"
        }
        row |= {"Date": Date.to_date("2025-02-10"), "Amount": 0.1 + 0.2}
        sheet.append([row.get(name) for name in COLUMNS])
        sheet.append(["Total", *[None] * 7, 0.3])
        content = io.BytesIO()
        book.save(content)
        item = self._upload(content.getvalue(), "ledger.xlsx")
        item.action_import()
        self.assertEqual(item.state, "refused", "the cover has no titles")
        self.mapping.sheet = "entries"
        item.action_import()
        self.assertDone(item, add=1)
        line = self._lines(item)
        self.assertEqual((line.ledger_reference, line.amount_award), ("7", 0.3))

    def test_debit_and_credit_in_one_currency(self):
        self.mapping.write(
            {
                "column_amount": False,
                "column_currency": False,
                "column_debit": "Debit",
                "column_credit": "Credit",
                "currency_id": self.usd.id,
                "date_order": "dmy",
            }
        )
        columns = ["Ref", "Date", "Posted", "Paid", "Text", "Account", "CC", "Line"]
        rows = [
            {"Debit": "10.00", "Date": "03/02/2025"},
            {"Credit": "4.00"},
        ]
        item = self._upload(
            self._file(*rows, columns=[*columns, "Debit", "Credit"]), control_total=6
        )
        item.action_import()
        self.assertDone(item, add=2)
        lines = self._lines(item)
        self.assertEqual(lines.mapped("amount_award"), [10.0, -4.0])
        self.assertEqual(lines[0].date, Date.to_date("2025-02-03"))

    def test_two_columns_make_a_reference(self):
        self.mapping.column_reference = "Ref + Account"
        item = self._import({"Ref": "J1"}, {"Ref": "J1", "Account": "6020"})
        self.assertDone(item, add=2)
        self.assertEqual(
            self._lines(item).mapped("ledger_reference"), ["J1/6010", "J1/6020"]
        )

    def test_a_mapping_is_proposed_and_its_codes_with_it(self):
        content = (
            "N° écriture;Date opération;Compte;Centre de coût;Débit;Crédit;Devise\n"
            "1;13/02/2025;6010;C9;1.234,50;;USD\n"
            "2;14/02/2025;6020;C9;;2,00;USD\n"
        ).encode("cp1252")
        item = self._upload(content, "grand livre.csv", mapping_id=False)
        item.action_preview()
        self.assertIn("Choose the mapping", item.message)
        item.action_propose_mapping()
        mapping = item.mapping_id
        self.assertEqual(mapping.name, "grand livre")
        self.assertEqual((mapping.date_order, mapping.decimal), ("dmy", ","))
        self.assertEqual(mapping.column_debit, "Débit")
        self.assertFalse(mapping.lacks)
        self.assertEqual(mapping.open_count, 3)
        item.action_preview()
        self.assertIn("Nobody has decided", item.error_line_ids[0].message)
        mapping.account_ids.filtered("cost_center").award_id = self.award
        mapping.account_ids.filtered("account").nature = "direct"
        item.action_import()
        self.assertDone(item, add=2)

    def test_finance_alone_imports_and_sees_ledgers(self):
        item = self._upload(self._file({}))
        self.assertFalse(
            self.env["mtm.import"]
            .with_user(self.officer)
            .search([("id", "=", item.id)])
        )
        with self.assertRaises(AccessError):
            self._upload(self._file({}), user=self.officer)
        with self.assertRaises(AccessError):
            item.with_user(self.officer).action_import()
        kinds = self.env["mtm.import"].with_user(self.officer).fields_get(["kind"])
        self.assertNotIn("ledger", dict(kinds["kind"]["selection"]))

    def test_awards_of_another_company_are_unknown(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        self.mapping.write({"column_award": "Award"})
        self.env["asm.award"].create(
            {
                "reference": "SIS-1",
                "donor_id": self.donor.id,
                "company_id": sister.id,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
            }
        )
        self.assertRefused(
            self._upload(
                self._file(
                    {"Award": "SIS-1", "CC": "", "Line": ""},
                    columns=[*COLUMNS, "Award"],
                )
            ),
            (2, "Award", 'no award "SIS-1"'),
        )

    def test_restricted_finance_charges_own_awards_alone(self):
        user = new_test_user(
            self.env, "asm_finance_there", "asm_programs.group_asm_finance"
        )
        program = self._program("ELSE-1")
        self.env["mtm.staff.scope"].create(
            {"user_id": user.id, "program_ids": program.ids}
        )
        item = self._upload(self._file({}), user=user)
        self.assertRefused(item, (2, "Account", "charged to no award"))


@tagged("post_install", "-at_install")
class TestLedgerSample(LedgerCommon):
    """The sample files of the repository, read as the demo data's mapping does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        award = cls._award("GR-SAMPLE", currency_id=cls.usd.id)
        cls.env["asm.budget.line"].create(
            [
                {"award_id": award.id, "code": str(code), "name": f"Line {code}"}
                for code in range(1, 5)
            ]
        )
        cls._rate(1.25, "2026-02-20")
        cls.mapping = cls.env["asm.ledger.mapping"].create(
            {
                "name": "Sample",
                "date_order": "dmy",
                "decimal": ".",
                "column_reference": "Entry No",
                "column_date": "Transaction Date",
                "column_date_posted": "Posting Date",
                "column_date_paid": "Paid On",
                "column_name": "Description",
                "column_account": "Account",
                "column_cost_center": "Cost Centre",
                "column_budget_line": "Budget Line",
                "column_amount": "Amount",
                "column_currency": "Currency",
                "column_invoice": "Invoice",
                "account_ids": [
                    Command.create({"cost_center": "ITA", "award_id": award.id}),
                    Command.create({"account": "6*", "nature": "direct"}),
                    Command.create({"account": "5*", "is_ignored": True}),
                ],
            }
        )

    def _sample(self, name):
        return self._upload((DATA / name).read_bytes(), name)

    def test_the_text_and_the_workbook_hold_the_same(self):
        item = self._sample("ledger_sample.csv")
        item.action_import()
        self.assertDone(item, add=9)
        self.assertEqual((item.row_count, item.ignored_count), (10, 1))
        lines = self._lines(item)
        self.assertAlmostEqual(sum(lines.mapped("amount_award")), 38933.6)
        self.assertEqual(lines[-2].invoice_reference, "F-160")
        workbook = self._sample("ledger_sample.xlsx")
        workbook.action_import()
        self.assertDone(workbook)
        self.assertEqual(workbook.leave_count, 9)

    def test_every_row_of_the_bad_one_says_what_is_wrong(self):
        item = self._sample("ledger_sample_refused.csv")
        item.action_import()
        self.assertEqual((item.state, item.error_count), ("refused", 7))
        self.assertEqual(item.error_line_ids.mapped("row"), [*range(2, 9)])
        self.assertFalse(self._lines(item))
