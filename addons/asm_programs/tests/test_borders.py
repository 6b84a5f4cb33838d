"""Days that begin elsewhere, and a clock that is set back."""

from datetime import date, timedelta
from itertools import pairwise
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

from ..tools import calendars, clock
from .common import Q1, AsmCommon
from .test_portal import ReportCommon

BACK = timedelta(hours=2)


@tagged("post_install", "-at_install")
class TestLastEvening(ReportCommon):
    """A report is in time by the calendar of the place where it is sent."""

    def _sent(self, zone, moment):
        """Return how a report stands that was sent from somewhere."""
        self.partner_officer.tz = zone
        self.report.date_due = "2025-04-15"
        with freeze_time(moment):
            typed = self._people("5")
            self.assertFalse(self._save(typed, self.partner_officer, submit=True))
        self.env.flush_all()
        self.env.invalidate_all()
        row = self.env["asm.reporting.performance"].search(
            [("submission_id", "=", self.report.id)]
        )
        return row.status, row.days_late, str(row.date_submitted)

    def test_west(self):
        found = self._sent("America/Bogota", "2025-04-16 03:30:00")
        self.assertEqual(found, ("on_time", 0, "2025-04-15"))
        tried.fault("sent on the last evening in the west", "in time")

    def test_west_after_midnight(self):
        found = self._sent("America/Bogota", "2025-04-16 05:30:00")
        self.assertEqual(found, ("late", 1, "2025-04-16"))
        tried.fault("sent after midnight of the last day", "a day late")

    def test_east(self):
        found = self._sent("Asia/Tokyo", "2025-04-15 14:30:00")
        self.assertEqual(found, ("on_time", 0, "2025-04-15"))
        tried.fault("sent on the last evening in the east", "in time")

    def test_east_after_midnight(self):
        found = self._sent("Asia/Tokyo", "2025-04-15 15:30:00")
        self.assertEqual(found, ("late", 1, "2025-04-16"))
        tried.fault("sent after midnight of the last day", "a day late")

    def test_the_day_the_clocks_change(self):
        self.report.date_due = "2025-03-30"
        for zone, moment, late in (
            ("Europe/Paris", "2025-03-30 21:30:00", False),
            ("Europe/Paris", "2025-03-30 22:30:00", True),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.partner_officer.tz = zone
                access = self.env["mtm.partner.access"]
                day = access._day_of(self.partner_officer)
                self.assertEqual(day > self.report.date_due, late)
        tried.fault("due on the day on which clocks change", "in time by that clock")

    def test_days_left_are_those_of_the_reader(self):
        self.report.date_due = "2025-04-15"
        left = {}
        with freeze_time("2025-04-16 03:30:00"):
            for zone in ("America/Bogota", "Asia/Tokyo"):
                self.partner_officer.tz = zone
                mine = self.report.with_user(self.partner_officer)
                mine = mine.with_context(tz=zone)
                left[zone] = mine.sudo()._is_late()
        self.assertEqual(left, {"America/Bogota": False, "Asia/Tokyo": True})


@tagged("post_install", "-at_install")
class TestLeapDay(AsmCommon):
    def test_periods_around_it(self):
        for kind, last in (("month", "2028-02-29"), ("quarter", "2028-03-31")):
            with self.subTest(kind=kind):
                found = calendars.period_of(date(2028, 2, 29), kind, 1)
                self.assertEqual(str(found.date_to), last)
                program = self._program(f"TST-{kind}", frequency=kind)
                period = program._periods(found.date_from, found.date_to)
                self.assertEqual(str(period.date_end), last)
        tried.fault("a period that ends on a leap day", "has that day")


@tagged("post_install", "-at_install")
class TestClockSetBack(AsmCommon):
    def _back(self):
        now = clock.now()
        return patch.object(clock, "now", lambda: now - BACK)

    def test_states_keep_their_order(self):
        line = self._line(dimensions=self.sex)
        row = self._row(line, Q1, 5)
        with self._back():
            row.with_user(self.officer).value = 6
            row.with_user(self.officer).value = 7
            row.with_user(self.officer).action_submit()
            row.with_user(self.approver).action_approve()
        self.env.invalidate_all()
        trail = row.revision_ids.sorted("id")
        self.assertEqual(trail.mapped("value"), [5, 6, 7, 7])
        for before, after in pairwise(trail):
            self.assertEqual(before.valid_to, after.valid_from)
            self.assertLessEqual(before.valid_from, before.valid_to)
        self.assertEqual((row.value, row.state), (7, "approved"))
        self.assertEqual(row.approved_on, row.state_since)
        row.with_user(self.approver).action_reopen("Counted twice")
        self.assertEqual(row.state, "returned")
        tried.fault("the server's clock is set back", "states keep their order")
