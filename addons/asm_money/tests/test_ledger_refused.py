"""Ledger files that are refused: by line, with what is wrong, and nothing imported."""

import io
import zipfile

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

from .ledger_common import COLUMNS, LedgerCommon


@tagged("post_install", "-at_install")
class TestLedgerRefused(LedgerCommon):
    def assertBad(self, row, column, message, **values):
        """One bad line among good ones stops the file, and is named."""
        with self.subTest(row=row):
            content = self._file({"Ref": "G1"}, row, {"Ref": "G2"})
            item = self._upload(content, **values)
            item.action_preview()
            self.assertEqual(item.error_count, 1, item.message)
            self.assertRefused(item, (3, column, message))

    def test_amounts(self):
        for text, message in (
            ("ten", '"ten" is no amount'),
            ("", "The amount is blank"),
            ("1.005", "more decimals than USD, which has 2"),
            ("12.34,5", '"12.34,5" is no amount'),
            ("1,23.00", "groups of three"),
            ("9" * 20, "more digits"),
        ):
            self.assertBad({"Amount": text}, "Amount", message)
        self.mapping.decimal = False
        self.assertBad({"Amount": "1,234"}, "Amount", "read in two ways")

    def test_two_currencies_in_one_column_of_amounts(self):
        self.assertBad(
            {"Amount": "EUR 100"}, "Amount", "says EUR, and the line is in USD"
        )
        self.assertBad({"Amount": "100 €"}, "Amount", "says EUR")
        self.assertBad({"Cur": ""}, "Cur", "The currency is blank")
        self.assertBad({"Cur": "XXX"}, "Cur", '"XXX" is no currency in use')

    def test_days(self):
        for text, message in (
            ("2025-02-31", "There is no such day as 2025-02-31"),
            ("31/02/2025", "There is no such day"),
            ("01/02/2025", "Say in the mapping Test ledger which"),
            ("soon", '"soon" is no date'),
            ("", "Date is blank"),
            ("2024-12-31", "12/31/2024 lies before"),
            ("2027-01-01", "lies after"),
        ):
            self.assertBad({"Date": text}, "Date", message)
        self.mapping.date_order = "mdy"
        self.assertBad({"Date": "13/02/2025"}, "Date", "no such month")

    def test_codes(self):
        self.other_line = self.env["asm.budget.line"].create(
            {"award_id": self.other_award.id, "code": "X1", "name": "Theirs"}
        )
        for row, column, message in (
            ({"Account": "7010"}, "Account", "The account 7010 is unknown"),
            ({"CC": "C9"}, "CC", "The cost centre C9 is unknown"),
            ({"CC": ""}, "Account", "charged to no award"),
            ({"Line": "9"}, "Line", 'has no budget line "9"'),
            ({"Line": "X1"}, "Line", "belongs to another award (GR-2"),
        ):
            self.assertBad(row, column, message)

    def test_award_named_in_the_file(self):
        self.mapping.column_award = "Text"
        reference = self.award.reference
        for row, message in (
            ({"Text": "GR-9", "CC": "", "Line": ""}, 'no award "GR-9"'),
            ({"Text": "GR-2"}, "Correct one of the two"),
        ):
            item = self._upload(
                self._file({"Text": reference}, row | {"Ref": "B"}, {"Text": reference})
            )
            self.assertRefused(item, (3, "Text", message))

    def test_references(self):
        self.assertBad({"Ref": ""}, "Ref", "Ref is blank")
        self.assertBad({"Ref": "G1"}, "Ref", "Row 2 has this reference already")

    def test_other_content_under_a_known_reference(self):
        self._import({"Ref": "K1"})
        item = self._upload(self._file({"Ref": "K1", "Amount": "99", "Line": "2"}))
        item.action_import()
        self.assertEqual(item.state, "refused")
        message = item.error_line_ids.message
        for part in ("K1 is in the ledger already", "100.0", "99.0", "Travel"):
            self.assertIn(part, message)

    def test_a_missing_rate_names_currency_and_day(self):
        self.assertBad({"Cur": "EUR", "Date": "2025-01-05"}, "Cur", "EUR to USD")
        self.assertBad({"Cur": "EUR", "Date": "2025-01-05"}, "Cur", "01/05/2025")
        tried.fault("exchange rate missing for a ledger", "refused, naming it")

    def test_a_wrong_control_total_names_both_numbers(self):
        item = self._upload(self._file({}, {}, total="200.50"))
        item.action_preview()
        self.assertRefused(item, (4, "Amount", "add up to 200.00"))
        self.assertIn("total is 200.50", item.message)
        self.assertIn("difference of -0.50", item.message)
        item = self._upload(self._file({}), control_total=0, control_count=2)
        item.action_import()
        self.assertIn("total is 0.0, which is a difference of 100.0", item.message)
        self.assertIn("The file has 1 lines, and should have 2", item.message)
        self.assertDone(
            self._import({}, total="100.00", control_total=100, control_count=1), add=1
        )

    def test_totals_between_the_lines(self):
        self.assertBad(
            {"Ref": "Total", "Account": "", "CC": ""}, "", "row of totals stands"
        )

    def test_torn_rows(self):
        content = self._file({}, {}).replace(b"L2,2025-02-10,2025-02-12,,", b"L2,")
        self.assertRefused(
            self._upload(content), (3, "", "another number of cells than the titles")
        )

    def test_files_that_are_no_ledger(self):
        for content, message in (
            (b"", "no file yet"),
            (b"%PDF-1.7", "no table"),
            (b"a,b\n1,2\n", "columns are missing: Ref, Date"),
            (self._file({}, columns=[*COLUMNS, "Ref"]), "more than once: Ref"),
            (self._bomb(), "too large"),
            (self._file({}, columns=COLUMNS[1:]), "missing: Ref."),
        ):
            with self.subTest(message=message):
                item = self._upload(content)
                item.action_preview()
                self.assertEqual(item.state, "refused")
                self.assertIn(message, item.message)

    def _bomb(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b" " * 10_000_000)
        return content.getvalue()

    def test_a_mapping_that_says_too_little(self):
        self.mapping.write({"column_amount": False, "column_currency": False})
        item = self._upload(self._file({}))
        item.action_preview()
        self.assertEqual(item.state, "refused")
        self.assertIn("Amount, or Debit and Credit, Currency", item.message)

    @mute_logger("odoo.sql_db")
    def test_what_the_database_refuses_is_a_problem_of_its_row(self):
        """A rule that the plan does not know stops the file, and names the row."""
        self.env.cr.execute(
            "ALTER TABLE account_analytic_line ADD CONSTRAINT account_analytic_line_t "
            "CHECK (name <> 'Forbidden')"
        )
        self.assertBad({"Text": "Forbidden"}, "", "")

    def test_what_is_chosen_is_what_was_previewed(self):
        item = self._upload(self._file({}))
        item.action_preview()
        self.assertEqual(item.state, "previewed")
        item.control_total = 3
        self.assertEqual(item.state, "new")
        item.all_or_nothing = False
        self.assertTrue(item.all_or_nothing)
