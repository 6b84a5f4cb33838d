"""Targets, baselines and overlaps: proposed by one, approved by another, kept."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import Q1, YEAR, AsmCommon


@tagged("post_install", "-at_install")
class TestTarget(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._line(dimensions=cls.sex, unit="person")
        for site in (cls.north, cls.south):
            cls._row(cls.line, Q1, 30, site_id=site)

    def _values(self, model, **values):
        """Return what a version of each kind takes."""
        line = {"program_indicator_id": self.line.id, "value": 40}
        return {
            "asm.target": {**line, "date_from": YEAR[0], "date_to": YEAR[1]},
            "asm.baseline": line,
            "asm.overlap": {
                "program_ids": [Command.set(self.program.ids)],
                "site_ids": [Command.set((self.north | self.south).ids)],
                "indicator_id": self.line.indicator_id.id,
                "period_id": self._submission(Q1).period_id.id,
                "value": 40,
            },
        }[model] | values

    def _proposals(self, user=None, **values):
        """Yield a proposal of each kind."""
        for model in ("asm.target", "asm.baseline", "asm.overlap"):
            versions = self.env[model].with_user(user or self.officer)
            with self.subTest(model=model):
                yield versions.create(self._values(model, **values))

    def test_one_proposes_and_another_approves(self):
        for version in self._proposals():
            version.with_user(self.approver).action_approve()
            self.assertRecordValues(
                version,
                [
                    {
                        "proposed_by": self.officer.id,
                        "approved_by": self.approver.id,
                        "is_approved": True,
                    }
                ],
            )
            self.assertTrue(version.approved_on)

    def test_who_proposed_it_does_not_approve_it(self):
        for version in self._proposals(self.approver):
            for mine in (version, version.sudo()):
                with self.assertRefuses(UserError, "proposed.*yourself"):
                    mine.action_approve()

    def test_the_database_says_so_too(self):
        for version in self._proposals(self.approver):
            with self.assertDatabaseRefuses(version._name, "cannot approve it"):
                version.sudo().write(
                    {
                        "approved_by": self.approver.id,
                        "approved_on": "2025-01-01 10:00:00",
                    }
                )

    def test_who_rewrites_a_proposal_has_proposed_it(self):
        for version in self._proposals():
            version.with_user(self.approver).value = 41
            self.assertEqual(version.proposed_by, self.approver)
            with self.assertRefuses(UserError, "proposed.*yourself"):
                version.with_user(self.approver).action_approve()
            version.with_user(self.second_approver).action_approve()

    def test_without_the_duty_nobody_approves(self):
        for version in self._proposals():
            for user in (self.manager, self.finance):
                with self.assertRefuses(AccessError, "Only those who approve"):
                    version.with_user(user).action_approve()

    def test_an_employee_proposes_nothing(self):
        employee = new_test_user(self.env, "asm_nobody", "base.group_user")
        for model in ("asm.target", "asm.baseline", "asm.overlap"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(employee).create(self._values(model))

    def test_approval_is_not_written_by_hand(self):
        claimed = {
            "proposed_by": self.officer.id,
            "approved_by": self.second_approver.id,
            "approved_on": "2024-01-01 10:00:00",
        }
        for version in self._proposals(self.approver, **claimed):
            expected = {
                "proposed_by": self.approver.id,
                "approved_by": False,
                "approved_on": False,
            }
            self.assertRecordValues(version, [expected])
            version.write(claimed)
            self.assertRecordValues(version, [expected])

    def test_what_is_approved_stays_as_it_is(self):
        for version in self._proposals():
            version.with_user(self.approver).action_approve()
            for user in (self.officer, self.approver, self.admin):
                with self.assertRefuses(UserError, "stays as it is"):
                    version.with_user(user).value = 41
            with self.assertRefuses(UserError, "stays as it is"):
                version.with_user(self.manager).unlink()
            with self.assertRefuses(UserError, "stays as it is"):
                version.with_user(self.second_approver).action_approve()

    def test_an_open_proposal_can_be_deleted_by_a_manager(self):
        for version in self._proposals():
            with self.assertRaises(AccessError):
                version.with_user(self.officer).unlink()
            version.with_user(self.manager).unlink()
            self.assertFalse(version.exists())

    def test_a_change_is_a_new_version_with_its_reason(self):
        self._number(self.line, Q1, 10)
        first = self._target(self.line, 40)
        change = (
            self.env["asm.target"]
            .with_user(self.officer)
            .create(self._values("asm.target", value=50))
        )
        with self.assertRefuses(UserError, "Say in Reason why"):
            change.with_user(self.approver).action_approve()
        change.with_user(self.officer).reason = "The donor added a district"
        self.assertEqual(self.read_achieved(self.line)["target"], 40)
        change.with_user(self.approver).action_approve()
        self.assertEqual(self.read_achieved(self.line)["target"], 50)
        self.assertEqual(first.value, 40)

    def test_a_baseline_changes_by_a_reason(self):
        self._baseline(self.line, 3)
        with self.assertRefuses(UserError, "Say in Reason why"):
            self._baseline(self.line, 4)
        self._baseline(self.line, 4, reason="Measured again")
        self._baseline(self.line, 2, site_id=self.north)

    def test_another_cell_is_no_change(self):
        self._target(self.line, 40)
        self._target(self.line, 10, Q1)
        self._target(self.line, 30, award_id=self._award())
        self._target(self.line, 20, categories=self.female)
        self._target(self.line, 5, site_id=self.north)

    def test_the_version_approved_last_wins(self):
        self._number(self.line, Q1, 10)
        for day, value in (("2025-02-01", 50), ("2025-03-01", 40)):
            with freeze_time(f"{day} 10:00:00"):
                self._target(self.line, value, reason="Why")
        self.assertEqual(self.read_achieved(self.line)["target"], 40)
        for as_of, target in (
            ("2025-01-31 00:00:00", None),
            ("2025-02-01 10:00:00", 50),
            ("2025-02-28 00:00:00", 50),
            ("2025-03-01 10:00:00", 40),
        ):
            with self.subTest(as_of=as_of):
                cell = self.read_achieved(self.line, as_of=as_of)
                self.assertEqual(cell["target"], target)

    def test_a_version_without_a_number_takes_it_back(self):
        self._number(self.line, Q1, 10)
        self._target(self.line, 40)
        self._target(self.line, reason="Agreed to drop it")
        self.assertIsNone(self.read_achieved(self.line)["target"])

    def test_a_blank_stays_blank_and_zero_zero(self):
        blank, zero = self._target(self.line), self._baseline(self.line, 0)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIs(blank.value, False)
        self.assertIsNot(zero.value, False)
        self.assertEqual(zero.value, 0)

    def test_a_target_ends_after_it_starts(self):
        with self.assertDatabaseRefuses("asm.target", "cannot end before"):
            self._target(self.line, 40, (YEAR[1], YEAR[0]))

    def test_the_award_of_a_target_is_kept(self):
        award = self._award()
        self._target(self.line, 40, award_id=award)
        with self.assertRefuses(UserError, "Target of"):
            award.with_user(self.finance).unlink()
