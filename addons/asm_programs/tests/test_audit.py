from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import Q1, Q2, YEAR, AsmCommon


class AuditCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "asm_auditor", "mines_to_markets.group_mtm_user"
        )
        cls.line = cls._line(dimensions=cls.sex)
        cls.first, cls.second, cls.third = (
            cls._number(cls.line, days, value, site_id=site)
            for days, value, site in (
                (Q1, 40, cls.north),
                (Q2, 60, cls.north),
                (Q1, 100, cls.south),
            )
        )

    @classmethod
    def _audit(cls, drawn=True, **values):
        audit = (
            cls.env["asm.audit"]
            .with_user(cls.auditor)
            .create(
                {
                    "program_id": cls.program.id,
                    "program_indicator_ids": [Command.set(cls.line.ids)],
                    "date_from": YEAR[0],
                    "date_to": YEAR[1],
                    "sample_size": 10,
                    "seed": 7,
                    **values,
                }
            )
        )
        if drawn:
            audit.action_draw()
        return audit

    def _sampled(self, audit, number):
        return audit.line_ids.filtered(lambda line: line.actual_id == number)

    def _recount(self, audit, counts):
        """Enter recounts, ``{number: recounted, None for not found}``."""
        for number, recounted in counts.items():
            line = self._sampled(audit, number)
            if recounted is None:
                line.action_not_found()
            else:
                line.recounted = recounted

    def _answer_all(self, audit):
        audit.answer_ids.write({"score": "yes"})

    def _factors(self, audit):
        """Return ``{site, or None for all: factor}`` of the one indicator."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            None if factor.is_total else factor.site_id: factor.factor
            for factor in audit.factor_ids
        }


@tagged("post_install", "-at_install")
class TestAuditSample(AuditCommon):
    def test_the_same_seed_draws_the_same_sample(self):
        for site in [self._site(f"Pit {number}") for number in range(12)]:
            self._number(self.line, Q1, 10, site_id=site)
        plan = {"sample_size": 5, "by_site": False}
        one, two, other = (
            self._audit(seed=seed, **plan).line_ids.actual_id for seed in (3, 3, 4)
        )
        self.assertEqual(len(one), 5)
        self.assertEqual(one, two)
        self.assertNotEqual(one, other)

    def test_every_site_gives_one(self):
        audit = self._audit(sample_size=2, by_indicator=False)
        self.assertEqual(audit.line_ids.site_id, self.north | self.south)
        self.assertEqual(audit.population_count, 3)
        with self.assertRefuses(UserError, "lie in 2 groups"):
            self._audit(sample_size=1)

    def test_drawn_are_approved_numbers_of_the_window_with_their_corrections(self):
        self._row(self.line, Q1, 5, site_id=self.abroad)
        other = self._number(self._line("TST-2"), Q1, 3)
        part = self._number(
            self.line, Q1, 15, site_id=self.north, categories=self.female
        )
        self._number(self.line, Q1, -4, site_id=self.north, correction_of_id=self.first)
        audit = self._audit(date_to="2025-03-31")
        self.assertEqual(audit.line_ids.actual_id, self.first | self.third)
        self.assertNotIn(other | part, audit.line_ids.actual_id)
        self.assertEqual(self._sampled(audit, self.first).reported, 36)

    def test_nothing_to_draw_from_is_said(self):
        with self.assertRefuses(UserError, "no approved number"):
            self._audit(date_from="2030-01-01", date_to="2030-12-31")

    def test_the_plan_stays_once_the_sample_is_drawn(self):
        audit = self._audit()
        for values in ({"seed": 8}, {"sample_size": 1}, {"date_to": "2025-06-30"}):
            with self.assertRefuses(UserError, "in the state Fieldwork"):
                audit.write(values)
        with self.assertRefuses(UserError, "in the state Fieldwork"):
            audit.with_user(self.manager).unlink()
        self.assertIn("seed 7", audit.message_ids[0].body)

    def test_a_sample_is_given_up_only_before_anything_was_recounted(self):
        audit = self._audit()
        audit.action_back_to_draft()
        self.assertFalse(audit.line_ids)
        audit.action_draw()
        self._recount(audit, {self.first: 40})
        with self.assertRefuses(UserError, "recounted already"):
            audit.action_back_to_draft()

    def test_nobody_sets_the_state_by_hand(self):
        audit = self._audit(drawn=False)
        audit.write({"state": "done", "date_done": "2025-01-01"})
        self.assertEqual(audit.state, "draft")

    def test_an_indicator_of_another_programme_is_refused(self):
        other = self._line("TST-X", self._program("TST-9"))
        with self.assertRefuses(UserError, "is not an indicator of"):
            self._audit(program_indicator_ids=[Command.set(other.ids)])


@tagged("post_install", "-at_install")
class TestAuditRecount(AuditCommon):
    def test_factors_by_site_and_weighted_overall(self):
        """North 80 of 100 and south 110 of 100: 80 %, 110 %, and 190 of 200."""
        audit = self._audit()
        self._recount(audit, {self.first: 20, self.second: 60, self.third: 110})
        self.assertEqual(
            self._factors(audit), {None: 95, self.north: 80, self.south: 110}
        )
        total = audit.factor_ids.filtered("is_total")
        self.assertRecordValues(total, [{"over": 20, "under": 10, "found_count": 3}])
        self.assertRecordValues(
            self._sampled(audit, self.first) | self._sampled(audit, self.third),
            [
                {"factor": 50, "finding": "over", "source": "found"},
                {"factor": 110, "finding": "under", "source": "found"},
            ],
        )
        self.assertEqual(audit.factor, 95)

    def test_a_source_not_found_is_counted_and_in_neither_sum(self):
        audit = self._audit()
        self._recount(audit, {self.first: 40, self.second: None, self.third: 100})
        self.assertEqual(self._factors(audit)[None], 100)
        total = audit.factor_ids.filtered("is_total")
        self.assertRecordValues(total, [{"line_count": 3, "found_count": 2}])
        self.assertEqual(self._sampled(audit, self.second).finding, "not_found")

    def test_zero_and_blank_are_told_apart(self):
        nothing = self._number(self.line, Q2, 0, site_id=self.south)
        audit = self._audit()
        self.assertIs(audit.factor, False)
        line = self._sampled(audit, nothing)
        self.assertFalse(line.finding)
        line.recounted = 0
        self.assertRecordValues(line, [{"factor": 100, "finding": "agrees"}])
        line.recounted = 3
        self.assertEqual(line.finding, "under")
        self.assertIs(line.factor, False)
        self._recount(audit, {self.third: 100})
        self.assertEqual(self._factors(audit)[self.south], 103)

    def test_a_ratio_is_recounted_as_ratio_of_sums(self):
        """1/2 and 1/8 reported, 2/10; recounted 1/2 and 2/10, 3/12: 125 %."""
        line = self._ratio("TST-R")
        rows = [
            self._number(line, Q1, site_id=site, numerator=1, denominator=whole)
            for site, whole in ((self.north, 2), (self.south, 8))
        ]
        audit = self._audit(program_indicator_ids=[Command.set(line.ids)])
        for row, recounted in zip(rows, ((1, 2), (2, 10)), strict=True):
            self._sampled(audit, row).write(
                dict(
                    zip(("recounted", "recounted_denominator"), recounted, strict=True)
                )
            )
        self.assertEqual(self._factors(audit)[None], 125)
        self.assertEqual(self._sampled(audit, rows[1]).factor, 160)

    def test_whoever_typed_a_number_does_not_count_it_again(self):
        audit = self._audit()
        line = self._sampled(audit, self.first).with_user(self.officer)
        with self.assertRefuses(UserError, "typed or submitted"):
            line.recounted = 40
        with self.assertDatabaseRefuses("asm.audit.line", "does not count it again"):
            line.sudo().write({"source": "not_found", "recounted_by": self.officer.id})
            self.env.flush_all()

    def test_only_what_is_counted_is_written(self):
        audit = self._audit()
        line = self._sampled(audit, self.first)
        line.write({"reported": 1, "typed_by": self.manager.id, "note": "Seen"})
        self.assertRecordValues(
            line, [{"reported": 40, "typed_by": self.officer.id, "note": "Seen"}]
        )

    def test_a_recount_is_whole(self):
        line = self._sampled(self._audit(), self.first)
        for values in (
            {"source": "found"},
            {"source": "not_found", "recounted": 3},
            {"recounted": -1},
        ):
            if values == {"source": "not_found", "recounted": 3}:
                line.write(values)
                self.assertIs(line.recounted, False)
                continue
            with self.assertDatabaseRefuses("asm.audit.line", ""):
                line.write(values)
                self.env.flush_all()

    def test_a_number_changed_after_sampling_is_shown_as_such(self):
        audit = self._audit()
        line = self._sampled(audit, self.first)
        self.assertFalse(line.is_changed)
        self.first.with_user(self.approver).action_reopen("Typing error")
        self.assertTrue(line.is_changed)
        self.first.with_user(self.officer).value = 41
        self._approve(self.first)
        line.invalidate_recordset()
        self.assertTrue(line.is_changed)
        self.assertEqual(line.reported, 40)

    def test_an_audit_changes_no_number(self):
        before = self.first.read(["value", "state", "state_since"])
        audit = self._audit()
        self._recount(audit, {self.first: 1, self.second: None, self.third: 0})
        self._answer_all(audit)
        audit.action_finish()
        self.assertEqual(self.first.read(["value", "state", "state_since"]), before)


@tagged("post_install", "-at_install")
class TestAuditClosing(AuditCommon):
    def _finished(self, counts=None, **values):
        audit = self._audit(**values)
        every = {self.first: 40, self.second: 60, self.third: 100}
        self._recount(audit, counts or every)
        self._answer_all(audit)
        audit.action_finish()
        return audit

    def test_it_ends_when_all_is_counted_and_answered(self):
        audit = self._audit()
        with self.assertRefuses(UserError, "3 of 3 numbers"):
            audit.action_finish()
        self._recount(audit, {self.first: 40, self.second: 60, self.third: 100})
        with self.assertRefuses(UserError, "questions of the checklist"):
            audit.action_finish()
        self._answer_all(audit)
        audit.action_finish()
        self.assertEqual(audit.state, "done")

    def test_what_is_done_stays(self):
        audit = self._finished()
        for record, values in (
            (self._sampled(audit, self.first), {"recounted": 3}),
            (audit.answer_ids[0], {"score": "na"}),
            (audit, {"conclusion": "Other"}),
        ):
            with self.assertRefuses(UserError, "in the state Done"):
                record.write(values)
        audit.date_next = "2027-01-01"

    def test_the_checklist_has_the_five_dimensions_and_asks_why(self):
        audit = self._audit()
        self.assertEqual(
            set(audit.answer_ids.mapped("dimension")),
            {"validity", "reliability", "precision", "integrity", "timeliness"},
        )
        with self.assertDatabaseRefuses("asm.audit.answer", "what is lacking"):
            audit.answer_ids[0].score = "no"
            self.env.flush_all()
        audit.answer_ids[0].write({"score": "no", "note": "No forms"})

    @freeze_time("2025-08-01")
    def test_the_last_factor_stands_beside_the_indicator(self):
        line = self.line.with_user(self.manager)
        self.assertIs(line.audit_factor, False)
        self._finished({self.first: 20, self.second: 60, self.third: 100})
        with freeze_time("2025-09-01"):
            last = self._finished(
                {self.first: 40, self.second: 60, self.third: 90}, seed=8
            )
        last.date_next = "2026-09-01"
        self.env.invalidate_all()
        self.assertRecordValues(
            line,
            [
                {
                    "audit_factor": 95,
                    "last_audit_id": last.id,
                    "date_next_audit": last.date_next,
                    "audit_date": last.date_done,
                }
            ],
        )
        by_site = {one.site_id: one.factor for one in line.audit_factor_ids}
        self.assertEqual(by_site, {self.north: 100, self.south: 90})
        self._audit(date_due="2026-01-01", drawn=False)
        self.env.invalidate_all()
        self.assertEqual(str(line.date_next_audit), "2026-01-01")

    def test_a_corrective_action_is_followed_to_its_end(self):
        action = (
            self.env["asm.audit.action"]
            .with_user(self.auditor)
            .create(
                {
                    "name": "Lock the registers",
                    "audit_id": self._finished().id,
                    "user_id": self.officer.id,
                    "date_due": "2026-01-31",
                }
            )
        )
        self.assertEqual(action.activity_ids.user_id, self.officer)
        action.write({"state": "closed", "date_closed": "2026-01-01"})
        self.assertEqual(action.state, "open")
        with self.assertRefuses(UserError, "how it was verified"):
            action.action_close()
        action.verification = "Seen on a visit"
        action.action_close()
        self.assertFalse(action.activity_ids)
        self.assertEqual(action.closed_by, self.auditor)
        with self.assertRefuses(UserError, "stays as it is"):
            action.verification = "Other"
        with self.assertDatabaseRefuses("asm.audit.action", "how it was verified"):
            action.sudo().verification = " "
            self.env.flush_all()

    def test_questions_are_for_administrators(self):
        Question = self.env["asm.audit.question"]
        self.assertTrue(Question.with_user(self.admin).create({"name": "Why?"}))
        with self.assertRefuses(AccessError, "not allowed"):
            Question.with_user(self.manager).create({"name": "Why?"})

    def test_the_sheet_leaves_out_what_was_reported(self):
        audit = self._audit()
        self.first.sudo().site_id.name = "Northern pit"
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.auditor)
            ._render_qweb_html("asm_programs.asm_audit_report_sheet", audit.ids)
        )
        text = html.decode()
        self.assertIn("Northern pit", text)
        self.assertIn(audit.answer_ids[0].question_id.name, text)
        self.assertNotIn(">40", text)

    def test_queries_do_not_grow_with_the_indicators(self):
        lines = self.line
        for number in range(4):
            line = self._line(f"TST-{number}")
            row = self._number(line, Q1, 7)
            self._finished({row: 7}, program_indicator_ids=[Command.set(line.ids)])
            lines |= line

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("sequence")
            before = self.env.cr.sql_log_count
            records.mapped("audit_factor")
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(lines), count(lines[1:3]))


@tagged("post_install", "-at_install")
class TestAuditOnAPhone(AuditCommon, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_from_sample_to_closed_action(self):
        audit = self._audit(drawn=False, name="Audit of the tour")
        self.env["asm.audit.question"].search([]).active = False
        self.env["asm.audit.question"].create({"name": "Is it asked?"})
        login = self.auditor.login
        self.start_tour(f"/odoo/audits/{audit.id}", "asm_audit_recount", login=login)
        self.assertEqual(self._sampled(audit, self.first).finding, "over")
        audit.line_ids.filtered(lambda line: not line.source).action_not_found()
        self._answer_all(audit)
        self.start_tour(f"/odoo/audits/{audit.id}", "asm_audit_finish", login=login)
        self.assertEqual(audit.state, "done")
        action = self.env["asm.audit.action"].create(
            {
                "name": "Weigh at the pit",
                "audit_id": audit.id,
                "user_id": self.officer.id,
                "date_due": "2026-01-31",
            }
        )
        self.start_tour(
            f"/odoo/corrective-actions/{action.id}", "asm_audit_close", login=login
        )
        self.assertEqual(action.state, "closed")
