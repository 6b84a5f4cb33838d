"""Many numbers and reports at once: as right as one by one, in as few queries."""

from freezegun import freeze_time

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged

from ..tools import clock
from .common import Q2, Q4, AsmCommon

MANY = 120  # Odoo inserts 100 rows at a time


@tagged("post_install", "-at_install")
@freeze_time("2025-07-10")
class TestMany(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line()

    def _assign(self, partner, **values):
        return self.env["asm.assignment"].create(
            {"program_indicator_id": self.line.id, "partner_id": partner.id, **values}
        )

    def _asked(self, days):
        return self.program._partners_asked(self._window(days))

    def _window(self, days):
        return self.program._window_at(Date.to_date(days[0]))

    def _count(self, run):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        run()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _numbers(self, count):
        sites = self.env["mtm.site"].create(
            [{"name": f"Site {n}", "country_id": self.congo.id} for n in range(count)]
        )
        report = self._submission(Q2)
        return (
            self.env["asm.actual"]
            .with_user(self.officer)
            .create(
                [
                    {
                        "submission_id": report.id,
                        "program_indicator_id": self.line.id,
                        "site_id": site.id,
                        "value": 0,
                    }
                    for site in sites
                ]
            )
        )

    def test_whoever_is_due_in_a_period_is_asked(self):
        self._assign(self.partner, frequency="year")
        self._assign(self.other_partner, date_end="2025-06-30")
        self._assign(self.donor, frequency="quarter", date_start="2025-10-01")
        self.assertEqual(self._asked(Q2), self.other_partner)
        self.assertEqual(self._asked(Q4), self.partner | self.donor)

    def test_who_is_asked_takes_as_many_queries_for_many(self):
        self._assign(self.partner)
        few = self._count(lambda: self._asked(Q2))
        for number in range(10):
            self._assign(self._partner(f"Partner {number}"))
        self.assertEqual(self._count(lambda: self._asked(Q2)), few)

    def test_reports_opened_together_ask_for_their_own(self):
        self._assign(self.partner)
        self._assign(self.other_partner)
        self._assign(self.donor, site_ids=[Command.set((self.south | self.north).ids)])
        reports = self.program._open_reports(self._window(Q2), self._asked(Q2))
        sites = {
            report.partner_id: report.line_ids.sorted("id").site_id
            for report in reports
        }
        self.assertEqual(
            sites,
            {
                self.partner: self.env["mtm.site"],
                self.other_partner: self.env["mtm.site"],
                self.donor: self.north | self.south,
            },
        )
        self.assertEqual(sorted(len(report.line_ids) for report in reports), [1, 1, 2])

    def test_numbers_of_many_reports_take_as_many_queries(self):
        _first, few, many = (
            self._count(lambda of=reports: self._number_in_each(of))
            for reports in map(self._reports, (1, 2, 6))
        )
        self.assertEqual(many, few)

    def _reports(self, count):
        reports = self.env["asm.submission"]
        for number in range(count):
            reports |= self._submission(Q2, self._partner(f"Of {count}: {number}"))
        return reports

    def _number_in_each(self, reports):
        values = {"program_indicator_id": self.line.id, "value": 1}
        model = self.env["asm.actual"].with_user(self.officer)
        model.create([values | {"submission_id": report.id} for report in reports])

    def test_the_trail_of_many_numbers_is_one_statement(self):
        rows = self._numbers(MANY)
        few, many = (
            self._count(lambda kept=kept: kept._keep_revision(clock.now(), "Why"))
            for kept in (rows[:1], rows)
        )
        self.assertEqual(many, few)
        self.assertEqual(len(rows[0].revision_ids), 2)
        self.assertRecordValues(
            rows[-1].revision_ids,
            [
                {
                    "value": 0.0,
                    "numerator": False,
                    "state": "draft",
                    "comment": False,
                    "valid_from": rows[-1].state_since,
                    "user_id": self.officer.id,
                    "on_behalf_id": False,
                    "reason": "Why",
                }
            ],
        )

    def test_nobody_says_that_defaults_are_given(self):
        model = self.env["asm.actual"].with_context(asm_defaults=True)
        row = model.with_user(self.officer).create(
            {
                "submission_id": self._submission(Q2).id,
                "program_indicator_id": self.line.id,
                "value": 1,
            }
        )
        self.assertEqual((row.state, row.typed_by), ("draft", self.officer))
        self.assertTrue(row.state_since)

    def test_rows_of_other_columns_have_their_own_defaults(self):
        values = {
            "submission_id": self._submission(Q2).id,
            "program_indicator_id": self.line.id,
        }
        rows = self.env["asm.actual"].create(
            [
                values | {"value": 1},
                values | {"site_id": self.north.id, "value": 2, "comment": "Counted"},
                values | {"site_id": self.south.id, "missing_reason": "not_collected"},
            ]
        )
        self.assertEqual(rows.mapped("state"), ["draft"] * 3)
        self.assertEqual(rows.mapped("comment"), [False, "Counted", False])
        self.assertEqual([row.value for row in rows], [1, 2, False])
