from decimal import Decimal

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import Q1, Q2, YEAR, AsmCommon


@freeze_time("2025-08-15")
@tagged("post_install", "-at_install")
class TestMilestone(AsmCommon):
    """An indicator of milestones is told in steps; where a number is needed it is
    the weight of what is done over the weight of all, as of a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line("TST-MIL", measure="milestone", unit="step")
        cls.first = cls._step("Plan", weight=1, date_planned="2025-02-01")
        cls.second = cls._step("Zone", weight=3, date_planned="2025-05-31")

    @classmethod
    def _step(cls, name, **values):
        return (
            cls.env["asm.milestone"]
            .with_user(cls.officer)
            .create({"name": name, "program_indicator_id": cls.line.id, **values})
        )

    def _done(self, step, day, **values):
        step.write({"date_done": day, **values})
        self.env.flush_all()

    def test_share_of_what_is_done(self):
        self._done(self.first, "2025-03-01")
        self.assertNumber(self.read_value(self.line, Q1), 25)
        self.assertNumber(self.read_value(self.line, ("2025-01-01", "2025-02-28")), 0)
        self._done(self.second, "2025-06-10")
        self.assertNumber(self.read_value(self.line, YEAR), 100)

    def test_by_period(self):
        self._done(self.first, "2025-03-01")
        self._done(self.second, "2025-06-10")
        cells = self.read_cells(self.line, YEAR, by=("period",))
        self.assertEqual([cell["value"] for cell in cells], [25, 100, 100])

    def test_planned_is_the_target_unless_there_is_one(self):
        self._done(self.first, "2025-03-01")
        cell = self.read_achieved(self.line, Q2)
        self.assertEqual((cell["value"], cell["target"]), (25, 100))
        self.assertEqual((cell["achievement"], cell["state"]), (25, "not_met"))
        self._target(self.line, 20, Q2)
        cell = self.read_achieved(self.line, Q2)
        self.assertEqual((cell["target"], cell["state"]), (20, "met"))

    def test_steps_of_the_parts_are_added(self):
        child = self._program("TST-2", parent_id=self.program.id)
        part = self._use(self.line.indicator_id, child)
        third = self._step("Market", program_indicator_id=part.id, weight=4)
        self._done(self.first, "2025-03-01")
        self._done(third, "2025-04-01")
        self.assertNumber(self.read_value(self.line, YEAR), 25)
        self.line.includes_children = True
        self.assertNumber(self.read_value(self.line, YEAR), 62.5)
        self.assertNumber(self.read_value(part, YEAR), 100)
        cells = self.read_cells(self.line, YEAR, by=("period",))
        self.assertEqual([cell["value"] for cell in cells], [12.5, 62.5, 62.5])
        cell = self.read_achieved(self.line, Q1)
        self.assertEqual((cell["value"], cell["target"]), (12.5, 12.5))
        page = (
            self.env["asm.dashboard"]
            .with_user(self.manager)
            .read_dashboard(self.program.id, *YEAR)
        )
        [line] = page["results"][-1]["lines"]
        self.assertEqual(
            [(step["name"], step["program"]) for step in line["steps"]],
            [("Plan", "TST-1"), ("Zone", "TST-1"), ("Market", "TST-2")],
        )

    def test_a_programme_without_steps_shows_those_of_its_parts(self):
        parent = self._use(self.line.indicator_id, self._program("TST-UP"))
        self.program.parent_id = parent.program_id
        parent.includes_children = True
        self._done(self.first, "2025-03-01")
        self.assertNumber(self.read_value(parent, YEAR), 25)

    def test_no_step_is_no_number(self):
        other = self._line("TST-MI2", measure="milestone")
        self.assertIsNone(self.read_value(other, Q1))

    def test_as_of(self):
        self._done(self.first, "2025-03-01")
        moment = self.first.known_since
        earlier = moment.replace(year=2024)
        cell = self.read_total(self.line, YEAR, as_of=earlier)
        self.assertIsNone(cell["value"], "the steps were not known then")
        with freeze_time("2025-09-01"):
            self._done(self.first, False, reason="Marked by mistake")
            self._done(self.second, "2025-08-20")
            self.assertNumber(self.read_value(self.line, YEAR), 75)
            then = self.read_value(self.line, YEAR, as_of=moment)
        self.assertNumber(then, 25)

    def test_done_is_past_and_stamped(self):
        with self.assertRefuses(ValidationError, "Zone cannot be done on 2025-08-16"):
            self._done(self.second, "2025-08-16")
        self._done(self.second, "2025-08-15")
        self.assertEqual(self.second.marked_by, self.officer)
        self.second.with_user(self.officer).write({"marked_by": self.manager.id})
        self.assertEqual(self.second.marked_by, self.officer, "the system's to say")

    def test_database_refuses(self):
        self._done(self.second, "2025-08-15")
        for change, message in (
            ("date_done = marked_on::date + 2", "a day that is past"),
            ("marked_by = NULL", "somebody who marked it"),
            ("weight = 0", "weighs more than 0"),
            ("name = 'plan'", "a step with this name already"),
        ):
            with self.assertDatabaseRefuses("asm.milestone", message):
                self.env.cr.execute(
                    f"UPDATE asm_milestone SET {change} WHERE id = %s",
                    (self.second.id,),
                )

    def test_change_of_what_is_done_says_why_and_stays_readable(self):
        self._done(self.first, "2025-03-01")
        with self.assertRefuses(UserError, "Plan is done. Say under Reason"):
            self._done(self.first, "2025-03-02")
        self._done(self.first, "2025-03-02", reason="The minutes say so")
        was = self.first.revision_ids
        self.assertEqual(
            [str(day) for day in was.mapped("date_done") if day], ["2025-03-01"]
        )
        self.assertEqual(was[0].user_id, self.officer)
        with self.assertRefuses(UserError, "never changed"):
            was.sudo().write({"weight": 9})
        with self.assertRefuses(UserError, "never deleted"):
            was.sudo().unlink()

    def test_what_counted_is_dropped_not_deleted(self):
        self._done(self.first, "2025-03-01")
        with self.assertRefuses(UserError, "Archive the step instead"):
            self.second.with_user(self.manager).unlink()
        self.second.with_user(self.officer).active = False
        self.assertNumber(self.read_value(self.line, YEAR), 100)
        moment = self.second.revision_ids.valid_to.replace(year=2025)
        self.assertLessEqual(self.second.revision_ids.valid_from, moment)

    def test_evidence_of_what_is_done_stays(self):
        first, second = self.env["mtm.evidence"].create(
            [{"url": f"https://example.com/{name}"} for name in "ab"]
        )
        self._done(self.first, "2025-03-01", evidence_ids=[Command.set(first.ids)])
        self.first.evidence_ids += second
        with self.assertRefuses(UserError, "Plan is done and rests on this evidence"):
            self.first.evidence_ids = second
        self.second.evidence_ids = second
        self.second.evidence_ids = False
        with self.assertRefuses(UserError, "something rests on it"):
            first.with_user(self.manager).unlink()

    def test_open_steps_can_go(self):
        with self.assertRefuses(AccessError, "Milestone"):
            self.first.with_user(self.officer).unlink()
        self.first.with_user(self.manager).unlink()
        self.assertEqual(self.line.milestone_ids, self.second)

    def test_only_milestone_indicators_have_steps(self):
        line = self._line("TST-NUM")
        with self.assertRefuses(ValidationError, "TST-NUM.*not measured in milestones"):
            self.env["asm.milestone"].create(
                {"name": "No", "program_indicator_id": line.id}
            )

    def test_late(self):
        late = self.env["asm.milestone"].search(
            [("is_late", "=", True), ("program_id", "=", self.program.id)]
        )
        self.assertEqual(late, self.first + self.second)
        self._done(self.second, "2025-08-15")
        self.assertFalse(self.second.is_late)

    def test_award_is_credited_with_the_whole(self):
        """A share cannot be divided: half a step is none."""
        self._done(self.first, "2025-03-01")
        award, stranger = self._award(), self._award("GR-2")
        self._share({award: Decimal(100)})
        read = self.read_total(self.line, Q1, award_id=award.id)
        self.assertNumber(read["value"], 25)
        self.assertBlank(
            self.read_total(self.line, Q1, award_id=stranger.id), "not credited"
        )
