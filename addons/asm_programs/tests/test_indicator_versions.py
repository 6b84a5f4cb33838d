from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .common import Q1, Q2, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestIndicatorVersions(AsmCommon):
    """A definition that is used keeps its meaning; a change is a new version."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.definition = cls._definition(
            "VER-1", cls.sex, definition="Persons trained for a day or more"
        )
        cls.line = cls._use(cls.definition)

    def _newer(self, definition=None, comparable=True, **changes):
        definition = definition or self.definition
        newer = definition.with_user(self.manager)._make_version(
            "Half days count as well", "The donor asked for it", comparable
        )
        newer.write(changes)
        return newer.with_env(self.env)

    # what is used keeps its meaning

    def test_what_is_used_keeps_its_meaning(self):
        country = self.env.ref("mines_to_markets.mtm_dimension_country")
        for changes in (
            {"unit": "kg"},
            {"definition": "Persons trained"},
            {"measure": "ordinal"},
            {"time_aggregation": "latest"},
            {"place_aggregation": "maximum"},
            {"dimension_ids": [(4, country.id)]},
            {"dimension_ids": [(5,)]},
            {"formula": "TST-1"},
            {"code": "VER-2"},
            {"whole_units": False},
        ):
            with (
                self.subTest(changes=changes),
                self.assertRefuses(UserError, "New Version"),
            ):
                self.definition.with_user(self.manager).write(changes)

    def test_what_is_not_meaning_may_be_put_right(self):
        definition = self.definition.with_user(self.manager)
        definition.write({"name": "Trained", "rationale": "To see", "source": "Lists"})
        definition.write({"unit": definition.unit, "dimension_ids": [(4, self.sex.id)]})
        self.assertEqual(definition.name, "Trained")

    def test_a_translation_may_be_put_right(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.definition.with_user(self.manager).with_context(lang="fr_FR")
        french.definition = "Personnes formées"
        self.assertEqual(french.definition, "Personnes formées")
        self.assertIn("day or more", self.definition.definition)

    def test_what_nobody_uses_may_change(self):
        definition = self._definition("VER-FREE")
        definition.with_user(self.manager).unit = "kg"
        self.assertEqual(definition.unit, "kg")

    def test_what_another_may_not_see_is_used_all_the_same(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        definition = self._definition("VER-ELSE")
        program = self._program("TST-ELSE", company_id=company.id)
        self._use(definition, program)
        with self.assertRefuses(UserError, "used by programmes"):
            definition.with_user(self.manager).unit = "kg"

    def test_the_scale_of_what_is_used_stays(self):
        scale = self._definition("VER-SCALE", measure="ordinal")
        low = self.env["asm.scale.value"].create(
            {"indicator_id": scale.id, "code": "low", "name": "Low"}
        )
        self._use(scale)
        low.with_user(self.manager).name = "Weak"
        with self.assertRefuses(UserError, "Scale cannot change"):
            low.with_user(self.manager).code = "weak"
        with self.assertRefuses(UserError, "Scale cannot change"):
            low.copy({"code": "high"})
        with self.assertRefuses(UserError, "Scale cannot change"):
            low.unlink()

    # new versions

    def test_a_new_version_is_a_copy_that_may_change(self):
        wizard = Form(
            self.env["asm.indicator.version"]
            .with_user(self.manager)
            .with_context(default_indicator_id=self.definition.id)
        )
        wizard.change_summary = "Half days count as well"
        wizard.change_reason = "The donor asked for it"
        action = wizard.save().action_make()
        newer = self.env["asm.indicator"].browse(action["res_id"])
        newer.with_user(self.manager).definition = "Persons trained for half a day"
        self.assertRecordValues(
            newer,
            [
                {
                    "code": "VER-1",
                    "version": 2,
                    "previous_id": self.definition.id,
                    "dimension_ids": self.sex.ids,
                    "comparable": False,
                    "create_uid": self.manager.id,
                }
            ],
        )
        self.assertEqual(self.line.indicator_id, self.definition)
        self.assertIn("half a day", newer.difference)
        self.assertIn("for a day or more", newer.difference)
        self.assertEqual(self.definition.version_ids, newer | self.definition)

    def test_the_scale_comes_along(self):
        scale = self._definition("VER-SCALE", measure="ordinal")
        self.env["asm.scale.value"].create(
            {"indicator_id": scale.id, "code": "low", "name": "Low"}
        )
        self._use(scale)
        self.assertEqual(self._newer(scale).scale_value_ids.mapped("code"), ["low"])

    def test_rules_of_evidence_come_along(self):
        self.env["asm.evidence.rule"].create(
            {"indicator_id": self.definition.id, "minimum": 2}
        )
        self.assertEqual(self._newer().evidence_rule_ids.mapped("minimum"), [2])

    def test_there_is_one_next_version(self):
        self._newer()
        with self.assertRefuses(UserError, "replaces this one already"):
            self._newer()

    def test_an_officer_makes_no_version(self):
        with self.assertRaises(AccessError):
            self.definition.with_user(self.officer)._make_version("a", "b", False)

    def test_a_version_has_the_code_and_the_next_number(self):
        values = {"previous_id": self.definition.id, "version": 3}
        with self.assertRefuses(ValidationError, "the next number"):
            self._definition("VER-1", **values)
        with self.assertRefuses(ValidationError, "same code"):
            self._definition("VER-9", **values | {"version": 2})

    def test_a_comparable_version_has_the_same_unit(self):
        with self.assertRefuses(ValidationError, "make no one series"):
            self._newer(unit="kg")
        self.assertEqual(self._newer(comparable=False, unit="kg").unit, "kg")

    def test_the_database_wants_a_reason(self):
        with self.assertDatabaseRefuses("asm.indicator", "Say why"):
            self._definition("VER-R", change_summary="Something")
            self.env.flush_all()

    def test_the_database_wants_what_it_is_comparable_with(self):
        with self.assertDatabaseRefuses("asm.indicator", "replaces another"):
            self._definition("VER-R", comparable=True)
            self.env.flush_all()

    # a programme goes over

    def test_a_programme_stays_behind_and_says_so(self):
        self.assertFalse(self.line.is_behind)
        self._newer()
        self.env.invalidate_all()
        self.assertTrue(self.line.is_behind)
        behind = self.env["asm.program.indicator"].search([("is_behind", "=", True)])
        self.assertIn(self.line, behind)
        self.assertEqual(self.program.behind_count, 1)

    def test_going_over_ends_the_one_and_begins_the_other(self):
        self.env["asm.assignment"].create(
            {
                "program_indicator_id": self.line.id,
                "partner_id": self.partner.id,
                "site_ids": [(4, self.north.id)],
            }
        )
        service = self._service()
        self.env["asm.count.rule"].create(
            {"program_indicator_id": self.line.id, "service_id": service.id}
        )
        self._target(self.line, 40, days=YEAR)
        self._number(self.line, Q1, 10)
        newer = self._newer()
        wizard = Form(
            self.env["asm.program.indicator.upgrade"]
            .with_user(self.manager)
            .with_context(default_program_indicator_id=self.line.id)
        )
        self.assertEqual(wizard.indicator_id, newer)
        wizard.date = "2025-04-01"
        self.assertIn("series runs on", wizard.effects)
        action = wizard.save().action_upgrade()
        line = self.env["asm.program.indicator"].browse(action["res_id"])
        self.assertEqual(line.indicator_id, newer)
        self.assertEqual(line.previous_line_id, self.line)
        self.assertEqual(self.line.date_end, Date.to_date("2025-03-31"))
        self.assertEqual(self.line.assignment_ids.date_end, self.line.date_end)
        self.assertRecordValues(
            line.assignment_ids,
            [
                {
                    "partner_id": self.partner.id,
                    "date_start": Date.to_date("2025-04-01"),
                    "date_end": False,
                    "site_ids": self.north.ids,
                }
            ],
        )
        self.assertEqual(line.count_rule_ids.service_id, service)
        self.assertFalse(line.target_ids)
        self.assertEqual(self.read_achieved(line)["target"], 40)
        self.env.invalidate_all()
        self.assertFalse(self.line.is_behind)

    def _report(self, name, date_start, date_end, line=None):
        award, line = self._award(name), line or self.line
        self.env["asm.award.share"].create(
            {
                "award_id": award.id,
                "program_id": line.program_id.id,
                "rule": "full",
                "date_from": "2025-01-01",
            }
        )
        self._award_line(award, line)
        days = {"date_start": date_start, "date_end": date_end}
        period = self.env["asm.award.period"].create(
            {"award_id": award.id, "name": "P", **days}
        )
        return self.env["asm.donor.report"].create(
            {"award_ids": award.ids, "award_period_id": period.id}
        )

    def test_donor_reports_across_the_change_are_named(self):
        half = self._report("GR-HALF", "2025-01-01", "2025-06-30")
        self._report("GR-BEFORE", *Q1)
        self._report("GR-AFTER", "2025-04-01", "2025-06-30")
        self._report("GR-OTHER", *YEAR, line=self._line("TST-OTHER"))
        self._newer(comparable=False)
        wizard = Form(
            self.env["asm.program.indicator.upgrade"]
            .with_user(self.manager)
            .with_context(default_program_indicator_id=self.line.id)
        )
        wizard.date = "2025-04-01"
        self.assertIn(f"{half.name}. They would", wizard.warning)
        for name in ("BEFORE", "AFTER", "OTHER"):
            self.assertNotIn(name, wizard.warning)
        wizard.date = "2025-07-01"
        self.assertFalse(wizard.warning)

    def test_donor_reports_that_one_may_not_read_are_counted(self):
        report = self._report("GR-HALF", "2025-01-01", "2025-06-30")
        wizard = self.env["asm.program.indicator.upgrade"].new(
            {"program_indicator_id": self.line.id, "date": "2025-04-01"}
        )
        reader = wizard.with_user(self.manager)
        with patch.object(
            type(report), "_filtered_access", lambda reports, _mode: reports.browse()
        ):
            said = reader._say_reports(report.sudo())
        self.assertIn("1 that you may not read", said)
        self.assertNotIn("GR-HALF", said)

    def test_targets_of_another_series_are_proposed_where_asked(self):
        self._target(self.line, 40, days=YEAR)
        newer, day = self._newer(comparable=False), Date.to_date("2025-04-01")
        line = self.line.with_user(self.manager)._upgrade(newer, day, True)
        self.assertRecordValues(line.target_ids, [{"value": 40, "approved_on": False}])
        self.assertEqual(line.target_ids.proposed_by, self.manager)

    def test_targets_of_another_series_stay_behind(self):
        self._target(self.line, 40, days=YEAR)
        newer, day = self._newer(comparable=False), Date.to_date("2025-04-01")
        self.assertFalse(self.line._upgrade(newer, day).target_ids)

    def test_awards_report_the_newer_one_in_the_same_words(self):
        award = self._award()
        self._share({award: 100})
        self._share({award: 100}, line=self.line)
        self._award_line(award, self.line, name="Learners")
        line = self.line.with_user(self.manager)._upgrade(
            self._newer(comparable=False), Date.to_date("2025-04-01")
        )
        first, second = award.award_indicator_ids.sorted("id")
        self.assertEqual(first.date_end, Date.to_date("2025-03-31"))
        self.assertRecordValues(
            second,
            [
                {
                    "program_indicator_id": line.id,
                    "name": "Learners",
                    "date_start": Date.to_date("2025-04-01"),
                }
            ],
        )
        shares = self.program.share_ids.filtered(
            lambda share: share.program_indicator_id == line
        )
        self.assertEqual(shares.mapped("percentage"), [100])

    def test_what_the_programme_laid_down_goes_along(self):
        self.line.write({"source": "Registers", "frequency": "quarter"})
        rule = self.env["asm.validation.rule"].create(
            {
                "name": "Few",
                "kind": "range",
                "maximum": 5,
                "indicator_id": self.definition.id,
                "program_indicator_id": self.line.id,
            }
        )
        newer, day = self._newer(), Date.to_date("2025-04-01")
        line = self.line.with_user(self.manager)._upgrade(newer, day)
        self.assertEqual((line.source, line.frequency), ("Registers", "quarter"))
        again = self.env["asm.validation.rule"].search(
            [("program_indicator_id", "=", line.id)]
        )
        self.assertEqual((again.name, again.indicator_id), ("Few", newer))
        self.assertEqual(rule.program_indicator_id, self.line)

    def test_steps_of_a_series_go_along_with_who_did_them(self):
        definition = self._definition("VER-M", measure="milestone", unit="%")
        old = self._use(definition)
        steps = self.env["asm.milestone"].with_user(self.manager)
        done, _open = steps.create(
            [{"program_indicator_id": old.id, "name": name} for name in ("A", "B")]
        )
        done.date_done = "2025-02-01"
        for comparable, names in ((True, ["A", "B"]), (False, ["B"])):
            with self.subTest(comparable=comparable), self.env.cr.savepoint() as point:
                newer = self._newer(definition, comparable)
                line = old.with_user(self.manager)._upgrade(
                    newer, Date.to_date("2025-04-01")
                )
                self.assertEqual(sorted(line.milestone_ids.mapped("name")), names)
                marked = line.milestone_ids.filtered("date_done").marked_by
                self.assertEqual(marked, self.manager if comparable else marked)
                point.rollback()
                self.env.invalidate_all()

    def test_a_number_of_a_series_is_credited_once(self):
        award = self._award()
        self._share({award: 100})
        self._share({award: 100}, line=self.line)
        self._award_line(award, self.line)
        line = self.line._upgrade(self._newer(), Date.to_date("2025-04-01"))
        self._number(line, Q2, 7)
        self.assertEqual(self.read_value(line, YEAR, award_id=award.id), 7)

    def test_going_over_within_a_period_is_refused(self):
        newer = self._newer()
        with self.assertRefuses(UserError, "reporting periods begins"):
            self.line._upgrade(newer, Date.to_date("2025-05-01"))

    def test_going_over_before_numbers_is_refused(self):
        self._row(self.line, Q2, 10)
        newer = self._newer()
        with self.assertRefuses(UserError, "has numbers in"):
            self.line._upgrade(newer, Date.to_date("2025-04-01"))

    def test_an_officer_does_not_go_over(self):
        newer = self._newer()
        with self.assertRaises(AccessError):
            self.line.with_user(self.officer)._upgrade(
                newer, Date.to_date("2025-04-01")
            )

    def test_no_period_counts_twice(self):
        """Neither by who is asked, nor by a number in the wrong version."""
        newer = self._newer()
        line = self.line._upgrade(newer, Date.to_date("2025-04-01"))
        values = {"program_indicator_id": line.id, "partner_id": self.partner.id}
        self.env["asm.assignment"].create(
            {**values, "program_indicator_id": self.line.id, "date_end": "2025-03-31"}
        )
        with self.assertRefuses(ValidationError, "counted twice"):
            self.env["asm.assignment"].create(values)
        self.env["asm.assignment"].create({**values, "date_start": "2025-04-01"})
        with self.assertRefuses(ValidationError, "does not count in"):
            self._row(line, Q1, 5)
        with self.assertRefuses(ValidationError, "does not count in"):
            self._row(self.line, Q2, 5)

    def test_deliveries_count_in_the_version_of_their_period(self):
        service = self._service()
        self.env["asm.count.rule"].create(
            {"program_indicator_id": self.line.id, "service_id": service.id}
        )
        line = self.line._upgrade(self._newer(), Date.to_date("2025-04-01"))
        engagement = self._engagement(service)
        for day in ("2025-02-10", "2025-05-10"):
            self._delivery(engagement, day, program_id=self.program.id)
        for days in (Q1, Q2):
            self._submission(days).with_user(self.officer).action_count_deliveries()
        self.assertEqual(self.line.actual_ids.mapped("value"), [1])
        self.assertEqual(line.actual_ids.mapped("value"), [1])

    # a programme tightens

    def test_a_programme_reports_more_often_not_less(self):
        self.definition.frequency = "quarter"
        line = self.line.with_user(self.manager)
        line.frequency = "month"
        with self.assertRefuses(ValidationError, "more often"):
            line.frequency = "year"

    def test_assignments_follow_the_programme(self):
        self.line.frequency = "half"
        assignment = self.env["asm.assignment"].create(
            {"program_indicator_id": self.line.id, "partner_id": self.partner.id}
        )
        self.assertEqual(assignment.frequency, "half")

    # the sheet

    def test_a_standard_has_the_donors_number(self):
        with self.assertDatabaseRefuses("asm.indicator", "donor's number"):
            self._definition("VER-S", origin="standard")
            self.env.flush_all()

    def test_reporting_years_are_years(self):
        self._definition("VER-Y", is_ppr=True, ppr_years="2025, 2026")
        with self.assertRefuses(ValidationError, "no reporting years"):
            self._definition("VER-Z", is_ppr=True, ppr_years="next year")

    def test_the_sheet_says_when_it_was_updated(self):
        self.definition.sheet_updated_on = "2020-01-01"
        self.definition.with_user(self.manager).write(
            {"sheet_updated_on": "2019-01-01"}
        )
        self.assertEqual(self.definition.sheet_updated_on, Date.to_date("2020-01-01"))
        self.definition.with_user(self.manager).notes = "Looked at"
        self.assertEqual(self.definition.sheet_updated_on, Date.today())
