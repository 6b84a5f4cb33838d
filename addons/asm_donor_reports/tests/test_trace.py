"""From each figure of a report back to the records that it rests on."""

import json
import re
from html import unescape

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.asm_donor_reports.tools.terms import TERMS, parse
from odoo.addons.asm_programs.tests.common import Q1, Q2

from .common import ReportCommon

LAYOUT = {
    "code": "tst_trace",
    "name": "Trace",
    "fiscal_month": 10,
    "sheets": [
        {
            "code": "one",
            "name": "One",
            "blocks": [
                {
                    "name": "head",
                    "cells": [
                        {"cell": "A1", "text": "Of {award.reference}"},
                        {"cell": "B1", "term": "sf425.10e"},
                        {"cell": "C1", "name": "spent", "term": "money.spent"},
                        {"cell": "D1", "formula": "={spent}*2", "kind": "money"},
                        {"cell": "E1", "text": "A word"},
                    ],
                },
                {
                    "name": "lines",
                    "gap": 1,
                    "repeat": {"subject": "indicator", "splits": ["*", "site"]},
                    "columns": [
                        {"title": "Code", "name": "code", "term": "indicator.code"},
                        {"title": "Now", "name": "now", "term": "indicator.actual"},
                        {
                            "title": "Year",
                            "name": "year",
                            "repeat": "year",
                            "group": "{span}",
                            "term": "indicator.actual@each",
                        },
                    ],
                },
                {
                    "name": "budget",
                    "gap": 1,
                    "repeat": {"subject": "budget"},
                    "columns": [
                        {"title": "Spent", "name": "spent", "term": "budget.spent"}
                    ],
                },
            ],
        },
        {
            "code": "each",
            "name": "{indicator.code}",
            "repeat": {"subject": "indicator"},
            "blocks": [
                {
                    "name": "head",
                    "cells": [{"cell": "A1", "term": "indicator.actual@life"}],
                }
            ],
        },
    ],
}


class TraceCommon(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Format = cls.env["asm.donor.format"]
        cls.format = Format.create(Format._from_layout(LAYOUT))
        cls.earlier = cls._number(cls.line, Q1, 5)
        cls.total = cls._number(cls.line, Q2, 10)
        cls.women = cls._number(cls.line, Q2, 3, categories=cls.female)
        cls.north_row = cls._number(cls.line, Q2, 2, site_id=cls.north)
        cls.cost = cls._spent(40, "2025-05-01")
        cls.trip = cls._spent(7, "2025-05-01", line=cls.travel)
        cls.late = cls._spent(9, "2025-08-01")
        cls.report.format_id = cls.format


@tagged("post_install", "-at_install")
class TestTrace(TraceCommon):
    def _behind(self, key, term):
        """Return the records behind a figure, as finance finds them."""
        parts = self.report.with_user(self.finance)._trace(key, parse(term))
        return [self.env[part.model].search(part.domain) for part in parts]

    def test_numbers_of_an_indicator(self):
        total = (self.credited.id,)
        [found] = self._behind(total, "indicator.actual")
        self.assertEqual(found, self.total | self.women | self.north_row)
        [found] = self._behind(total, "indicator.actual@year")
        self.assertEqual(len(found), 4)
        [found] = self._behind(total, "indicator.actual@quarter_2")
        self.assertEqual(found, self.earlier)
        [found] = self._behind(total, "indicator.actual@quarter_4")
        self.assertFalse(found)

    def test_parts_of_an_indicator(self):
        key = self.credited.id
        sex = self.sex.code
        [found] = self._behind((key, sex, self.female.code), "indicator.actual")
        self.assertEqual(found, self.women)
        [found] = self._behind((key, "site", self.north.id), "indicator.actual")
        self.assertEqual(found, self.north_row)
        [found] = self._behind((key,), f"indicator.actual{{{sex}={self.female.code}}}")
        self.assertEqual(found, self.women)

    def test_a_correction_and_what_it_corrects(self):
        correction = self._number(self.line, Q2, -1, correction_of_id=self.total)
        [found] = self._behind((self.credited.id,), "indicator.actual")
        self.assertIn(correction, found)

    def test_targets_baselines_deviations(self):
        target = self._target(self.line, 20, Q2)
        baseline = self._baseline(self.line, 1, date_measured="2023-09-01")
        key = (self.credited.id,)
        self.assertEqual(self._behind(key, "indicator.target"), [target])
        self.assertEqual(self._behind(key, "indicator.baseline"), [baseline])
        numbers, targets = self._behind(key, "indicator.achievement")
        self.assertEqual((len(numbers), targets), (3, target))

    def test_money(self):
        [found] = self._behind((), "sf425.10e")
        self.assertEqual(found, self.cost | self.trip)
        [found] = self._behind((self.travel.id,), "budget.spent")
        self.assertEqual(found, self.trip)
        [found] = self._behind((), "money.spent_period")
        self.assertEqual(found, self.cost | self.trip)
        parts = self.report._trace((), parse("sf425.10g"))
        self.assertEqual([part.amount for part in parts], [47])
        parts = self.report._trace((), parse("sf425.10h"))
        self.assertEqual(sum(part.amount for part in parts), 953)
        [found] = self._behind((), "money.budget")
        self.assertEqual(found, self.staff | self.travel)

    def test_every_term_has_an_answer(self):
        report = self.report.with_user(self.finance)
        keys = {
            "indicator": (self.credited.id,),
            "budget": (self.travel.id,),
            "grant": (self.award.id,),
            "period": (self.period.id,),
            "box11": ("0:2025-01-01",),
            "narrative": ("summary",),
        }
        for term in TERMS:
            asked = parse(term)
            if asked.subject in ("restated", "result"):
                continue
            for part in report._trace(keys.get(asked.subject, ()), asked):
                self.env[part.model].search(part.domain)

    def test_from_the_cells_of_the_preview(self):
        report = self.report.with_user(self.finance)
        report.action_draw()
        keys = [
            json.loads(unescape(found))
            for found in re.findall(r'data-key="([^"]+)"', report.preview)
        ]
        by_column = {}
        for key in keys:
            by_column.setdefault((key[1], key[-1]), []).append(key)
        [spent] = by_column["head", "B1"]
        [part] = report.action_trace(spent)["parts"]
        self.assertEqual((part["amount"], part["name"]), (47, "Ledger lines"))
        now = by_column["lines", "now"]
        self.assertEqual(len(now), 5, "total, women, neither, a place, no place")
        [part] = report.action_trace(now[0])["parts"]
        found = self.env["asm.actual"].search(part["domain"])
        self.assertEqual(found, self.total | self.women | self.north_row)
        [part] = report.action_trace(by_column["lines", "year:year:2"][0])["parts"]
        self.assertEqual(len(part["domain"][0][2]), 4)
        [life] = [key for key in keys if key[0].startswith("each:")]
        [part] = report.action_trace(life)["parts"]
        self.assertEqual(len(part["domain"][0][2]), 4)
        for column in ("D1", "E1"):
            with self.assertRefuses(UserError, "text of the layout"):
                report.action_trace(["one", "head", column])

    def test_rights(self):
        employee = self.env["res.users"].create(
            {"name": "Nobody", "login": "asm_nobody", "email": "n@example.com"}
        )
        with self.assertRaises(AccessError):
            self.report.with_user(employee).action_trace(["one", "head", "B1"])


@tagged("post_install", "-at_install")
class TestTraceTour(HttpCase, TraceCommon):
    def test_from_the_preview_to_the_records(self):
        self.report.with_user(self.finance).action_draw()
        self.start_tour(
            f"/odoo/donor-reports/{self.report.id}",
            "asm_report_trace",
            login="asm_finance",
        )
        self.assertTrue(self.report.problem_ids)
