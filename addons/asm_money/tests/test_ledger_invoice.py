"""An invoice is in the ledger once: split over awards, or by the file."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .ledger_common import COLUMNS, LedgerCommon

TITLES = (*COLUMNS, "Invoice", "Supplier")


@tagged("post_install", "-at_install")
class TestLedgerInvoice(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapping.write(
            {
                "column_invoice": "Invoice",
                "column_partner": "Supplier",
            }
        )
        cls.voucher = (
            cls.env["asm.voucher"]
            .with_user(cls.finance)
            .create(
                {
                    "reference": "INV-7/2025",
                    "name": "Rent",
                    "partner_id": cls.partner.id,
                    "date": "2025-02-10",
                    "amount": 100,
                    "currency_id": cls.usd.id,
                    "part_ids": [
                        Command.create({"award_id": award.id, "percentage": 50})
                        for award in (cls.award, cls.other_award)
                    ],
                }
            )
        )

    def _read(self, row):
        rows = ({"Ref": "G1"}, row, {"Ref": "G2"})
        return self._upload(self._file(*rows, columns=TITLES))

    def test_a_file_with_a_posted_shared_invoice_is_refused_by_line(self):
        self.voucher.action_post()
        for row in (
            {"Invoice": "inv 7/2025", "Supplier": self.partner.name},
            {"Invoice": "INV-7/2025", "Amount": "50"},
        ):
            with self.subTest(row):
                self.assertRefused(
                    self._read(row), (3, "Invoice", "would count it a second time")
                )

    def test_another_invoice_is_none_of_it(self):
        self.voucher.action_post()
        other = self.other_partner.name
        for number, row in enumerate(
            (
                {"Invoice": "INV-7/2025", "Supplier": other},
                {"Invoice": "INV-8/2025", "Supplier": self.partner.name},
                {"Invoice": "INV-7/2025", "Amount": "100.01"},
                {"Invoice": "INV-7/2025", "Cur": "EUR"},
            )
        ):
            with self.subTest(row):
                item = self._upload(
                    self._file(row | {"Ref": f"O{number}"}, columns=TITLES)
                )
                item.action_import()
                self.assertDone(item, add=1)

    def test_what_was_reversed_may_come_by_the_file(self):
        self.voucher.action_post()
        self.voucher.action_reverse("The ledger has it")
        item = self._read({"Invoice": "INV-7/2025", "Supplier": self.partner.name})
        item.action_import()
        self.assertDone(item, add=3)
        with self.assertRaisesRegex(UserError, "in the ledger already: .*Fuel"):
            self.voucher.action_post()
        self._lines(item)[1].voucher_id = self.voucher
        with self.assertRaisesRegex(ValidationError, "is over"):
            self.voucher.action_post()

    def test_a_line_that_is_typed_is_refused_as_well(self):
        self.voucher.action_post()
        self.assertEqual(
            set(self.voucher.line_ids.mapped("invoice_reference")), {"INV-7/2025"}
        )
        with self.assertRaisesRegex(ValidationError, "stands in the ledger already"):
            self._spent(50, invoice_reference="INV 7 2025")
        self._spent(
            50, invoice_reference="INV 7 2025", partner_id=self.other_partner.id
        )
        self.voucher.line_ids[0].with_user(self.finance).action_reverse("Wrong")
