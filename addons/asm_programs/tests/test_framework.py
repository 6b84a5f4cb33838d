from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged

from .common import AsmCommon


class FrameworkCommon(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.impact = cls._result("1", "impact")
        cls.outcome = cls._result("1.1", "outcome", cls.impact)
        cls.first = cls._result("1.1.1", "output", cls.outcome)
        cls.second = cls._result("1.1.2", "output", cls.outcome)

    @classmethod
    def _result(cls, code, level, parent=None, program=None, **values):
        return cls.env["asm.result"].create(
            {
                "program_id": (program or cls.program).id,
                "parent_id": parent.id if parent else False,
                "level": level,
                "code": code,
                "name": f"Result {code}",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestResultTree(FrameworkCommon):
    """A framework is a tree that is put in order by hand."""

    def move(self, result, parent, before=None, user=None):
        result.with_user(user or self.manager).move_to(
            parent and parent.id, before and before.id
        )

    def test_a_result_moves_before_another(self):
        third = self._result("1.1.3", "output", self.outcome)
        self.move(third, self.outcome, self.first)
        self.assertEqual(
            self.env["asm.result"].search([("parent_id", "=", self.outcome.id)]),
            third + self.first + self.second,
        )

    def test_a_result_moves_under_another_with_what_stands_below_it(self):
        other = self._result("1.2", "outcome", self.impact)
        below = self._result("1.1.1.1", "output", self.first)
        self.move(self.first, other)
        self.assertEqual(self.first.parent_id, other)
        self.assertTrue(below.parent_path.startswith(other.parent_path))

    def test_a_result_moves_to_the_top(self):
        self.move(self.outcome, None)
        self.assertFalse(self.outcome.parent_id)

    def test_under_a_lower_level_is_refused(self):
        with self.assertRefuses(ValidationError, "stands lower"):
            self.move(self.outcome, self._result("9", "output"))

    def test_under_another_programme_is_refused(self):
        elsewhere = self._result("1", "impact", program=self._program("TST-2"))
        with self.assertRefuses(ValidationError, "different programmes"):
            self.move(self.first, elsewhere)

    def test_under_itself_is_refused(self):
        below = self._result("1.1.1.1", "output", self.first)
        with self.assertRaises(UserError):
            self.move(self.first, below)

    def test_a_level_below_that_of_its_children_is_refused(self):
        with self.assertRefuses(ValidationError, "stands lower"):
            self.impact.with_user(self.manager).level = "output"

    def test_an_officer_moves_nothing(self):
        with self.assertRaises(AccessError):
            self.move(self.second, self.outcome, self.first, user=self.officer)

    def test_a_code_is_there_once(self):
        with self.assertDatabaseRefuses("asm.result", "this code already"):
            self._result("1.1", "outcome", self.impact)

    def test_the_tree_has_indicators_under_their_results(self):
        line = self._line("FRM-1")
        line.result_id = self.first
        [framework] = (
            self.env["asm.result"]
            .with_user(self.officer)
            .read_framework(
                [("program_id", "=", self.program.id), ("code", "=", "1.1.1")]
            )
        )
        self.assertEqual(framework["id"], self.program.id)
        node = framework["results"][0]["children"][0]["children"][0]
        self.assertEqual(node["code"], "1.1.1")
        self.assertEqual(node["indicators"][0]["id"], line.id)
        self.assertFalse(node["indicators"][0]["is_behind"])

    def test_reading_costs_the_same_for_more(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            ours = [("program_id", "=", self.program.id)]
            self.env["asm.result"].read_framework(ours)
            return self.env.cr.sql_log_count - before

        self._line("FRM-1").result_id = self.first
        count()
        few = count()
        for number in range(20):
            result = self._result(f"2.{number}", "output", self.outcome)
            self._line(f"FRM-2{number}").result_id = result
        self.assertLessEqual(count(), few)


@tagged("post_install", "-at_install")
class TestRisk(FrameworkCommon):
    """A risk has a rating, an owner who is reminded, and a history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.risk = (
            cls.env["asm.risk"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Agents leave the sites",
                    "program_id": cls.program.id,
                    "result_id": cls.first.id,
                    "likelihood": "2",
                    "impact": "5",
                    "date_review": "2025-06-30",
                }
            )
        )

    def review(self, user=None, **values):
        wizard = (
            self.env["asm.risk.review.set"]
            .with_user(user or self.officer)
            .create({"risk_id": self.risk.id, "note": "Looked at", **values})
        )
        wizard.action_review()

    def test_rating_is_likelihood_times_impact(self):
        for likelihood, impact, rating in (
            ("1", "4", "low"),
            ("1", "5", "moderate"),
            ("2", "5", "high"),
            ("3", "5", "critical"),
        ):
            self.risk.write({"likelihood": likelihood, "impact": impact})
            self.assertEqual(self.risk.rating, rating)

    def test_what_follows_is_not_written(self):
        self.risk.with_user(self.officer).write({"rating": "low", "score": 1})
        self.assertEqual((self.risk.rating, self.risk.score), ("high", 10))

    def test_each_review_is_kept(self):
        self.review(likelihood="4", date_review="2025-09-30")
        self.risk.invalidate_recordset(["review_ids"])
        self.assertRecordValues(
            self.risk.review_ids,
            [
                {"rating": "critical", "note": "Looked at", "user_id": self.officer.id},
                {
                    "rating": "high",
                    "note": "Entered in the register.",
                    "user_id": self.officer.id,
                },
            ],
        )
        self.assertEqual(self.risk.date_review, Date.to_date("2025-09-30"))

    def test_a_change_without_a_review_is_kept_as_well(self):
        self.risk.with_user(self.manager).impact = "1"
        self.risk.invalidate_recordset(["review_ids"])
        self.assertEqual(self.risk.review_ids[0].user_id, self.manager)
        self.assertEqual(self.risk.review_ids[0].rating, "low")
        self.risk.response = "Talk to the ministry"
        self.assertEqual(len(self.risk.review_ids), 2)

    def test_the_history_is_append_only(self):
        review = self.risk.review_ids.with_user(self.admin)
        for attempt in (
            lambda: review.write({"note": "Nothing"}),
            lambda: review.unlink(),
            lambda: review.create({"risk_id": self.risk.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_a_result_of_another_programme_is_refused(self):
        elsewhere = self._result("1", "impact", program=self._program("TST-2"))
        with self.assertRefuses(ValidationError, "another programme"):
            self.risk.result_id = elsewhere

    @freeze_time("2025-07-01")
    def test_overdue(self):
        self.assertTrue(self.risk.is_overdue)
        overdue = self.env["asm.risk"].search([("is_overdue", "=", True)])
        self.assertIn(self.risk, overdue)
        self.review(state="closed")
        self.assertFalse(self.risk.is_overdue)
        overdue = self.env["asm.risk"].search([("is_overdue", "=", True)])
        self.assertNotIn(self.risk, overdue)

    def test_the_owner_is_reminded_once(self):
        company = self.program.company_id
        company.asm_risk_reminder_days = 7
        risks = self.env["asm.risk"].with_company(company)
        with freeze_time("2025-06-22"):
            risks._remind(company)
            self.assertFalse(self.risk.activity_ids)
        with freeze_time("2025-06-24"):
            risks._remind(company)
            risks._remind(company)
        self.assertEqual(self.risk.activity_ids.user_id, self.officer)
        self.assertEqual(len(self.risk.activity_ids), 1)
        with freeze_time("2025-06-25"):
            self.review(date_review="2025-12-31")
        self.assertEqual(
            self.risk.activity_ids.date_deadline, Date.to_date("2025-12-31")
        )
        self.review(state="closed")
        self.assertFalse(self.risk.activity_ids)


@tagged("post_install", "-at_install")
class TestWorkPlan(FrameworkCommon):
    """Tasks of a work plan name the result they are for and the line that pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        projects = cls.env["project.project"]
        cls.plan, cls.other_plan = projects.create([{"name": "Plan"}, {"name": "Else"}])
        cls.program.project_id = cls.plan
        cls.award = cls._award()
        cls._share({cls.award: 100})
        cls.budget = cls.env["asm.budget.line"].create(
            {"award_id": cls.award.id, "code": "2.1", "name": "Training"}
        )

    def _task(self, **values):
        return self.env["project.task"].create(
            {"name": "Train", "project_id": self.plan.id, **values}
        )

    def test_a_task_is_for_a_result_from_a_budget_line(self):
        task = self._task(result_id=self.first.id, budget_line_id=self.budget.id)
        self.assertEqual(self.first.task_ids, task)
        self.assertEqual(self.first.with_user(self.officer).task_count, 1)
        self.assertEqual(self.program.with_user(self.officer).task_count, 1)

    def test_staff_without_a_role_in_projects_read_an_activity(self):
        task = self._task(result_id=self.first.id).with_user(self.officer)
        self.assertFalse(self.officer.has_group("project.group_project_user"))
        [shown] = task.web_read({"name": {}, "role_ids": {"fields": {}}})
        self.assertEqual((shown["name"], shown["role_ids"]), ("Train", []))

    def test_a_result_of_another_programme_is_refused(self):
        elsewhere = self._result("1", "impact", program=self._program("TST-2"))
        with self.assertRefuses(ValidationError, "belongs to"):
            self._task(result_id=elsewhere.id)

    def test_a_budget_line_of_another_award_is_refused(self):
        award = self._award("GR-9")
        line = self.env["asm.budget.line"].create(
            {"award_id": award.id, "code": "1", "name": "Elsewhere"}
        )
        with self.assertRefuses(ValidationError, "belongs to"):
            self._task(budget_line_id=line.id)

    def test_a_task_does_not_move_away_with_its_result(self):
        task = self._task(result_id=self.first.id)
        with self.assertRefuses(ValidationError, "belongs to"):
            task.project_id = self.other_plan

    def test_the_work_plan_does_not_change_under_its_tasks(self):
        self._task(result_id=self.first.id)
        with self.assertRefuses(ValidationError, "belongs to"):
            self.program.project_id = self.other_plan

    def test_a_result_with_tasks_stays(self):
        self._task(result_id=self.first.id)
        with self.assertRefuses(UserError, "cannot be deleted"):
            self.first.unlink()

    def test_a_code_is_there_once_in_an_award(self):
        with self.assertDatabaseRefuses("asm.budget.line", "this code already"):
            self.budget.copy()
        self.budget.copy({"award_id": self._award("GR-9").id})

    def test_blank_is_not_zero(self):
        self.assertIs(self.budget.amount, False)
        self.budget.amount = 0
        self.assertIsNot(self.budget.amount, False)

    def test_finance_keeps_budget_lines(self):
        self.budget.with_user(self.finance).amount = 5
        with self.assertRaises(AccessError):
            self.budget.with_user(self.manager).amount = 6

    def test_a_portal_user_of_the_project_reads_neither(self):
        task = self._task(result_id=self.first.id, budget_line_id=self.budget.id)
        porter = new_test_user(self.env, login="asm_porter", groups="base.group_portal")
        self.plan.privacy_visibility = "portal"
        self.plan.message_subscribe(porter.partner_id.ids)
        task.message_subscribe(porter.partner_id.ids)
        seen = task.with_user(porter)
        self.assertEqual(seen.name, "Train")
        for name in ("result_id", "budget_line_id"):
            with self.assertRaises(AccessError):
                seen.read([name])
            with self.assertRaises(AccessError):
                seen.search([(name, "!=", False)])
            with self.assertRaises(AccessError):
                seen.write({name: False})


@tagged("post_install", "-at_install")
class TestFrameworkCopy(FrameworkCommon):
    """What is not there yet is copied from another programme, and said before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("CPY-1")
        cls.line.result_id = cls.first
        cls._target(cls.line, 12)
        cls.into = cls._program("TST-INTO")
        cls.env["asm.risk"].create(
            {
                "name": "Agents leave",
                "program_id": cls.program.id,
                "result_id": cls.first.id,
            }
        )

    def _wizard(self, **values):
        return (
            self.env["asm.framework.copy"]
            .with_user(self.manager)
            .create(
                {"program_id": self.into.id, "source_id": self.program.id, **values}
            )
        )

    def test_a_preview_says_what_comes(self):
        wizard = self._wizard(with_risks=True)
        self.assertEqual(
            wizard.line_ids.mapped("kind"),
            ["asm.result"] * 4 + ["asm.program.indicator", "asm.risk"],
        )
        self.assertEqual(wizard.add_count, 6)
        self.assertFalse(self.into.result_ids)

    def test_results_and_indicators_come_without_numbers(self):
        self._wizard(with_risks=True).action_copy()
        copied = self.into.result_ids
        self.assertEqual(sorted(copied.mapped("code")), ["1", "1.1", "1.1.1", "1.1.2"])
        output = copied.filtered(lambda result: result.code == "1.1.1")
        self.assertEqual(output.parent_id.code, "1.1")
        self.assertEqual(output.parent_id.program_id, self.into)
        line = self.into.program_indicator_ids
        self.assertEqual(line.indicator_id, self.line.indicator_id)
        self.assertEqual(line.result_id, output)
        self.assertFalse(line.target_ids)
        self.assertEqual(self.into.risk_ids.result_id, output)

    def test_twice_adds_nothing(self):
        asked = {"with_risks": True, "with_targets": True}
        self._wizard(**asked).action_copy()
        wizard = self._wizard(**asked)
        self.assertEqual(wizard.add_count, 0)
        before = self.env["asm.target"].search_count([])
        wizard.action_copy()
        self.assertEqual(len(self.into.result_ids), 4)
        self.assertEqual(len(self.into.program_indicator_ids), 1)
        self.assertEqual(len(self.into.risk_ids), 1)
        self.assertEqual(self.env["asm.target"].search_count([]), before)

    def test_targets_come_where_asked_as_proposals(self):
        self._wizard(with_targets=True).action_copy()
        self.assertRecordValues(
            self.into.program_indicator_ids.target_ids,
            [{"value": 12, "approved_on": False, "proposed_by": self.manager.id}],
        )

    def test_indicators_come_at_the_newest_version_or_the_same(self):
        newer = self.line.indicator_id._make_version("More", "Asked", True)
        self._wizard().action_copy()
        self.assertEqual(self.into.program_indicator_ids.indicator_id, newer)
        third = self._program("TST-3")
        self._wizard(program_id=third.id, version="same").action_copy()
        self.assertEqual(
            third.program_indicator_ids.indicator_id, self.line.indicator_id
        )

    def test_milestones_come_without_dates(self):
        line = self._line("CPY-M", measure="milestone", unit="%")
        step = self.env["asm.milestone"].with_user(self.manager)
        step.create(
            {
                "program_indicator_id": line.id,
                "name": "Law drafted",
                "weight": 3,
                "date_planned": "2025-06-30",
                "date_done": "2025-02-01",
            }
        )
        self._wizard().action_copy()
        self.assertEqual(self._wizard().add_count, 0)
        copied = self.into.program_indicator_ids.milestone_ids
        self.assertRecordValues(
            copied,
            [
                {
                    "name": "Law drafted",
                    "weight": 3,
                    "date_planned": False,
                    "date_done": False,
                }
            ],
        )

    def test_an_officer_copies_nothing(self):
        with self.assertRaises(AccessError):
            self.env["asm.framework.copy"].with_user(self.officer).create(
                {"program_id": self.into.id, "source_id": self.program.id}
            )
