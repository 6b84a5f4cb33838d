from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.asm_programs.tools import calendars
from odoo.addons.asm_programs.tools.calendars import Window

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
KINDS = st.sampled_from(list(calendars.MONTHS_OF_KIND))
MONTHS = st.integers(1, 12)


class TestCalendars(TestCase):
    """Rule 9: periods of a calendar; only those wholly inside a window count."""

    def test_us_fiscal_year_has_its_own_quarters(self):
        period = calendars.period_of(date(2025, 11, 3), "quarter", 10)
        self.assertEqual(period, Window(date(2025, 10, 1), date(2025, 12, 31)))
        self.assertEqual(
            calendars.period_name(date(2025, 11, 3), "half", 10), "FY2026 H1"
        )

    def test_year_of_july_is_named_after_its_end(self):
        self.assertEqual(calendars.year_name(date(2026, 6, 30), 7), "FY2026")
        self.assertEqual(calendars.year_name(date(2026, 7, 1), 7), "FY2027")

    def test_periods_sticking_out_are_left_out(self):
        periods = calendars.periods_within(
            "quarter", 1, date(2026, 1, 2), date(2026, 12, 31)
        )
        self.assertEqual(periods[0].date_from, date(2026, 4, 1))
        self.assertEqual(len(periods), 3)

    def test_no_period_in_a_short_window(self):
        self.assertEqual(
            calendars.periods_within("year", 1, date(2026, 1, 1), date(2026, 12, 30)),
            [],
        )

    def test_unknown_kind_or_month(self):
        with self.assertRaisesRegex(ValueError, "week"):
            calendars.period_of(date(2026, 1, 1), "week")
        with self.assertRaisesRegex(ValueError, "13"):
            calendars.period_of(date(2026, 1, 1), "year", 13)

    def test_window_of_an_award_year_on_any_date_does_not_fit(self):
        start, end = date(2026, 5, 15), date(2027, 5, 14)
        self.assertFalse(calendars.window_fits(start, end, "month"))

    def test_twelve_months_later_keeps_the_end_of_the_month(self):
        for day in (date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31)):
            later = calendars.add_months(day, 12)
            self.assertEqual((later + timedelta(days=1)).day, 1)

    @settings(deadline=None)
    @given(DAYS, KINDS, MONTHS)
    def test_a_day_lies_in_its_period(self, day, kind, month):
        period = calendars.period_of(day, kind, month)
        self.assertIn(day, period)
        self.assertEqual(calendars.period_of(period.date_from, kind, month), period)
        self.assertEqual(calendars.period_of(period.date_to, kind, month), period)

    @settings(deadline=None)
    @given(DAYS, KINDS, MONTHS)
    def test_a_year_is_filled_by_its_periods(self, day, kind, month):
        year = calendars.period_of(day, "year", month)
        periods = calendars.periods_within(kind, month, *year)
        self.assertEqual(len(periods), 12 // calendars.MONTHS_OF_KIND[kind])
        self.assertEqual(
            sum((p.date_to - p.date_from).days + 1 for p in periods),
            (year.date_to - year.date_from).days + 1,
        )
        names = {calendars.period_name(p.date_from, kind, month) for p in periods}
        self.assertEqual(len(names), len(periods))
