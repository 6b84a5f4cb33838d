from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import Q1, Q2, AsmCommon


class TestReview(AsmCommon):
    """Returning single values, approving selected ones and many reports at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-TON", whole_units=False)

    def _submitted(self, *sites, days=Q1, partner=None):
        rows = self.env["asm.actual"].union(
            *(
                self._row(self.line, days, 10, partner=partner, site_id=site)
                for site in sites
            )
        )
        rows.submission_id.with_user(self.officer).action_submit()
        return rows

    def test_only_numbers_with_a_comment_go_back(self):
        north, south = rows = self._submitted(self.north, self.south)
        report = rows.submission_id.with_user(self.approver)
        action = report.action_open_return()
        wizard = (
            self.env["asm.submission.return"]
            .with_user(self.approver)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.line_ids.actual_id, rows)
        wizard.line_ids.filtered(
            lambda line: line.actual_id == south
        ).comment = "Which pit?"
        wizard.action_return()
        self.assertEqual((north.state, south.state), ("submitted", "returned"))
        self.assertEqual(south.review_comment, "Which pit?")
        self.assertEqual(south.revision_ids.sorted("id")[-1].reason, "Which pit?")
        self.assertFalse(north.review_comment)
        self.assertEqual(report.state, "returned")
        north.with_user(self.approver).action_approve()
        self.assertEqual((north.state, report.state), ("approved", "returned"))

    def test_a_return_says_at_each_number_why(self):
        rows = self._submitted(self.north, self.south)
        with self.assertRefuses(UserError, "Say at each number"):
            rows.with_user(self.approver).action_return({rows[0].id: "Why?"})
        with self.assertRefuses(AccessError, "Only those who approve"):
            rows.with_user(self.officer).action_return("Why?")
        rows.with_user(self.approver).action_return("Why?")
        self.assertEqual(set(rows.mapped("state")), {"returned"})

    def test_a_report_without_comments_goes_back_as_a_whole(self):
        rows = self._submitted(self.north, self.south)
        wizard = (
            self.env["asm.submission.return"]
            .with_user(self.approver)
            .create({"submission_id": rows.submission_id.id})
        )
        with self.assertRefuses(UserError, "what is to be put right"):
            wizard.action_return()
        wizard.reason = "All of it"
        wizard.action_return()
        self.assertEqual(set(rows.mapped("state")), {"returned"})
        self.assertEqual(rows.submission_id.return_reason, "All of it")

    def test_of_many_reports_those_that_cannot_be_approved_are_named(self):
        good = self._submitted(self.north)
        typed = self._row(
            self.line, Q1, 5, partner=self.other_partner, site_id=self.north
        )
        typed.with_user(self.approver).value = 6
        typed.with_user(self.officer).action_submit()
        both = (good | typed).submission_id.with_user(self.approver)
        said = both.action_approve()
        self.assertEqual((good.state, typed.state), ("approved", "submitted"))
        self.assertIn("1 reports are approved", said["params"]["message"])
        self.assertIn("Cooperative", said["params"]["message"])
        self.assertIn("yourself", said["params"]["message"])
        with self.assertRefuses(UserError, "(?s)Left as they are.*yourself"):
            both.action_approve()

    def test_what_has_an_error_is_not_approved(self):
        row = self._submitted(self.north)
        self.env["asm.validation.rule"].create(
            {"name": "Few", "maximum": 5, "severity": "error"}
        )
        for records in (row, row.submission_id):
            with self.assertRefuses(
                UserError, "(?s)returned, not approved.*10 is more"
            ):
                records.with_user(self.approver).action_approve()

    def test_last_number_target_and_change_beside(self):
        self._number(self.line, Q1, 8, site_id=self.north)
        self._target(self.line, 12, days=Q2, site_id=self.north)
        row = self._submitted(self.north, days=Q2).with_user(self.approver)
        self.assertEqual(
            (row.amount, row.last_amount, row.change_percentage, row.target_amount),
            (10, 8, 25, 12),
        )
        first = self._submission(Q1).actual_ids
        self.assertIs(first.last_amount, False)
        self.assertIs(first.target_amount, False)

    def test_what_stands_beside_takes_as_many_queries_for_many(self):
        names = ["amount", "last_amount", "target_amount", "finding_text"]
        names += ["evidence_count", "delivery_count"]
        for days in (Q1, Q2):
            for number in range(12):
                line = self._line(f"TST-{days[0]}-{number}")
                self._row(line, days, 1)

        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.browse(rows.ids).read(names)
            return self.env.cr.sql_log_count - before

        rows = self._submission(Q1).actual_ids
        self.assertLessEqual(count(rows), count(rows[:2]) + 2)


class TestPeriodLock(AsmCommon):
    """A closed period: nothing moves in it, and the cell says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-TON", whole_units=False)
        cls.draft = cls._row(cls.line, Q1, 1, site_id=cls.south)
        cls.number = cls._number(cls.line, Q1, 5, site_id=cls.north)

    def _close(self, days=Q1):
        return (
            self.env["asm.period.lock"]
            .with_user(self.manager)
            .create(
                {
                    "program_id": self.program.id,
                    "period_id": self._submission(days).period_id.id,
                    "reason": "Reported to the donors.",
                }
            )
        )

    def test_nothing_moves_in_a_closed_period(self):
        self._close()
        report = self.number.submission_id
        draft, number = self.draft, self.number
        attempts = {
            "create": lambda: self._row(self.line, Q1, 1),
            "write": lambda: draft.with_user(self.officer).write({"value": 2}),
            "as the system": lambda: draft.sudo().write({"value": 2}),
            "comment": lambda: draft.with_user(self.officer).write({"comment": "?"}),
            "submit": lambda: draft.with_user(self.officer).action_submit(),
            "submit all": lambda: report.with_user(self.officer).action_submit(),
            "reopen": lambda: number.with_user(self.approver).action_reopen("Wrong"),
            "delete": lambda: draft.with_user(self.officer).unlink(),
            "words": lambda: report.with_user(self.officer).write({"narrative": "A"}),
        }
        for name, attempt in attempts.items():
            with (
                self.subTest(name),
                self.assertRefuses(
                    UserError,
                    "TST-1.*closed for TST-1: Reported to the donors. Enter a "
                    "correction.*or ask .*asm_manager|TST-TON, 2025 Q1.*closed",
                ),
            ):
                attempt()
        self.assertIn("closed for TST-1", report.closed_message)

    def test_what_waits_is_not_approved(self):
        self.draft.with_user(self.officer).action_submit()
        self._close()
        for records in (self.draft, self.draft.submission_id):
            with self.assertRefuses(UserError, "is closed for"):
                records.with_user(self.approver).action_approve()
            with self.assertRefuses(UserError, "is closed for"):
                records.with_user(self.approver).action_return("Why?")

    def test_other_periods_and_programmes_stay_open(self):
        self._close()
        self._row(self.line, Q2, 1)
        program = self._program("TST-2")
        self._row(self._use(self.line.indicator_id, program), Q1, 1)

    def test_nothing_moves_in_the_database_either(self):
        self._close()
        self.env.flush_all()
        period = self._submission(Q2).period_id.id
        for statement in (
            "UPDATE asm_actual SET value = 7 WHERE id = %(id)s",
            "UPDATE asm_actual SET text = 'x' WHERE id = %(id)s",
            "UPDATE asm_actual SET period_id = %(period)s WHERE id = %(id)s",
            "DELETE FROM asm_actual WHERE id = %(id)s",
            """
            INSERT INTO asm_actual
                   (submission_id, program_indicator_id, period_id, state, value,
                    typed_by, state_since)
            SELECT submission_id, program_indicator_id, period_id, 'open', 3,
                   typed_by, state_since
              FROM asm_actual WHERE id = %(id)s
            """,
        ):
            with (
                self.subTest(statement=statement),
                self.assertDatabaseRefuses("asm.actual", "period is closed"),
            ):
                self.env.cr.execute(statement, {"id": self.draft.id, "period": period})
        # what says nothing else, and what lies in another programme or period
        self.env.cr.execute("UPDATE asm_actual SET value = value, comment = 'x'")
        elsewhere = self._line("TST-ELSE", self._program("TST-2"))
        others = self._row(elsewhere, Q1, 1) + self._row(self.line, Q2, 1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE asm_actual SET value = 8 WHERE id = ANY(%s)", [others.ids]
        )
        others.invalidate_recordset()
        self.assertEqual(others.mapped("value"), [8, 8])

    def test_what_was_typed_before_is_stored_when_it_closes_and_opens(self):
        self.draft.with_user(self.officer).value = 2
        lock = self._close()
        self.env.flush_all()
        lock.reopen_reason = "An audit found an error"
        lock.action_reopen()
        self.draft.with_user(self.officer).value = 3
        self.env.flush_all()
        self.draft.invalidate_recordset()
        self.assertEqual(self.draft.value, 3)

    def test_a_correction_comes_in_an_open_period(self):
        self._submission(Q2)
        self._close()
        row = self.number._draft_correction("Two tonnes were counted twice")
        self.assertEqual(row.submission_id, self._submission(Q2))
        row.value = -2
        self._approve(row)
        self.assertEqual(row.state, "approved")

    def test_a_closed_period_closes_those_within_it(self):
        year = self.env["asm.period"].create(
            {"kind": "year", "date_start": "2025-01-01"}
        )
        self.env["asm.period.lock"].create(
            {
                "program_id": self.program.id,
                "period_id": year.id,
                "reason": "Audited",
            }
        )
        with self.assertRefuses(UserError, "Audited"):
            self._row(self.line, Q2, 1)

    def test_opened_again_with_a_reason_that_is_kept(self):
        lock = self._close()
        with self.assertRefuses(UserError, "Say first why"):
            lock.action_reopen()
        lock.reopen_reason = "An audit found an error"
        with self.assertRefuses(AccessError, ""):
            lock.with_user(self.officer).action_reopen()
        lock.action_reopen()
        self.assertEqual(lock.reopened_by, self.manager)
        self.draft.with_user(self.officer).value = 2
        with self.assertRefuses(UserError, "stays as it is"):
            lock.reopen_reason = "Another"
        again = self._close()
        self.assertNotEqual(again, lock)

    def test_what_was_closed_stays_as_it_is(self):
        lock = self._close()
        with self.assertRefuses(UserError, "stays as it is"):
            lock.reason = "Other"
        with self.assertRefuses(UserError, "Closing is kept"):
            lock.sudo().unlink()
        with self.assertRefuses(AccessError, ""):
            lock.with_user(self.officer).copy()
        with self.assertDatabaseRefuses("asm.period.lock", "closed for this programme"):
            self._close()


class TestDelegation(AsmCommon):
    """Somebody approves in the place of another, for some days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-TON", whole_units=False)
        cls.startClassPatcher(freeze_time("2025-05-10"))
        cls.delegation = (
            cls.env["asm.delegation"]
            .with_user(cls.approver)
            .create(
                {
                    "delegate_id": cls.finance.id,
                    "date_from": "2025-05-01",
                    "date_to": "2025-05-31",
                    "reason": "On leave",
                }
            )
        )

    def _submitted(self, typist=None):
        row = self._row(self.line, Q1, 10)
        if typist:
            row.with_user(typist).value = 11
        row.with_user(self.officer).action_submit()
        return row

    def test_the_delegate_approves_for_the_delegator(self):
        row = self._submitted()
        report = row.submission_id.with_user(self.finance)
        self.assertTrue(report.may_review)
        self.assertTrue(row.with_user(self.finance).is_reviewer)
        report.action_approve()
        self.assertEqual(
            (row.approved_by, row.approved_for_id), (self.finance, self.approver)
        )
        self.assertEqual(row.revision_ids.sorted("id")[-1].on_behalf_id, self.approver)
        row.with_user(self.finance).action_reopen("Wrong pit")
        self.assertFalse(row.approved_for_id)
        self.assertEqual(row.revision_ids.sorted("id")[-1].on_behalf_id, self.approver)

    def test_who_approves_by_own_duty_does_so_for_nobody(self):
        row = self._submitted()
        row.with_user(self.second_approver).action_approve()
        self.assertFalse(row.approved_for_id)

    def test_nobody_else_may(self):
        row = self._submitted()
        self.assertFalse(row.submission_id.with_user(self.manager).may_review)
        with self.assertRefuses(AccessError, "Only those who approve"):
            row.with_user(self.manager).action_approve()

    def test_not_what_either_of_them_typed(self):
        for typist in (self.finance, self.approver):
            with self.subTest(typist.login), self.env.cr.savepoint() as savepoint:
                row = self._submitted(typist)
                with self.assertRefuses(UserError, "yourself|cannot approve this"):
                    row.with_user(self.finance).action_approve()
                savepoint.rollback()

    def test_only_in_its_days(self):
        row = self._submitted()
        for day, may in (("2025-04-30", False), ("2025-05-31", True)):
            with self.subTest(day), freeze_time(day):
                self.env.invalidate_all()
                report = row.submission_id.with_user(self.finance)
                self.assertEqual(report.may_review, may)
        with freeze_time("2025-06-01"), self.assertRefuses(AccessError, "Only those"):
            row.with_user(self.finance).action_approve()

    def test_only_in_its_programmes(self):
        other = self._program("TST-2")
        self.delegation.action_revoke()
        self.delegation.with_user(self.approver).create(
            {
                "delegate_id": self.finance.id,
                "date_from": "2025-05-01",
                "date_to": "2025-05-31",
                "program_ids": [Command.set(other.ids)],
                "reason": "On leave",
            }
        )
        row = self._submitted()
        with self.assertRefuses(AccessError, "Only those"):
            row.with_user(self.finance).action_approve()
        self.program.parent_id = other
        row.with_user(self.finance).action_approve()

    def test_revoked_at_once(self):
        row = self._submitted()
        with self.assertRefuses(AccessError, "Only the approver"):
            self.delegation.with_user(self.second_approver).action_revoke()
        self.delegation.with_user(self.approver).action_revoke()
        with self.assertRefuses(AccessError, "Only those"):
            row.with_user(self.finance).action_approve()
        self.assertEqual(self.delegation.revoked_by, self.approver)

    def test_nothing_is_left_once_the_delegator_lost_the_duty(self):
        row = self._submitted()
        self.approver.group_ids -= self.env.ref("asm_programs.group_asm_approver")
        with self.assertRefuses(AccessError, "Only those"):
            row.with_user(self.finance).action_approve()

    def test_only_what_the_delegator_may_read(self):
        row = self._submitted()
        self.env["mtm.staff.scope"].create(
            {
                "user_id": self.approver.id,
                "country_ids": [Command.set(self.env.ref("base.fr").ids)],
            }
        )
        with self.assertRefuses(UserError, "hidden from them"):
            row.with_user(self.finance).action_approve()

    def test_one_delegates_ones_own_duty(self):
        values = {
            "delegate_id": self.manager.id,
            "date_from": "2025-05-01",
            "date_to": "2025-05-31",
            "reason": "On leave",
        }
        Delegation = self.env["asm.delegation"]
        with self.assertRefuses(AccessError, ""):
            Delegation.with_user(self.finance).create(values)
        for_other = values | {"user_id": self.approver.id}
        with self.assertRefuses(AccessError, "Only the approver"):
            Delegation.with_user(self.second_approver).create(for_other)
        Delegation.with_user(self.admin).create(for_other)
        with self.assertRefuses(ValidationError, "nothing to delegate"):
            Delegation.with_user(self.admin).create(
                values | {"user_id": self.officer.id}
            )

    def test_the_database_refuses_overlaps(self):
        with self.assertDatabaseRefuses("asm.delegation", "some of these days"):
            self.delegation.copy({"date_from": "2025-05-31", "date_to": "2025-06-30"})
        self.delegation.copy({"date_from": "2025-06-01", "date_to": "2025-06-30"})
        with self.assertDatabaseRefuses("asm.delegation", "to themselves"):
            self.delegation.copy({"delegate_id": self.approver.id})


class TestHistory(AsmCommon):
    """Who, when, from which value to which, why and for whom: as sentences."""

    def _changes(self, row):
        return self.env["asm.actual.change"].search(
            [("actual_id", "=", row.id)], order="date, id"
        )

    def test_the_life_of_a_number(self):
        line = self._line("TST-TON", whole_units=False)
        row = self._row(line, Q1, 0)
        row.with_user(self.officer).write({"value": 1250.5, "comment": "Late rains"})
        self._approve(row)
        row.with_user(self.approver).action_reopen("Wrong pit")
        row.with_user(self.officer).write(
            {"value": False, "missing_reason": "not_accessible"}
        )
        told = [
            (change.user_id, change.kind, change.description, change.reason or "")
            for change in self._changes(row).with_user(self.officer)
        ]
        self.assertEqual(
            told,
            [
                (self.officer, "entered", "Value: 0", ""),
                (
                    self.officer,
                    "changed",
                    "Value from 0 to 1,250.5\nComment: “Late rains”",
                    "",
                ),
                (self.officer, "submitted", "Submitted", ""),
                (self.approver, "approved", "Approved", ""),
                (self.approver, "reopened", "Reopened", "Wrong pit"),
                (
                    self.officer,
                    "changed",
                    "Value cleared, it was 1,250.5\nMissing Reason: Not accessible",
                    "",
                ),
            ],
        )

    def test_a_delegates_approval_names_for_whom(self):
        row = self._row(self._line(whole_units=False), Q1, 1)
        row.with_user(self.officer).action_submit()
        self.env["asm.delegation"].create(
            {
                "user_id": self.approver.id,
                "delegate_id": self.finance.id,
                "date_from": "2000-01-01",
                "date_to": "2999-12-31",
                "reason": "On leave",
            }
        )
        row.with_user(self.finance).action_approve()
        self.assertEqual(
            self._changes(row)[-1].description,
            f"Approved, in the place of {self.approver.name}",
        )

    def test_a_forged_context_names_nobody(self):
        row = self._row(self._line(whole_units=False), Q1, 1)
        forged = {"revision_behalf": self.admin.id, "revision_reason": "Forged"}
        forged["asm_kept"] = ["2020-01-01 00:00:00"]
        row.with_user(self.officer).with_context(**forged).action_submit()
        row.with_user(self.approver).with_context(**forged).action_approve()
        self.assertFalse(row.revision_ids.on_behalf_id)
        self.assertEqual(set(row.revision_ids.mapped("reason")), {False})
        self.assertEqual(len(row.revision_ids), 2, "what it was is kept all the same")

    def test_as_many_queries_for_many_changes(self):
        rows = self.env["asm.actual"]
        for number in range(8):
            rows += self._number(self._line(f"TST-H{number}"), Q1, number)

        def count(domain):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.env["asm.actual.change"].search(domain)
            found.read(["description", "date", "user_id"])
            return self.env.cr.sql_log_count - before

        one = count([("actual_id", "=", rows[0].id)])
        self.assertLessEqual(
            count([("submission_id", "=", rows.submission_id.id)]), one
        )
