"""Files of exchange rates: the general layout and that of the World Bank."""

import base64
from pathlib import Path

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MoneyCommon

SHARED = "shared/data/prices/wdi_official_exchange_rate.csv"


@tagged("post_install", "-at_install")
class TestRateImport(MoneyCommon):
    def _import(self, text, kind="rates", user=None):
        content = text if isinstance(text, bytes) else text.encode()
        item = self.env["mtm.import"].with_user(user or self.finance).create(
            {
                "kind": kind,
                "filename": "rates.csv",
                "file": base64.b64encode(content),
            }
        )  # fmt: skip
        item.action_import()
        return item

    def _messages(self, item):
        return [(line.row, line.column) for line in item.error_line_ids]

    def test_the_general_layout(self):
        item = self._import(
            "currency;target;date;rate;kind;source;award\n"
            "EUR;USD;2025-02-03;1.0825;;ECB;\n"
            "eur;usd;2025-02;1.04;month;InforEuro;\n"
            f"EUR;USD;2025-01-01;1.1;fixed;Contract;{self.award.reference}\n"
        )
        self.assertEqual((item.state, item.add_count, item.error_count), ("done", 3, 0))
        rates = self.env["asm.exchange.rate"].search([("origin", "=", "imported")])
        self.assertEqual(
            sorted(rates.mapped(lambda rate: (rate.kind, rate.rate, rate.source))),
            [
                ("day", 1.0825, "ECB"),
                ("fixed", 1.1, "Contract"),
                ("month", 1.04, "InforEuro"),
            ],
        )
        self.assertEqual(rates.award_id, self.award)

    def test_the_same_file_twice_changes_nothing(self):
        text = "currency,target,date,rate,source\nEUR,USD,2025-02-03,1.0825,ECB\n"
        self._import(text)
        again = self._import(text)
        self.assertEqual((again.add_count, again.change_count), (0, 0))
        self.assertEqual(again.leave_count, 1)

    def test_a_correction_is_a_change_until_the_rate_was_used(self):
        text = "currency,target,date,rate,source\nEUR,USD,2025-02-03,1.0825,ECB\n"
        self._import(text)
        self.assertEqual(self._import(text.replace("825", "835")).change_count, 1)
        self._spent(10, transaction_currency_id=self.eur.id)
        refused = self._import(text)
        self.assertEqual(refused.change_count, 0)
        self.assertIn("amounts were converted", refused.error_line_ids.message)

    def test_what_is_wrong_is_said_by_row_and_column(self):
        item = self._import(
            "currency,target,date,rate,kind,award\n"
            "EUR,USD,2025-02-30,1.1,,\n"
            "EUR,XXY,2025-02-03,1.1,,\n"
            "EUR,USD,2025-02-03,0,,\n"
            "EUR,EUR,2025-02-03,1,,\n"
            "EUR,USD,2025-02-03,1.1,weekly,\n"
            "EUR,USD,2025-02-03,1.1,month,\n"
            "EUR,USD,2025-02-03,1.1,fixed,\n"
            "EUR,USD,2025-02-04,1.1,,\n"
            "EUR,USD,2025-02-04,1.2,,\n"
            'EUR,USD,2025-02-05,"1,1",,\n'
        )
        self.assertEqual(
            self._messages(item),
            [
                (2, "date"),
                (3, "target"),
                (4, "rate"),
                (5, "target"),
                (6, "kind"),
                (7, "date"),
                (8, "award"),
                (10, "date"),
                (11, "rate"),
            ],
        )
        self.assertEqual(item.add_count, 1)

    def test_officers_do_not_import_rates(self):
        item = self._import(
            "currency,target,date,rate\nEUR,USD,2025-02-03,1.1\n", user=self.officer
        )
        self.assertEqual(item.state, "refused")

    def test_the_layout_of_the_world_bank(self):
        item = self._import(
            "Country Name,Country Code,Year,Value\n"
            '"Congo, Dem. Rep.",COD,2023,2340.03570436145\n'
            "Rwanda,RWA,2023,1160.09\n"
            "Euro area,EMU,2023,0.92\n"
            "Germany,DEU,1998,1.76\n"
            "United States,USA,2023,1\n"
            "Channel Islands,CHI,2023,0.8\n",
            kind="rates_wdi",
        )
        self.assertEqual(item.add_count, 3)
        self.assertEqual(self._messages(item), [(7, "country code")])
        self.award.rate_policy = "average"
        self.award.date_start = "2023-01-01"
        line = self._spent(
            2340.04,
            date="2023-05-06",
            transaction_currency_id=self.env.ref("base.CDF").id,
        )
        self.assertEqual(line.amount_award, 1)
        self.assertEqual(line.rate_source, "World Bank, WDI, inverse")

    def test_the_file_itself_where_it_is_at_hand(self):
        path = next(
            (
                folder / SHARED
                for folder in Path(__file__).resolve().parents
                if (folder / SHARED).exists()
            ),
            None,
        )
        if not path:
            self.skipTest("the file of the World Bank is not at hand")
        item = self.env["mtm.import"].with_user(self.finance).create(
            {"kind": "rates_wdi", "file": base64.b64encode(path.read_bytes())}
        )  # fmt: skip
        item.action_preview()
        self.assertGreater(item.add_count, 5000)

    def test_a_rate_typed_twice_is_refused(self):
        self._rate(1.1, "2025-02-03")
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._rate(1.2, "2025-02-03")
