"""Awards: their shares, periods and indicators, and who keeps them."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import Q1, AsmCommon


@tagged("post_install", "-at_install")
class TestAwardShare(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = cls._award("GR-1"), cls._award("GR-2")
        cls.own = cls._award("OWN", kind="own", donor_id=False)

    def _current(self):
        """Return the shares that hold, as ``(award, percent, from, to)``."""
        shares = self.program.share_ids.filtered(lambda s: not s.superseded_on)
        return sorted(
            (
                share.award_id.reference,
                share.percentage,
                str(share.date_from),
                str(share.date_to or ""),
            )
            for share in shares
        )

    def test_shares_add_up_to_100_with_own_resources(self):
        shares = self._share({self.first: 60, self.second: 30, self.own: 10})
        self.assertEqual(shares.award_id, self.first | self.second | self.own)
        self.assertEqual(self.program.award_ids, shares.award_id)
        for percentages, total in (
            ({self.first: 60, self.second: 30}, "90"),
            ({self.first: 60, self.second: 60}, "120"),
            ({self.first: 33.33, self.second: 66.66}, "99.99"),
        ):
            with self.assertRefuses(ValidationError, f"add up to {total} %"):
                self._share(percentages)

    def test_thirds_add_up(self):
        self._share({self.first: 33.3333, self.second: 33.3333, self.own: 33.3334})

    def test_a_share_lies_between_0_and_100(self):
        for percentage in (0, -5, 101):
            with self.assertDatabaseRefuses("asm.award.share", "between 0 and 100"):
                self._share({self.first: percentage})

    def test_the_message_names_programme_and_day(self):
        with self.assertRefuses(
            ValidationError, r"01/01/2025.*TST-1.*10 % are left to nobody"
        ):
            self._share({self.first: 90})

    def test_shares_change_only_where_a_period_begins(self):
        for day, shown, nearest in (
            ("2025-01-02", "01/02/2025", "01/01/2025 and 04/01/2025"),
            ("2025-02-01", "02/01/2025", "01/01/2025 and 04/01/2025"),
            ("2025-05-01", "05/01/2025", "04/01/2025 and 07/01/2025"),
        ):
            message = f"{shown} is not such a day. The nearest are {nearest}"
            with self.assertRefuses(ValidationError, message):
                self._share({self.first: 100}, day)
        monthly = self._program("TST-M", frequency="month")
        self._share({self.first: 100}, "2025-02-01", monthly)

    def test_a_share_ends_where_a_period_ends(self):
        nearest = "none ends on 05/15/2025.*03/31/2025 and 06/30/2025"
        with self.assertRefuses(ValidationError, nearest):
            self._create_share(self.first, date_to="2025-05-15")
        self._create_share(self.first, date_to="2025-06-30")

    def test_no_days_between_shares_are_left_to_nobody(self):
        self._create_share(self.first, date_to="2025-03-31")
        days = "From 04/01/2025 to 06/30/2025.*100 % are left to nobody"
        with self.assertRefuses(ValidationError, days):
            self._create_share(self.second, date_from="2025-07-01")
        self._create_share(self.second, date_from="2025-04-01")

    def test_new_shares_end_the_earlier_ones(self):
        self._share({self.first: 100})
        self._share({self.first: 40, self.own: 60}, "2025-07-01")
        self.assertEqual(
            self._current(),
            [
                ("GR-1", 40, "2025-07-01", ""),
                ("GR-1", 100, "2025-01-01", "2025-06-30"),
                ("OWN", 60, "2025-07-01", ""),
            ],
        )

    def test_new_shares_replace_those_that_were_to_come(self):
        self._share({self.first: 100})
        self._share({self.first: 40, self.own: 60}, "2025-07-01")
        self._share({self.second: 100}, "2025-04-01")
        self.assertEqual(
            self._current(),
            [
                ("GR-1", 100, "2025-01-01", "2025-03-31"),
                ("GR-2", 100, "2025-04-01", ""),
            ],
        )

    def test_what_was_known_earlier_is_kept(self):
        with freeze_time("2025-01-10 10:00:00"):
            [before] = self._share({self.first: 100})
        with freeze_time("2025-02-10 10:00:00"):
            self._share({self.first: 40, self.own: 60})
        self.assertRecordValues(before, [{"percentage": 100, "date_to": False}])
        as_of = [
            sorted(
                self.program.share_ids._filtered_as_of(
                    before.recorded_on.replace(month=month, day=day)
                ).mapped("percentage")
            )
            for month, day in ((1, 9), (1, 11), (2, 11))
        ]
        self.assertEqual(as_of, [[], [100], [40, 60]])

    def test_at_every_moment_one_set_of_shares_holds(self):
        self._share({self.first: 100})
        self._share({self.first: 40, self.own: 60})
        old = self.program.share_ids.filtered("superseded_on")
        new = self.program.share_ids - old
        self.assertEqual({old.superseded_on}, set(new.mapped("recorded_on")))

    def test_shares_of_one_indicator_leave_those_of_the_programme(self):
        line = self._line()
        self._share({self.first: 100})
        self._share({self.own: 100}, line=line)
        self.assertEqual(len(self._current()), 2)
        with self.assertRefuses(ValidationError, "add up to 50"):
            self._share({self.own: 50}, line=line)

    def test_an_indicator_of_another_programme_is_refused(self):
        line = self._line(program=self._program("TST-2"))
        with self.assertRefuses(ValidationError, "not an indicator of"):
            self._share({self.own: 100}, line=line)

    def test_overlapping_days_are_refused(self):
        self._share({self.first: 100})
        with self.assertDatabaseRefuses("asm.award.share", "in these days"):
            self._create_share(self.first, date_from="2025-04-01")

    def test_full_and_lead_lie_outside_the_sum(self):
        self._share({self.first: 100})
        self._create_share(self.second, rule="full")
        self._create_share(self.own, rule="lead")
        self.assertEqual(self.program.award_ids, self.first | self.second | self.own)

    def test_a_share_is_not_rewritten_nor_back_dated(self):
        [share] = self._share({self.first: 100})
        with self.assertRaises(AccessError):
            share.with_user(self.finance).percentage = 50
        with self.assertRaises(AccessError):
            share.with_user(self.admin).unlink()
        fresh = self._create_share(
            self.second,
            rule="full",
            recorded_on="2024-01-01 10:00:00",
            superseded_on="2024-01-02 10:00:00",
        )
        self.assertGreater(fresh.recorded_on, share.recorded_on)
        self.assertFalse(fresh.superseded_on)

    def test_awards_of_a_programme_follow_from_its_shares(self):
        self._share({self.first: 100})
        other = self._program("TST-2")
        self._share({self.second: 100}, program=other)
        self._share({self.second: 100})
        Program, Award = self.env["asm.program"], self.env["asm.award"]
        self.assertEqual(self.program.award_ids, self.second)
        self.assertFalse(self.first.program_ids)
        self.assertEqual(self.second.program_ids, self.program | other)
        self.assertFalse(Program.search([("award_ids", "in", self.first.ids)]))
        self.assertEqual(
            Program.search([("award_ids", "in", self.second.ids)]),
            self.program | other,
        )
        self.assertFalse(
            Award.search([("program_ids", "in", self.program.ids)]) - self.second
        )

    def test_only_finance_sets_shares(self):
        for user in (self.officer, self.manager, self.approver):
            with self.assertRaises(AccessError):
                self.env["asm.award.share"].with_user(user).set_from(
                    self.program, "2025-01-01", {self.first: 100}
                )
        self._share({self.first: 100})
        self.assertTrue(self.program.with_user(self.officer).share_ids.percentage)

    def _create_share(self, award, **values):
        return (
            self.env["asm.award.share"]
            .with_user(self.finance)
            .create(
                {
                    "award_id": award.id,
                    "program_id": self.program.id,
                    "date_from": "2025-01-01",
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestAward(AsmCommon):
    def test_finance_keeps_awards_and_others_read_them(self):
        values = {
            "reference": "GR-9",
            "donor_id": self.donor.id,
            "date_start": "2025-01-01",
            "date_end": "2025-12-31",
        }
        for user in (self.officer, self.manager, self.approver):
            with self.assertRaises(AccessError):
                self.env["asm.award"].with_user(user).create(values)
        award = self.env["asm.award"].with_user(self.finance).create(values)
        award.amount = 5000
        self.assertEqual(award.with_user(self.officer).amount, 5000)
        with self.assertRaises(AccessError):
            award.with_user(self.officer).amount = 1
        award.unlink()
        self.assertFalse(award.exists())

    def test_a_reference_is_used_once(self):
        self._award("GR-9")
        with self.assertDatabaseRefuses("asm.award", "with this reference already"):
            self._award("GR-9")

    def test_a_grant_has_a_donor(self):
        with self.assertDatabaseRefuses("asm.award", "has a donor"):
            self._award(donor_id=False)
        self._award(kind="own", donor_id=False)

    def test_an_award_ends_after_it_starts(self):
        with self.assertDatabaseRefuses("asm.award", "cannot end before"):
            self._award(date_end="2024-12-31")

    def test_a_calendar_that_does_not_fit_is_warned_about(self):
        award = self._award()
        self._period(award, "First quarter", *Q1)
        self._period(award, "From mid-February", "2025-04-15", "2025-07-14")
        self.assertFalse(award.calendar_warning)
        self._share({award: 100})
        self.assertIn("TST-1", award.calendar_warning)
        self.assertIn("From mid-February", award.calendar_warning)
        self.assertNotIn("First quarter", award.calendar_warning)
        monthly = self._program("TST-M", frequency="month")
        self._share({award: 100}, program=monthly)
        self.assertIn("TST-M", award.calendar_warning)

    def test_a_programme_whose_periods_are_longer_does_not_fit(self):
        program = self._program("TST-Y", frequency="year", fiscal_month=10)
        award = self._award()
        self._share({award: 100}, "2024-10-01", program)
        period = self._period(award, "Year", "2025-01-01", "2025-12-31", kind="year")
        self.assertIn("TST-Y", award.calendar_warning)
        period.write({"date_start": "2024-10-01", "date_end": "2025-09-30"})
        self.assertFalse(award.calendar_warning)

    def test_periods_of_one_kind_do_not_overlap(self):
        award = self._award()
        self._period(award, "Q1", *Q1)
        with self.assertDatabaseRefuses("asm.award.period", "cannot overlap"):
            self._period(award, "Again", "2025-03-01", "2025-05-31")
        self._period(award, "Year", "2025-01-01", "2025-12-31", kind="year")
        self._period(self._award("GR-2"), "Q1", *Q1)

    def test_an_indicator_needs_the_credit_of_its_programme(self):
        award, line = self._award(), self._line()
        with self.assertRefuses(ValidationError, "not credited with"):
            self._award_line(award, line)
        self._share({award: 100})
        reported = self._award_line(award, line)
        self.assertRecordValues(
            reported,
            [{"code": "TST-SUM", "name": "Indicator TST-SUM", "unit": "tonne"}],
        )
        with self.assertDatabaseRefuses("asm.award.indicator", "already"):
            self._award_line(award, line)

    def test_an_award_has_words_of_its_own(self):
        award, line = self._award(), self._line()
        self._share({award: 100})
        reported = self._award_line(award, line, code="IR 1.1", name="Minerals traced")
        self.assertRecordValues(
            reported, [{"code": "IR 1.1", "name": "Minerals traced", "unit": "tonne"}]
        )
        self.assertEqual(line.indicator_id.name, "Indicator TST-SUM")

    def test_a_factor_is_positive(self):
        award, line = self._award(), self._line()
        self._share({award: 100})
        with self.assertDatabaseRefuses("asm.award.indicator", "greater than 0"):
            self._award_line(award, line, factor=0)

    def test_what_rests_on_an_award_is_named(self):
        award = self._award()
        self._share({award: 100})
        with self.assertRefuses(UserError, "Share of an Award"):
            award.with_user(self.finance).unlink()

    def test_an_officer_does_not_change_the_awards_framework(self):
        award, line = self._award(), self._line()
        self._share({award: 100})
        reported = self._award_line(award, line)
        period = self._period(award, "Q1", *Q1)
        for record in (reported, period):
            with self.assertRaises(AccessError):
                record.with_user(self.officer).name = "Changed"
            record.with_user(self.finance).name = "Changed"

    def _period(self, award, name, date_start, date_end, **values):
        return self.env["asm.award.period"].create(
            {
                "award_id": award.id,
                "name": name,
                "date_start": date_start,
                "date_end": date_end,
                **values,
            }
        )
