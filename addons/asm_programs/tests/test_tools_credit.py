from datetime import date
from decimal import Decimal
from unittest import TestCase

from odoo.addons.asm_programs.tools import calendars, results, wording
from odoo.addons.asm_programs.tools.calendars import Window
from odoo.addons.asm_programs.tools.credit import (
    Credit,
    Share,
    allot,
    allot_parts,
    problems_of,
)
from odoo.addons.asm_programs.tools.facts import Definition, Fact, Overlap

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
QUARTERS = calendars.periods_within("quarter", 1, *YEAR)
SEX = frozenset({"sex"})


def share(award, percentage, start=YEAR.date_from, end=None, rule="share"):
    return Share(award, f"GR-{award}", rule, Decimal(str(percentage)), start, end)


def fact(value, n=1, site=1, **categories):
    days = QUARTERS[n - 1]
    return Fact(site, 1, n, *days, categories, Decimal(value))


def read(award, shares, facts, days=YEAR, definition=None, **more):
    credit = Credit(award, tuple(shares))
    return results.read(definition or Definition(), facts, days, credit=credit, **more)


class TestRule14Credit(TestCase):
    def allotted(self, total, shares, **more):
        given = allot(Decimal(total), shares, **more)
        return {award: credited.allotted for award, credited in given.items()}

    def test_whole_units_by_largest_remainder(self):
        shares = [share(1, 50), share(2, 30), share(3, 20)]
        self.assertEqual(self.allotted(7, shares), {1: 4, 2: 2, 3: 1})

    def test_ties_go_to_the_larger_share_then_to_the_reference(self):
        shares = [share(3, 25), share(2, 25), share(1, 50)]
        self.assertEqual(self.allotted(3, shares), {1: 1, 2: 1, 3: 1})
        self.assertEqual(self.allotted(1, shares), {1: 1, 2: 0, 3: 0})
        self.assertEqual(self.allotted(2, shares), {1: 1, 2: 1, 3: 0})

    def test_fractions_are_not_dealt_out_in_units(self):
        shares = [share(1, 50), share(2, 50)]
        self.assertEqual(
            self.allotted("2.5", shares), {1: Decimal("1.25"), 2: Decimal("1.25")}
        )
        self.assertEqual(self.allotted(3, shares, whole=False)[1], Decimal("1.5"))

    def test_exact_stands_beside_allotted(self):
        given = allot(Decimal(1), [share(1, 60), share(2, 40)])
        self.assertEqual(given[2], (Decimal("0.4"), 0))

    def test_full_lies_outside_the_hundred_percent(self):
        shares = [share(1, 60), share(2, 40), share(3, 100, rule="full")]
        self.assertEqual(self.allotted(10, shares), {1: 6, 2: 4, 3: 10})

    def test_lead_takes_all(self):
        shares = [share(1, 60), share(2, 40, rule="lead"), share(3, 5, rule="full")]
        self.assertEqual(self.allotted(10, shares), {1: 0, 2: 10, 3: 10})

    def test_what_no_share_covers_goes_to_nobody(self):
        self.assertEqual(self.allotted(10, [share(1, 50)]), {1: 5})

    def test_categories_add_up_for_awards_and_for_the_programme(self):
        parts = {"f": Decimal(3), "m": Decimal(4)}
        table = allot_parts(parts, [share(1, 50), share(2, 50)])
        self.assertEqual(
            {a: {k: c.allotted for k, c in row.items()} for a, row in table.items()},
            {1: {"f": 2, "m": 2}, 2: {"f": 1, "m": 2}},
        )

    def test_problems_of_shares(self):
        ended = share(1, 60, end=date(2026, 6, 29))
        problems = problems_of(
            [ended, share(2, 40)], lambda day: calendars.is_period_start(day, "quarter")
        )
        changed = date(2026, 6, 30)
        self.assertEqual(
            problems, [("border", changed, None), ("sum", changed, Decimal(40))]
        )


class TestRule14CreditedResults(TestCase):
    halves = (share(1, 50), share(2, 50))

    def test_longer_windows_add_the_periods(self):
        facts = [fact(1, n) for n in (1, 2, 3)]
        [first], [second] = (read(award, self.halves, facts) for award in (1, 2))
        self.assertEqual((first["value"], second["value"]), (3, 0))
        self.assertIn("exact share 1.5", first["notes"])

    def test_shown_when_they_differ_by_more_than_one(self):
        [cell] = read(1, self.halves, [fact(1), fact(1, 2)])
        self.assertEqual((cell["value"], cell["notes"]), (2, []))

    def test_the_share_on_the_periods_last_day_rules(self):
        shares = (
            share(1, 100, end=date(2026, 2, 28)),
            share(2, 100, start=date(2026, 3, 1)),
        )
        self.assertEqual(read(2, shares, [fact(10)])[0]["value"], 10)

    def test_shares_change_within_the_window(self):
        shares = (
            share(1, 100, end=date(2026, 3, 31)),
            share(1, 20, start=date(2026, 4, 1)),
            share(2, 80, start=date(2026, 4, 1)),
        )
        facts = [fact(10), fact(10, 2)]
        self.assertEqual(read(1, shares, facts)[0]["value"], 12)
        self.assertEqual(read(2, shares, facts)[0]["value"], 8)

    def test_an_award_without_share_gets_blank(self):
        [cell] = read(9, self.halves, [fact(10)])
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.NOT_CREDITED))

    def test_blank_stays_blank(self):
        [cell] = read(1, self.halves, [])
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.NOT_REPORTED))

    def test_stocks_by_the_share_of_the_last_day(self):
        stock = Definition(time_aggregation="latest")
        shares = (
            share(1, 100, end=date(2026, 6, 30)),
            share(1, 25, start=date(2026, 7, 1)),
            share(2, 75, start=date(2026, 7, 1)),
        )
        [cell] = read(1, shares, [fact(100), fact(80, 2)], definition=stock)
        self.assertEqual(cell["value"], 20)

    def test_rates_are_not_divided(self):
        rate = Definition(measure="percentage", is_ratio=True)
        row = fact(0)._replace(value=None, numerator=Decimal(1), denominator=Decimal(2))
        [cell] = read(1, self.halves, [row], definition=rate)
        self.assertEqual((cell["value"], cell["denominator"]), (50, 2))
        lead = (share(1, 100, rule="lead"), share(2, 50))
        [cell] = read(2, lead, [row], definition=rate)
        self.assertEqual((cell["value"], cell["reason"]), (None, wording.NOT_CREDITED))

    def test_people_new_in_each_period_are_dealt_out(self):
        people = Definition(time_aggregation="unique", exclusive=SEX)
        facts = [fact(3, 1, sex="f"), fact(4, 1, sex="m"), fact(5, 2, sex="f")]
        whole, *parts = read(1, self.halves, facts, definition=people, by=("sex",))
        self.assertEqual(sum(part["value"] for part in parts), whole["value"])
        self.assertEqual(whole["value"], 7)

    def test_overlaps_are_dealt_out_too(self):
        people = Definition(time_aggregation="unique", exclusive=SEX)
        facts = [fact(6, sex="f"), fact(5, site=2, sex="m")]
        overlaps = [Overlap(*QUARTERS[0], Decimal(3), (1, 2))]
        for by in ((), ("sex",)):
            cells = [
                read(n, self.halves, facts, definition=people, overlaps=overlaps, by=by)
                for n in (1, 2)
            ]
            self.assertEqual([c[0]["value"] for c in cells], [4, 4])
            self.assertEqual([c[-1]["value"] for c in cells], [-2, -1])

    def test_running_totals_are_dealt_out_by_period(self):
        running = Definition(basis="cumulative", exclusive=SEX)
        facts = [fact(10), fact(30, 2), fact(9, 2, sex="f"), fact(20, 3, sex="f")]
        facts += [fact(41, 3)]
        shares = (
            share(1, 100, end=date(2026, 3, 31)),
            share(1, 50, start=date(2026, 4, 1)),
            share(2, 50, start=date(2026, 4, 1)),
        )
        whole, *_parts = read(1, shares, facts, definition=running, by=("sex",))
        # 10, half of 20, the larger half of 11
        self.assertEqual(whole["value"], 26)

    def test_the_factor_comes_after_the_dealing_out(self):
        [cell] = read(1, self.halves, [fact(3)], factor=Decimal("0.001"))
        self.assertEqual(cell["value"], Decimal("0.002"))
