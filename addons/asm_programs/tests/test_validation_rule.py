from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .common import Q1, Q2, Q3, Q4, AsmCommon


class TestValidationRule(AsmCommon):
    """Rules as records: what they find in a report, and what that asks of whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-TON", whole_units=False)

    def _rule(self, kind, **values):
        return self.env["asm.validation.rule"].create(
            {"name": f"Test {kind}", "kind": kind, "program_id": self.program.id}
            | values
        )

    def _found(self, days=Q1, partner=None):
        report = self._submission(days, partner)
        return [
            (finding.severity, finding.message, finding.actual)
            for finding in report.with_user(self.officer)._findings()
        ]

    def assertFinds(self, row, severity, message, days=Q1):
        self.assertEqual(self._found(days), [(severity, message, row)])

    def test_a_range_names_number_and_limit(self):
        self._rule("range", minimum=5, maximum=10)
        row = self._row(self.line, Q1, 12.5)
        self.assertFinds(row, "warning", "12.5 is not between 5 and 10.")
        row.value = 10
        self.assertEqual(self._found(), [])

    def test_zero_is_a_number_and_blank_is_none(self):
        self._rule("range", minimum=5)
        row = self._row(self.line, Q1, 0)
        self.assertFinds(row, "warning", "0 is less than 5.")
        row.write({"value": False, "missing_reason": "not_collected"})
        self.assertEqual(self._found(), [])

    def test_a_message_of_ones_own(self):
        rule = self._rule("range", maximum=5, message="%(cell)s has %(number)s!")
        row = self._row(self.line, Q1, 7, site_id=self.north)
        self.assertFinds(row, "warning", "TST-TON, North has 7!")
        with self.assertRefuses(ValidationError, "names median"):
            rule.message = "%(median)s"

    def test_a_range_keeps_to_its_scope(self):
        other = self._line("TST-OTH", whole_units=False)
        rule = self._rule("range", maximum=5, indicator_id=other.indicator_id.id)
        self._row(self.line, Q1, 7)
        self.assertEqual(self._found(), [])
        rule.write({"indicator_id": False, "site_ids": [Command.set(self.south.ids)]})
        self.assertEqual(self._found(), [])
        row = self._row(self.line, Q1, 8, site_id=self.south)
        self.assertFinds(row, "warning", "8 is more than 5.")
        rule.date_to = "2025-03-30"
        self.assertEqual(self._found(), [])

    def test_a_part_of_a_programme_follows_the_rules_of_the_whole(self):
        part = self._program("TST-2", parent_id=self.program.id)
        self._rule("range", maximum=5)
        line = self._use(self.line.indicator_id, part)
        row = self._row(line, Q1, 7)
        [finding] = row.submission_id._findings()
        self.assertEqual(finding.actual, row)

    def test_a_jump_against_the_last_number(self):
        self._rule("jump", percentage=50, difference=10)
        self._number(self.line, Q1, 100)
        row = self._row(self.line, Q2, 160)
        self.assertFinds(
            row, "warning", "160 is 60 % more than the 100 of the last report.", Q2
        )
        row.value = 150
        self.assertEqual(self._found(Q2), [])
        row.value = 20
        self.assertFinds(
            row, "warning", "20 is 80 % less than the 100 of the last report.", Q2
        )

    def test_a_jump_takes_the_last_number_as_corrected(self):
        self._rule("jump", percentage=50)
        number = self._number(self.line, Q1, 100)
        self._row(self.line, Q2, 90)
        self.assertEqual(self._found(Q2), [])
        self._approve(self._row(self.line, Q1, -60, correction_of_id=number))
        [found] = self._found(Q2)
        self.assertIn("40", found[1])

    def test_an_outlier_of_the_places_own_history(self):
        self._rule("outlier", minimum_count=3)
        for days, value in ((Q1, 10), (Q2, 11), (Q3, 9)):
            self._number(self.line, days, value)
        row = self._row(self.line, Q4, 30)
        self.assertFinds(
            row,
            "warning",
            "30 is unusual: the earlier numbers are around 10.",
            Q4,
        )
        row.value = 12
        self.assertEqual(self._found(Q4), [])

    def test_an_outlier_among_others_does_not_tell_their_numbers(self):
        self._rule("outlier", against="peers", minimum_count=3)
        for number, value in enumerate((10, 11, 9)):
            partner = self._partner(f"Peer {number}")
            self._number(self.line, Q1, value, partner=partner)
        row = self._row(self.line, Q1, 300)
        self.assertFinds(
            row, "warning", "300 is far from what others report for this period."
        )

    def test_a_comparison_of_indicators_at_each_place_and_category(self):
        enrolled = self._line("TST-ENR", dimensions=self.sex)
        trained = self._line("TST-TRA", dimensions=self.sex)
        self._rule("comparison", left="TST-TRA", sign="<=", right="TST-ENR")
        north = {"site_id": self.north}
        self._row(enrolled, Q1, 9, **north)
        self._row(enrolled, Q1, 3, categories=self.female, **north)
        self._row(trained, Q1, 8, **north)
        self.assertEqual(self._found(), [])
        row = self._row(trained, Q1, 4, categories=self.female, **north)
        self.assertFinds(row, "warning", "4 should be <= 3: TST-TRA <= TST-ENR")

    def test_a_comparison_is_no_python_and_names_what_exists(self):
        with self.assertRefuses(ValidationError, "cannot be used"):
            self._rule("comparison", left="__import__('os')", right="TST-TON")
        with self.assertRefuses(ValidationError, "compares TST-NONE"):
            self._rule("comparison", left="TST-NONE", right="TST-TON")
        with self.assertRefuses(ValidationError, "baseline or a target"):
            self._rule("comparison", left="target(TST-TON)", right="TST-TON")

    def test_what_is_asked_for_and_missing(self):
        self._rule("missing", severity="error")
        self.env["asm.assignment"].create(
            {
                "program_indicator_id": self.line.id,
                "partner_id": self.partner.id,
                "site_ids": [Command.set((self.north | self.south).ids)],
            }
        )
        self._row(self.line, Q1, 0, site_id=self.north)
        [finding] = self._submission()._findings()
        self.assertEqual((finding.line, finding.site), (self.line, self.south))
        self.assertFalse(finding.actual)
        reason = {"missing_reason": "not_accessible"}
        self._row(self.line, Q1, site_id=self.south, **reason)
        self.assertEqual(self._found(), [])

    def test_late(self):
        self._rule("late", days=10)
        self._submission().date_due = "2025-04-15"
        with freeze_time("2025-04-25"):
            self.assertEqual(self._found(), [])
        with freeze_time("2025-04-26"):
            [(severity, message, row)] = self._found()
        self.assertEqual(severity, "warning")
        self.assertIn("due on 2025-04-15, 11 days ago", message)
        self.assertFalse(row)

    def test_rules_shipped_with_the_product(self):
        people = self._line("TST-PEO", unit="person")
        row = self._row(people, Q1, 1.5)
        self.assertFinds(
            row,
            "error",
            "1.5: this is counted in whole units, without decimals.",
        )

    def test_a_correction_takes_away_at_most_what_was_there(self):
        number = self._number(self.line, Q1, 5)
        row = self._row(self.line, Q1, -6, correction_of_id=number)
        [(severity, message, actual)] = self._found()
        self.assertEqual((severity, actual), ("error", row))
        self.assertIn("-1 is below 0", message)

    def test_an_error_blocks_submitting_for_everyone(self):
        self._rule("range", maximum=5, severity="error")
        row = self._row(self.line, Q1, 7, site_id=self.north, comment="Sure")
        for user in (self.officer, self.admin):
            with self.assertRefuses(UserError, "TST-TON, North: 7 is more than 5"):
                row.submission_id.with_user(user).action_submit()
            with self.assertRefuses(UserError, "TST-TON, North: 7 is more than 5"):
                row.with_user(user).action_submit()
        self.assertEqual(row.state, "draft")

    def test_a_warning_asks_for_a_comment_at_its_place(self):
        self._rule("range", maximum=5)
        row = self._row(self.line, Q1, 7, categories=None)
        report = row.submission_id.with_user(self.officer)
        with self.assertRefuses(UserError, "Say why.*\n.*TST-TON: 7 is more than 5"):
            report.action_submit()
        row.comment = "Counted twice, it is right"
        report.action_submit()
        self.assertEqual(report.state, "submitted")

    def test_what_was_found_is_kept_with_the_comment(self):
        rule = self._rule("range", maximum=5)
        row = self._row(self.line, Q1, 7, comment="It is right")
        report = row.submission_id
        report.with_user(self.officer).action_submit()
        rule.active = False
        kept = report.with_user(self.approver).finding_ids
        self.assertEqual(
            (kept.message, kept.comment, kept.user_id, kept.actual_id, kept.rule),
            ("7 is more than 5.", "It is right", self.officer, row, "Test range"),
        )
        report.with_user(self.approver).action_return("Check again")
        row.with_user(self.officer).value = 5
        report.with_user(self.officer).action_submit()
        self.assertFalse(report.finding_ids)
        self.assertTrue(kept.superseded_on)

    def test_a_late_number_answers_for_itself_alone(self):
        self._number(self.line, Q1, 7)
        self._rule("range", maximum=5, severity="error")
        late = self._row(self.line, Q1, 4, site_id=self.north)
        late.with_user(self.officer).action_submit()
        self.assertEqual(late.state, "submitted")

    def test_queries_do_not_depend_on_the_rows_or_rules(self):
        def count(rows):
            report = self._submission()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(report._findings()), rows)
            return self.env.cr.sql_log_count - before

        self._rule("range", maximum=0)
        self._rule("jump", percentage=5)
        self._rule("outlier", against="both")
        self._row(self.line, Q1, 1)
        few = count(1)
        for number in range(12):
            line = self._line(f"TST-Q{number}")
            self._row(line, Q1, 1, site_id=self.north)
        self.assertLessEqual(count(13), few + 3)

    def test_the_database_refuses_a_rule_without_limits(self):
        for kind, message in {
            "range": "A range has a least or a most.",
            "jump": "A jump is more than",
        }.items():
            with self.assertDatabaseRefuses("asm.validation.rule", message):
                self._rule(kind)
        with self.assertDatabaseRefuses("asm.validation.rule", "not above its most"):
            self._rule("range", minimum=2, maximum=1)
        with self.assertDatabaseRefuses("asm.validation.rule", "score above 0"):
            self._rule("outlier", score=0)

    def test_a_share_is_refused_where_it_is_typed(self):
        line = self._ratio()
        with self.assertRefuses(ValidationError, "TST-PCT.*11 of 10"):
            self._row(line, Q1, numerator=11, denominator=10)
        row = self._row(line, Q1, numerator=9)
        with self.assertRefuses(ValidationError, "9 of 8"):
            row.denominator = 8
        row.denominator = 9
        growth = self._ratio("TST-GRO", is_share=False)
        self._row(growth, Q1, numerator=11, denominator=10)

    def test_a_site_of_another_programme(self):
        program = self._program("TST-3", country_ids=[Command.set(self.congo.ids)])
        line = self._use(self.line.indicator_id, program)
        with self.assertRefuses(ValidationError, "Abroad.*is not a site of.*TST-3"):
            self._row(line, Q1, 1, site_id=self.abroad)
        self.env["asm.assignment"].create(
            {
                "program_indicator_id": line.id,
                "partner_id": self.partner.id,
                "site_ids": [Command.set(self.abroad.ids)],
            }
        )
        self._row(line, Q1, 1, site_id=self.abroad)
