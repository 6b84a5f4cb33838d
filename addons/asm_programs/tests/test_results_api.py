"""Reading results from outside: numbers arrive with every digit."""

from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common import Q1, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestResultsOverHttp(AsmCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._ratio()
        cls._number(cls.line, Q1, numerator=0.1, denominator=0.3)
        key = cls.env["res.users.apikeys"].with_user(cls.manager)
        cls.key = key._generate("rpc", "Results", datetime.now() + timedelta(days=1))

    def _call(self, model, method, **arguments):
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {self.key}"},
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def test_results(self):
        found = self._call(
            "asm.program.indicator",
            "read_results",
            ids=self.line.ids,
            date_from=YEAR[0],
            date_to=YEAR[1],
        )
        [cell] = found[str(self.line.id)]
        self.assertEqual((cell["numerator"], cell["denominator"]), ("0.1", "0.3"))
        self.assertTrue(cell["value"].startswith("33.3333"))
        self.assertIsNone(cell["reason"])

    def test_portfolio(self):
        rows = self._call(
            "asm.portfolio",
            "read_totals",
            date_from=YEAR[0],
            date_to=YEAR[1],
            by=["program"],
            indicator_ids=self.line.indicator_id.ids,
        )
        self.assertEqual([row["numerator"] for row in rows], ["0.1", "0.1"])
        self.assertEqual(rows[1]["program_id"], self.program.id)

    def test_tracking(self):
        found = self._call(
            "asm.program",
            "read_tracking",
            ids=self.program.ids,
            date_from=YEAR[0],
            date_to=YEAR[1],
        )
        self.assertEqual(found[str(self.line.id)]["total"]["numerator"], "0.1")
