"""Small numbers of people beside the rows of a report: what it rests on, what was
counted twice, other awards, and what was restated."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.asm_programs.tests.common import Q1, Q2
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.portal import PortalCase

from .test_small_numbers import ACTUAL, KIND, SmallReportCommon

FIGURE, RECORD, PLACE, VALUE = 0, 3, 4, 5


class ElsewhereCommon(SmallReportCommon):
    def _overlap(self, value, sites=None):
        overlap = self.env["asm.overlap"].create(
            {
                "program_ids": [Command.set(self.program.ids)],
                "indicator_id": self.people.indicator_id.id,
                "period_id": self.number.period_id.id,
                "site_ids": [Command.set((sites or self.north | self.south).ids)],
                "value": value,
                "method": "Lists compared",
            }
        )
        overlap.with_user(self.approver).action_approve()

    def _by_place(self):
        """Have an indicator alone whose places are told by the trace alone."""
        miners = self._line("TST-MINERS", name="Miners met", unit="people")
        for site, count in ((self.north, 3), (self.south, 20)):
            self._number(miners, Q1, count, site_id=site)
        self.award.award_indicator_ids.filtered(
            lambda one: one.program_indicator_id == self.people
        ).unlink()
        self._award_line(self.award, miners, name="Miners met", code="TST-MINERS")

    def _sent(self, awards=None, **values):
        report = self._report(awards)
        report.write(values)
        report = report.with_user(self.finance)
        report.action_draw()
        report.action_freeze("All that there is")
        report.action_send()
        return report.with_env(self.env)

    def _next_after_restating(self):
        """Return the report after one of which 3 women were found to be 9."""
        before = self._sent(has_trace=False)
        women = self.env["asm.actual"].search(
            [
                ("program_indicator_id", "=", self.people.id),
                ("disaggregation_id.value_ids", "in", self.female.ids),
            ]
        )
        women.with_user(self.approver).action_reopen("Counted twice")
        women.with_user(self.officer).value = 9
        self._approve(women)
        before.with_user(self.finance).action_restate()
        after = before.superseded_by_ids.with_user(self.finance)
        after.restate_reason = "Two lists were mixed up"
        after.action_freeze("The first quarter only")
        after.action_send()
        following = self.period.copy(
            {"name": "2025 Q2", "date_start": Q2[0], "date_end": Q2[1]}
        )
        report = self._report()
        report.write({"award_period_id": following.id, "has_trace": False})
        return report

    def _quoted(self, report):
        terms = ["restated.cell", "restated.before", "restated.after"]
        inputs = report.with_user(self.finance)._read_inputs(rows={"restated||": terms})
        return {
            (line.values[terms[1]], line.values[terms[2]])
            for line in inputs.rows["restated||"]
            if "TST-PPL" in line.values[terms[0]]
        }

    def _traced(self, code):
        report = self._report().with_user(self.finance)
        report.action_draw()
        rows = report._kept_snapshot()["trace"]["rows"]
        return [row for row in rows if row[FIGURE].split(", ")[0] == code]


@tagged("post_install", "-at_install")
class TestSmallElsewhere(ElsewhereCommon):
    def test_the_trace_of_what_is_withheld(self):
        self.award.has_real_counts = False
        rows = self._traced("TST-PPL")
        self.assertTrue(rows)
        self.assertFalse([row for row in rows if row[VALUE] or row[RECORD]])
        others = self._traced("TST-SUM")
        self.assertTrue(all(row[VALUE] and row[RECORD] for row in others))
        tried.attack(KIND, "the trace sheet leaves it out")

    def test_the_trace_of_small_numbers_that_the_table_does_not_have(self):
        self._by_place()
        rows = self._traced("TST-MINERS")
        self.assertTrue(all(row[VALUE] for row in rows))
        self.award.has_real_counts = False
        rows = self._traced("TST-MINERS")
        self.assertTrue(rows)
        self.assertFalse([row for row in rows if row[VALUE] or row[RECORD]])
        self.assertEqual(
            {row[PLACE] for row in rows}, {self.north.name, self.south.name}
        )
        tried.attack(KIND, "the trace sheet leaves it out")

    def test_what_was_counted_twice(self):
        self._overlap(10)
        twice = ("sex", "_overlap")
        self.assertEqual(self._values(self._report())[twice], Decimal(-10))
        self.award.has_real_counts = False
        values = self._values(self._report())
        self.assertEqual(values["sex", self.female.code], "fewer than 5")
        self.assertEqual(values[twice], "not shown")
        of_women = f"{ACTUAL}{{sex={self.female.code}}}"
        self.assertNotIsInstance(
            self._values(self._report(), of_women).get(twice), Decimal
        )
        tried.attack(KIND, "what adds up with it is not shown", 2)

    def test_few_that_were_counted_twice(self):
        self._number(self.people, Q2, 30, site_id=self.south)
        self.award.has_real_counts = False
        self.award.least_people = 3
        twice = ("sex", "_overlap")
        self._overlap(2)
        self.assertNotIsInstance(self._values(self._report())[twice], Decimal)
        tried.attack(KIND, "what adds up with it is not shown")

    def test_cells_that_were_restated(self):
        report = self._next_after_restating()
        self.assertIn(("3", "9"), self._quoted(report))
        self.award.has_real_counts = False
        self.assertEqual(self._quoted(report), {("not shown", "not shown")})
        tried.attack(KIND, "a cell that was restated is quoted without it")


@tagged("post_install", "-at_install")
class TestSmallFileElsewhere(ElsewhereCommon, PortalCase):
    def _status(self, report):
        self.authenticate(self.reader.login, self.reader.login)
        url = f"/my/awards/{self.award.id}/reports/{report.id}/file"
        with mute_logger("odoo.http"):
            return self.url_open(url).status_code

    def test_a_trace_of_small_numbers(self):
        self._by_place()
        self.assertEqual(self._status(self._sent(has_trace=False)), 200)
        self.assertEqual(self._status(self._sent()), 404)
        tried.attack(KIND, "the portal does not hand out the file")

    def test_a_trace_without_them(self):
        self._by_place()
        self.award.has_real_counts = False
        self.assertEqual(self._status(self._sent()), 200)

    def test_few_that_were_counted_twice(self):
        self.award.least_people = 3
        self._overlap(2)
        self.assertEqual(self._status(self._sent(has_trace=False)), 404)
        tried.attack(KIND, "the portal does not hand out the file")

    def test_many_that_were_counted_twice(self):
        self.award.least_people = 3
        self._overlap(10)
        self.assertEqual(self._status(self._sent(has_trace=False)), 200)

    def test_another_award_of_the_report(self):
        second = self._award("GR-3", has_real_counts=True)
        few = self._line("TST-FEW", name="Miners helped", unit="people")
        self._number(few, Q1, 4)
        self._share({second: 100}, line=few)
        self._award_line(second, few, name="Miners helped")
        self.award.has_real_counts = False
        self.assertEqual(self._status(self._sent(has_trace=False)), 200)
        both = self._sent(self.award | second, has_trace=False)
        self.assertEqual(self._status(both), 404)
        tried.attack(KIND, "the portal does not hand out the file")

    def test_cells_that_were_restated(self):
        report = self._next_after_restating()
        report.with_user(self.finance).action_draw()
        self.assertIn(Decimal(3), self._told(report))
        self.award.has_real_counts = False
        report.with_user(self.finance).action_draw()
        self.assertNotIn(Decimal(3), self._told(report))
        tried.attack(KIND, "the portal does not hand out the file")

    def _told(self, report):
        return {Decimal(one["value"]) for one in report._numbers_told(self.award)}
