"""Numbers are submitted, returned, approved and reopened, and nothing gets lost."""

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import Q1, Q2, AsmCommon


@tagged("post_install", "-at_install")
class TestSubmission(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)
        cls.other_line = cls._line("TST-OTH")

    def test_a_report_goes_to_review_and_is_approved(self):
        row = self._row(self.line, Q1, 10)
        submission = row.submission_id
        self.assertRecordValues(submission, [{"state": "open", "submitted_on": False}])
        submission.with_user(self.officer).action_submit()
        self.assertRecordValues(
            submission,
            [{"state": "submitted", "submitted_by": self.officer.id}],
        )
        self.assertTrue(submission.submitted_on)
        submission.with_user(self.approver).action_approve()
        self.assertRecordValues(submission, [{"state": "approved"}])
        self.assertRecordValues(
            row,
            [
                {
                    "state": "approved",
                    "typed_by": self.officer.id,
                    "submitted_by": self.officer.id,
                    "approved_by": self.approver.id,
                }
            ],
        )
        self.assertTrue(row.approved_on)

    def test_a_report_is_due_fifteen_days_after_its_period(self):
        self.assertEqual(str(self._submission(Q1).date_due), "2025-04-15")

    def test_on_behalf_of_a_partner_is_told(self):
        row = self._row(self.line, Q1, 10)
        row.submission_id.with_user(self.officer).action_submit()
        self.assertTrue(row.submission_id.is_on_behalf)
        own = self._row(
            self.line, Q1, 10, partner=self.program.company_id.partner_id
        ).submission_id
        own.with_user(self.officer).action_submit()
        self.assertFalse(own.is_on_behalf)

    def test_a_report_is_returned_with_a_reason(self):
        row = self._row(self.line, Q1, 10)
        submission = row.submission_id
        submission.with_user(self.officer).action_submit()
        reviewed = submission.with_user(self.approver)
        for reason in ("", "  ", False):
            with self.assertRefuses(UserError, "what is to be put right"):
                reviewed.action_return(reason)
        reviewed.action_return("Is this per month?")
        self.assertRecordValues(
            submission, [{"state": "returned", "return_reason": "Is this per month?"}]
        )
        self.assertEqual(row.state, "returned")
        row.with_user(self.officer).value = 30
        submission.with_user(self.officer).action_submit()
        self.assertRecordValues(
            submission, [{"state": "submitted", "return_reason": False}]
        )

    def test_a_reviewer_returns_and_reopens_by_a_window(self):
        row = self._row(self.line, Q1, 10)
        submission = row.submission_id
        submission.with_user(self.officer).action_submit()
        reviewer = self.env(user=self.approver)
        reviewer["asm.submission.return"].create(
            {"submission_id": submission.id, "reason": "Is this per month?"}
        ).action_return()
        self.assertEqual(submission.return_reason, "Is this per month?")
        self._approve(row)
        reviewer["asm.actual.reopen"].create(
            {"actual_id": row.id, "reason": "Counted twice"}
        ).action_reopen()
        self.assertEqual(row.review_comment, "Counted twice")

    def test_the_windows_of_the_review_give_no_rights(self):
        """A delegate needs them, so that every member of staff may open them."""
        row = self._number(self.line, Q1, 10)
        other = self._row(self.line, Q2, 10)
        other.with_user(self.officer).action_submit()
        staff = self.env(user=self.manager)
        with self.assertRefuses(AccessError, "Only those who approve"):
            staff["asm.submission.return"].create(
                {"submission_id": other.submission_id.id, "reason": "Why"}
            ).action_return()
        with self.assertRefuses(AccessError, "Only those who approve"):
            staff["asm.actual.reopen"].create(
                {"actual_id": row.id, "reason": "Why"}
            ).action_reopen()

    def test_words_alone_can_be_sent_and_approved(self):
        submission = self._submission(Q1)
        submission.narrative = "No access to the sites."
        submission.with_user(self.officer).action_submit()
        self.assertEqual(submission.state, "submitted")
        submission.with_user(self.approver).action_approve()
        self.assertEqual(submission.state, "approved")

    def test_an_approved_report_has_nothing_new_to_submit(self):
        submission = self._number(self.line, Q1, 10).submission_id
        with self.assertRefuses(UserError, "nothing new"):
            submission.with_user(self.officer).action_submit()

    def test_what_is_not_under_review_is_not_approved(self):
        submission = self._row(self.line, Q1, 10).submission_id
        for action in ("action_approve", "action_return"):
            arguments = ("Why",) if action == "action_return" else ()
            with self.assertRefuses(UserError, "not under review"):
                getattr(submission.with_user(self.approver), action)(*arguments)

    def test_one_report_for_a_programme_partner_and_period(self):
        submission = self._submission(Q1)
        with self.assertDatabaseRefuses("asm.submission", "has a report for this"):
            submission.copy()

    def test_a_late_number_is_sent_and_approved_alone(self):
        early = self._number(self.line, Q1, 10)
        submission, approved_on = early.submission_id, early.approved_on
        late = self._row(self.other_line, Q1, 5)
        self.assertEqual(submission.state, "open")
        submission.with_user(self.officer).action_submit()
        self.assertEqual((early.state, late.state), ("approved", "submitted"))
        self.assertEqual(submission.state, "submitted")
        submission.with_user(self.approver).action_approve()
        self.assertEqual(submission.state, "approved")
        self.assertRecordValues(
            early + late, [{"state": "approved"}, {"state": "approved"}]
        )
        self.assertEqual(early.approved_on, approved_on)
        self.assertFalse(early.revision_ids.filtered(lambda r: r.state == "approved"))

    def test_a_late_draft_that_is_taken_back_leaves_the_report_approved(self):
        submission = self._number(self.line, Q1, 10).submission_id
        late = self._row(self.other_line, Q1, 5)
        self.assertEqual(submission.state, "open")
        late.with_user(self.officer).unlink()
        self.assertEqual(submission.state, "approved")

    def test_a_draft_beside_numbers_under_review_leaves_them_there(self):
        row = self._row(self.line, Q1, 10)
        row.submission_id.with_user(self.officer).action_submit()
        self._row(self.other_line, Q1, 5)
        self.assertEqual(row.submission_id.state, "submitted")
        row.submission_id.with_user(self.approver).action_approve()
        self.assertEqual((row.state, row.submission_id.state), ("approved", "open"))

    def test_a_report_is_approved_when_all_its_rows_are(self):
        first = self._row(self.line, Q1, 10)
        second = self._row(self.other_line, Q1, 5)
        submission = first.submission_id
        submission.with_user(self.officer).action_submit()
        first.with_user(self.approver).action_approve()
        self.assertEqual(submission.state, "submitted")
        second.with_user(self.second_approver).action_approve()
        self.assertEqual(submission.state, "approved")

    def test_a_report_with_numbers_keeps_its_key(self):
        row = self._row(self.line, Q1, 10)
        submission = row.submission_id.with_user(self.officer)
        other = self._program("TST-2")
        for values in (
            {"program_id": other.id},
            {"partner_id": self.other_partner.id},
            {"period_id": self._submission(Q2).period_id.id},
        ):
            with self.assertRefuses(UserError, "holds numbers"):
                submission.write(values)
        empty = self._submission(Q2).with_user(self.officer)
        empty.partner_id = self.other_partner
        self.assertEqual(empty.partner_id, self.other_partner)


@tagged("post_install", "-at_install")
class TestNobodyApprovesTheirOwn(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line()

    def _typed_by(self, user, days=Q1, **values):
        submission = self._submission(days)
        return (
            self.env["asm.actual"]
            .with_user(user)
            .create(
                {
                    "submission_id": submission.id,
                    "program_indicator_id": self.line.id,
                    **(values or {"value": 10}),
                }
            )
        )

    def assertOwn(self, row, user):
        """Neither the row nor its report is approved by this user."""
        row = row.with_user(user)
        for records in (row, row.submission_id):
            for record in (records, records.sudo()):
                with self.assertRefuses(UserError, "yourself"):
                    record.action_approve()
        self.assertEqual(row.state, "submitted")

    def test_what_they_typed(self):
        row = self._typed_by(self.approver)
        row.with_user(self.officer).action_submit()
        self.assertOwn(row, self.approver)
        row.with_user(self.second_approver).action_approve()
        self.assertEqual(row.state, "approved")

    def test_what_they_submitted_for_a_partner(self):
        row = self._row(self.line, Q1, 10)
        row.submission_id.with_user(self.approver).action_submit()
        self.assertTrue(row.submission_id.is_on_behalf)
        self.assertOwn(row, self.approver)

    def test_a_late_row_that_they_submitted(self):
        row = self._row(self.line, Q1, 10)
        row.with_user(self.approver).action_submit()
        with self.assertRefuses(UserError, "yourself"):
            row.with_user(self.approver).action_approve()

    def test_what_they_changed(self):
        row = self._typed_by(self.officer)
        row.with_user(self.approver).value = 11
        row.with_user(self.officer).action_submit()
        self.assertOwn(row, self.approver)

    def test_what_somebody_else_typed_anew(self):
        row = self._typed_by(self.approver)
        row.with_user(self.officer).value = 12
        row.with_user(self.officer).action_submit()
        row.with_user(self.approver).action_approve()
        self.assertEqual(row.state, "approved")

    def test_half_of_a_ratio(self):
        self.line = self._ratio()
        row = self._typed_by(self.approver, numerator=1)
        row.with_user(self.officer).denominator = 2
        row.with_user(self.officer).action_submit()
        self.assertOwn(row, self.approver)
        row.with_user(self.second_approver).action_approve()
        self.assertEqual(row.state, "approved")

    def test_what_they_typed_before_it_was_reopened(self):
        row = self._typed_by(self.approver)
        row.with_user(self.officer).action_submit()
        row.with_user(self.second_approver).action_approve()
        row.with_user(self.second_approver).action_reopen("Look again")
        row.with_user(self.officer).action_submit()
        self.assertOwn(row, self.approver)

    def test_the_administrator_neither(self):
        duty = self.env.ref("asm_programs.group_asm_approver")
        self.admin.group_ids = [Command.link(duty.id)]
        row = self._typed_by(self.admin)
        row.with_user(self.officer).action_submit()
        self.assertOwn(row, self.admin)

    def test_the_system_user_neither(self):
        root = self.env["res.users"].browse(SUPERUSER_ID)
        row = self._typed_by(root)
        row.with_user(self.officer).action_submit()
        self.assertOwn(row, root)

    def test_who_does_not_have_the_duty_does_not_review(self):
        row = self._row(self.line, Q1, 10)
        row.with_user(self.officer).action_submit()
        for user in (self.officer, self.manager, self.finance):
            mine = row.with_user(user)
            for action in (
                mine.action_approve,
                mine.submission_id.action_approve,
                lambda mine=mine: mine.submission_id.action_return("Why"),
                lambda mine=mine: mine.action_reopen("Why"),
            ):
                with self.assertRefuses(AccessError, "Only those who approve"):
                    action()

    def test_an_employee_without_a_role_does_nothing(self):
        employee = new_test_user(self.env, "asm_nobody", "base.group_user")
        row = self._row(self.line, Q1, 10)
        for action in ("action_submit", "action_approve"):
            with self.assertRefuses(AccessError, ""):
                getattr(row.with_user(employee), action)()


@tagged("post_install", "-at_install")
class TestReviewFields(AsmCommon):
    """What the review says is written by its actions only, whoever calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line()
        cls.row = cls._row(cls.line, Q1, 10)

    def test_a_number_is_not_made_approved(self):
        claimed = {
            "state": "approved",
            "approved_by": self.second_approver.id,
            "approved_on": "2025-04-01 10:00:00",
            "submitted_by": self.second_approver.id,
            "typed_by": self.second_approver.id,
            "state_since": "2025-04-01 10:00:00",
        }
        fresh = (
            self.env["asm.actual"]
            .with_user(self.approver)
            .create(
                {
                    "submission_id": self._submission(Q2).id,
                    "program_indicator_id": self.line.id,
                    "value": 1,
                    **claimed,
                }
            )
        )
        since = self.row.state_since
        self.row.with_user(self.approver).write(claimed)
        self.assertRecordValues(
            fresh + self.row,
            [
                {
                    "state": "draft",
                    "approved_by": False,
                    "approved_on": False,
                    "submitted_by": False,
                    "typed_by": typist.id,
                }
                for typist in (self.approver, self.officer)
            ],
        )
        self.assertEqual(self.row.state_since, since)

    def test_a_report_is_not_made_approved(self):
        claimed = {
            "state": "approved",
            "submitted_by": self.second_approver.id,
            "submitted_on": "2025-04-01 10:00:00",
            "is_on_behalf": True,
            "return_reason": "Not mine",
        }
        submission = self.row.submission_id.with_user(self.approver)
        submission.write(claimed)
        fresh = submission.create(
            {
                "program_id": self.program.id,
                "partner_id": self.other_partner.id,
                "period_id": submission.period_id.id,
                **claimed,
            }
        )
        self.assertRecordValues(
            submission + fresh,
            [
                {
                    "state": "open",
                    "submitted_by": False,
                    "submitted_on": False,
                    "is_on_behalf": False,
                    "return_reason": False,
                }
            ]
            * 2,
        )

    def test_derived_columns_are_not_written(self):
        other = self._program("TST-2")
        for values in (
            {"program_id": other.id},
            {"partner_id": self.other_partner.id},
            {"country_id": self.rwanda.id},
        ):
            self.row.with_user(self.officer).write(values)
        submission = self.row.submission_id
        submission.with_user(self.officer).write({"company_id": False})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.row,
            [
                {
                    "program_id": self.program.id,
                    "partner_id": self.partner.id,
                    "country_id": False,
                }
            ],
        )
        self.assertEqual(submission.company_id, self.program.company_id)

    def test_the_trail_is_written_by_nobody(self):
        with self.assertRaises(AccessError):
            self.env["asm.actual.revision"].with_user(self.admin).create(
                {
                    "actual_id": self.row.id,
                    "state": "approved",
                    "valid_from": "2025-04-01 10:00:00",
                    "valid_to": "2025-04-02 10:00:00",
                    "user_id": self.approver.id,
                }
            )


@tagged("post_install", "-at_install")
class TestLocked(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line()

    def test_an_approved_number_is_locked(self):
        row, other = self._number(self.line, Q1, 10), self._line("TST-OTH")
        for user in (self.officer, self.approver, self.admin):
            self._assert_locked(row.with_user(user), "approved and locked", other)

    def test_a_number_under_review_is_locked(self):
        row, other = self._row(self.line, Q1, 10), self._line("TST-OTH")
        row.with_user(self.officer).action_submit()
        for user in (self.officer, self.approver):
            self._assert_locked(row.with_user(user), "under review", other)

    def _assert_locked(self, row, message, other):
        for values in (
            {"value": 11},
            {"comment": "Changed"},
            {"missing_reason": "not_collected"},
            {"site_id": self.north.id},
            {"category_ids": [Command.set(self.female.ids)]},
            {"period_id": self._submission(Q2).period_id.id},
            {"submission_id": self._submission(Q2).id},
            {"program_indicator_id": other.id},
        ):
            with self.subTest(values=values), self.assertRefuses(UserError, message):
                row.write(values)
        with self.assertRefuses(UserError, "cannot be deleted"):
            row.unlink()
        with self.assertRefuses(UserError, message):
            row.submission_id.actual_ids = [
                Command.update(row.id, {"value": 11}),
            ]

    def test_an_approved_number_is_not_deleted_with_its_report(self):
        row = self._number(self.line, Q1, 10)
        with self.assertRefuses(UserError, "rests on it"):
            row.submission_id.with_user(self.manager).unlink()

    def test_reopening_needs_a_reason_and_the_duty(self):
        row = self._number(self.line, Q1, 10)
        for reason in ("", " ", False):
            with self.assertRefuses(UserError, "Say why"):
                row.with_user(self.approver).action_reopen(reason)
        for user in (self.officer, self.manager, self.finance):
            with self.assertRefuses(AccessError, "Only those who approve"):
                row.with_user(user).action_reopen("Counted twice")
        row.with_user(self.second_approver).action_reopen("Counted twice")
        self.assertRecordValues(
            row,
            [
                {
                    "state": "returned",
                    "approved_by": False,
                    "approved_on": False,
                    "review_comment": "Counted twice",
                    "value": 10,
                }
            ],
        )
        self.assertEqual(row.submission_id.state, "returned")

    def test_only_what_is_approved_is_reopened(self):
        row = self._row(self.line, Q1, 10)
        with self.assertRefuses(UserError, "Draft"):
            row.with_user(self.approver).action_reopen("Why not")

    def test_reopening_one_leaves_the_others(self):
        row = self._number(self.line, Q1, 10)
        other = self._number(self._line("TST-OTH"), Q1, 5)
        row.with_user(self.approver).action_reopen("Counted twice")
        self.assertEqual(other.state, "approved")

    def test_every_earlier_state_is_kept(self):
        row = self._number(self.line, Q1, 10)
        row.with_user(self.approver).action_reopen("Counted twice")
        row.with_user(self.officer).write({"value": 8, "comment": "Recount"})
        self._approve(row)
        trail = row.with_user(self.officer).revision_ids.sorted("valid_from")
        self.assertEqual(
            [(state.state, state.value, state.reason) for state in trail],
            [
                ("draft", 10, False),
                ("submitted", 10, False),
                ("approved", 10, "Counted twice"),
                ("returned", 10, False),
                ("returned", 8, False),
                ("submitted", 8, False),
            ],
        )
        self.assertEqual(trail.mapped("user_id"), self.officer | self.approver)
        ends = trail.mapped("valid_to")
        self.assertEqual(trail.mapped("valid_from")[1:], ends[:-1])
        self.assertEqual(row.state_since, ends[-1])
        self.assertEqual(row.approved_on, row.state_since)

    def test_the_trail_keeps_words_and_options(self):
        definition = self._definition("TST-ORD", measure="ordinal")
        low, high = self.env["asm.scale.value"].create(
            [
                {"indicator_id": definition.id, "code": code, "name": code}
                for code in ("low", "high")
            ]
        )
        row = self._number(self._use(definition), Q1, option_id=low, text="Weak")
        row.with_user(self.approver).action_reopen("Look again")
        row.with_user(self.officer).write({"option_id": high.id, "text": "Strong"})
        [approved] = row.revision_ids.filtered(lambda state: state.state == "approved")
        self.assertRecordValues(approved, [{"option_id": low.id, "text": "Weak"}])

    def test_the_trail_is_append_only_for_everybody(self):
        row = self._number(self.line, Q1, 10)
        trail = row.revision_ids[:1]
        for user in (self.officer, self.admin):
            with self.assertRaises(AccessError):
                trail.with_user(user).write({"value": 9})
            with self.assertRaises(AccessError):
                trail.with_user(user).unlink()
        with self.assertRefuses(UserError, "never changed"):
            trail.write({"value": 9})
        with self.assertRefuses(UserError, "never deleted"):
            trail.unlink()

    def test_what_was_approved_keeps_its_place(self):
        row = self._number(self.line, Q1, 10)
        row.with_user(self.approver).action_reopen("Counted twice")
        with self.assertRefuses(UserError, "keeps its period, site and"):
            row.with_user(self.officer).site_id = self.north
        with self.assertRefuses(UserError, "has a history"):
            row.with_user(self.officer).unlink()

    def test_a_draft_can_be_deleted(self):
        row = self._row(self.line, Q1, 10)
        row.with_user(self.officer).unlink()
        self.assertFalse(row.exists())

    def test_saving_the_same_again_leaves_no_trace(self):
        row = self._row(self.line, Q1, 0)
        since = row.state_since
        row.with_user(self.approver).value = 0
        self.assertFalse(row.revision_ids)
        self.assertEqual((row.state_since, row.typed_by), (since, self.officer))

    def test_from_zero_to_blank_is_a_change(self):
        row = self._row(self.line, Q1, 0)
        row.with_user(self.officer).value = False
        [state] = row.revision_ids
        self.assertEqual(state.value, 0)
        self.assertIsNot(state.value, False)
        self.assertIs(row.value, False)

    def test_a_period_with_numbers_keeps_its_days(self):
        row = self._row(self.line, Q1, 10)
        period = row.period_id.with_user(self.manager)
        for values in ({"date_end": "2025-03-30"}, {"fiscal_month": 4}):
            with self.assertRefuses(UserError, "numbers"):
                period.write(values)


@tagged("post_install", "-at_install")
class TestEvidenceOfNumbers(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence, cls.more = cls.env["mtm.evidence"].create(
            [{"url": f"https://example.com/{name}"} for name in ("list", "photo")]
        )
        cls.row = cls._row(cls._line(), Q1, 10)
        cls.row.evidence_ids = cls.evidence

    def test_evidence_on_a_number_cannot_be_deleted(self):
        with self.assertRefuses(UserError, "rests on it") as _refused:
            self.evidence.with_user(self.admin).unlink()
        self.more.with_user(self.admin).unlink()
        self.assertFalse(self.more.exists())

    def test_evidence_is_not_taken_from_an_approved_number(self):
        self._approve(self.row)
        row = self.row.with_user(self.officer)
        for command in (
            Command.unlink(self.evidence.id),
            Command.clear(),
            Command.set(self.more.ids),
        ):
            with self.assertRefuses(UserError, "locked"):
                row.evidence_ids = [command]
        with self.assertRefuses(UserError, "locked"):
            self.evidence.with_user(self.officer).actual_ids = [Command.clear()]
        row.evidence_ids = [Command.link(self.more.id)]
        self.assertEqual(row.evidence_ids, self.evidence | self.more)

    def test_evidence_of_an_approved_number_is_not_exchanged(self):
        self._approve(self.row)
        with self.assertRefuses(UserError, "stays as it arrived"):
            self.evidence.with_user(self.officer).url = "https://example.com/other"

    def test_evidence_of_a_draft_can_be_exchanged(self):
        self.evidence.with_user(self.officer).url = "https://example.com/other"
        self.row.with_user(self.officer).evidence_ids = self.more
        self.assertEqual(self.row.evidence_ids, self.more)


@tagged("post_install", "-at_install")
class TestWhatIsStored(AsmCommon):
    """What can be entered, and how a mistake is answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex)

    def test_the_same_number_twice_is_refused(self):
        values = {"site_id": self.north, "categories": self.female}
        self._row(self.line, Q1, 10, **dict(values))
        with self.assertDatabaseRefuses("asm.actual", "in the report already"):
            self._row(self.line, Q1, 10, **dict(values))
        self._row(self.line, Q1, 10, site_id=self.north, categories=self.male)

    def test_the_same_total_twice_is_refused(self):
        self._row(self.line, Q1, 10)
        with self.assertDatabaseRefuses("asm.actual", "in the report already"):
            self._row(self.line, Q1, 10)
        self._row(self.line, Q1, 10, partner=self.other_partner)

    def test_a_negative_number_names_what_it_corrects(self):
        for values in (
            {"value": -1},
            {"numerator": -1, "denominator": 2},
            {"numerator": 1, "denominator": -2},
        ):
            with self.assertDatabaseRefuses("asm.actual", "name the number that it"):
                self._row(self.line, Q1, **values)
        wrong = self._number(self.line, Q1, 10)
        correction = self._row(self.line, Q2, -4, correction_of_id=wrong)
        self.assertEqual(correction.value, -4)

    def test_a_correction_takes_the_place_of_what_it_corrects(self):
        wrong = self._number(
            self.line, Q1, 10, site_id=self.north, categories=self.female
        )
        correction = self._row(self.line, Q2, -4, correction_of_id=wrong)
        self.assertEqual(correction.site_id, self.north)
        self.assertEqual(correction.category_ids, self.female)
        with self.assertRefuses(ValidationError, "same indicator, site and category"):
            self._row(self.line, Q2, -1, correction_of_id=wrong, site_id=self.south)

    def test_a_correction_is_of_the_same_indicator(self):
        wrong = self._number(self.line, Q1, 10)
        other = self._line("TST-OTH")
        with self.assertRefuses(ValidationError, "same indicator"):
            self._row(other, Q2, -4, correction_of_id=wrong)

    def test_a_correction_is_not_corrected(self):
        wrong = self._number(self.line, Q1, 10)
        correction = self._number(self.line, Q2, -4, correction_of_id=wrong)
        with self.assertRefuses(ValidationError, "is a correction itself"):
            self._row(self.line, Q2, -4, correction_of_id=correction)
        with self.assertRefuses((ValidationError, UserError), ""):
            draft = self._row(self.line, Q2, 4)
            draft.correction_of_id = draft

    def test_what_a_correction_rests_on_is_not_deleted(self):
        wrong = self._row(self.line, Q1, 10)
        self._row(self.line, Q2, -4, correction_of_id=wrong)
        with self.assertRefuses(UserError, "rests on it"):
            wrong.with_user(self.officer).unlink()

    def test_a_number_is_given_or_missing(self):
        with self.assertDatabaseRefuses("asm.actual", "not both"):
            self._row(self.line, Q1, 0, missing_reason="not_collected")
        with self.assertDatabaseRefuses("asm.actual", "not both"):
            self._row(self.line, Q1, denominator=3, missing_reason="not_collected")
        row = self._row(self.line, Q1, missing_reason="not_collected")
        self.assertIs(row.value, False)

    def test_parts_above_their_total_are_refused_with_the_numbers(self):
        self._row(self.line, Q1, 10)
        self._row(self.line, Q1, 7, categories=self.female)
        with self.assertRefuses(ValidationError, "sex.*11.*more than.*10"):
            self._row(self.line, Q1, 4, categories=self.male)
        self._row(self.line, Q1, 3, categories=self.male)

    def test_a_total_below_its_parts_is_refused(self):
        row = self._row(self.line, Q1, 10)
        self._row(self.line, Q1, 7, categories=self.female)
        with self.assertRefuses(ValidationError, "7.*more than the total 5"):
            row.with_user(self.officer).value = 5

    def test_parts_are_compared_at_their_site(self):
        self._row(self.line, Q1, 5, site_id=self.north)
        self._row(self.line, Q1, 10, site_id=self.south)
        self._row(self.line, Q1, 8, site_id=self.south, categories=self.female)
        with self.assertRefuses(ValidationError, "North.*8.*more than the total 5"):
            self._row(self.line, Q1, 8, site_id=self.north, categories=self.female)

    def test_parts_that_move_to_another_site_are_compared_there(self):
        self._row(self.line, Q1, 5, site_id=self.north)
        part = self._row(self.line, Q1, 8, site_id=self.south, categories=self.female)
        with self.assertRefuses(ValidationError, "8.*more than the total 5"):
            part.with_user(self.officer).site_id = self.north

    def test_corrections_are_compared_with_what_they_correct(self):
        total = self._number(self.line, Q1, 10)
        part = self._number(self.line, Q1, 7, categories=self.female)
        with self.assertRefuses(ValidationError, "7.*more than the total 6"):
            self._row(self.line, Q2, -4, correction_of_id=total)
        self._row(self.line, Q2, -3, correction_of_id=part)
        self._row(self.line, Q2, -4, correction_of_id=total)

    def test_parts_that_do_not_exclude_each_other_may_exceed_the_total(self):
        mineral = self.env.ref("mines_to_markets.mtm_dimension_mineral")
        tin, gold = mineral.value_ids[:2]
        line = self._line("TST-MIN", dimensions=mineral)
        self._row(line, Q1, 10)
        self._row(line, Q1, 8, categories=tin)
        self._row(line, Q1, 7, categories=gold)
        with self.assertRefuses(ValidationError, "11.*more than the total 10"):
            self._row(line, Q1, 11, categories=mineral.value_ids[2])

    def test_of_ratios_both_parts_are_compared(self):
        line = self._ratio(dimensions=self.sex)
        self._row(line, Q1, numerator=5, denominator=10)
        with self.assertRefuses(ValidationError, "11.*more than the total 10"):
            self._row(line, Q1, numerator=2, denominator=11, categories=self.female)
        with self.assertRefuses(ValidationError, "6.*more than the total 5"):
            self._row(line, Q1, numerator=6, denominator=8, categories=self.female)
        self._row(line, Q1, numerator=5, denominator=8, categories=self.female)

    def test_an_indicator_of_another_programme_is_refused(self):
        other = self._line("TST-OTH", program=self._program("TST-2"))
        with self.assertRefuses(ValidationError, "not an indicator of"):
            self.env["asm.actual"].create(
                {
                    "submission_id": self._submission(Q1).id,
                    "program_indicator_id": other.id,
                    "value": 1,
                }
            )

    def test_a_period_outside_the_report_is_refused(self):
        period = self._submission(Q2).period_id
        with self.assertRefuses(ValidationError, "does not lie in"):
            self._row(self.line, Q1, 1, period_id=period)

    def test_every_digit_that_was_typed_is_kept(self):
        row = self._row(self.line, Q1, 0.1234567)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(row.value, 0.1234567)
