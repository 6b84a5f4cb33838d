from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged, users

from .common import MinesToMarketsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestStageGuards(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stage_vetted, cls.stage_offered = cls.env["mtm.engagement.stage"].create(
            [
                {"name": "Vetted", "sequence": -2, "requires_vetting": True},
                {"name": "On offer", "sequence": -2, "requires_services": True},
            ]
        )

    @classmethod
    def _vet(cls, result="passed", **values):
        return (
            cls.env["mtm.vetting"]
            .sudo()
            .create(
                {
                    "partner_id": cls.tin_council.id,
                    "kind": "sanctions",
                    "result": result,
                    "date": "2026-01-01",
                    "requested_by": cls.officer.id,
                    "decided_by": cls.manager.id,
                }
                | values
            )
        )

    def _enter(self, stage, message):
        engagement = self._create_engagement().with_user(self.officer)
        with self.assertRaisesRegex(ValidationError, message):
            engagement.stage_id = stage

    def test_stakeholder_that_was_never_vetted(self):
        self._enter(
            self.stage_vetted,
            "Tagging in the hills cannot enter the stage Vetted.*Test Tin Council",
        )

    def test_pending_check_is_none(self):
        self._vet("pending", decided_by=False)
        self._enter(self.stage_vetted, "Test Tin Council")

    def test_failed_check(self):
        self._vet(kind="reputation")
        self._vet("failed")
        self._enter(self.stage_vetted, "failed")

    def test_expired_check(self):
        self._vet(date_expiry="2026-03-09")
        self._enter(
            self.stage_vetted, "Test Tin Council: the check “Sanctions lists”.*expired"
        )

    def test_new_check_mends_a_failed_one(self):
        self._vet("failed")
        self._vet(date="2026-02-01", date_expiry="2026-03-10")
        engagement = self._create_engagement().with_user(self.officer)
        engagement.stage_id = self.stage_vetted
        self.assertEqual(engagement.stage_id, self.stage_vetted)

    def test_partner_changes_while_in_a_vetted_stage(self):
        self._vet()
        engagement = self._create_engagement(stage_id=self.stage_vetted.id)
        other = self.tin_council.copy({"name": "Another council"})
        with self.assertRaisesRegex(ValidationError, "Another council"):
            engagement.partner_id = other

    def test_stage_without_a_service(self):
        engagement = self._create_engagement(service_ids=[])
        with self.assertRaisesRegex(ValidationError, "On offer without a service"):
            engagement.stage_id = self.stage_offered

    def test_service_that_is_no_longer_offered(self):
        engagement = self._create_engagement()
        self.tagging.stakeholder_type_ids = self.government
        with self.assertRaisesRegex(ValidationError, "Tagging of bags"):
            engagement.stage_id = self.stage_offered

    @users("mtm_officer")
    def test_guards_hold_when_created_dragged_written_and_imported(self):
        engagement = self._create_engagement().with_env(self.env)
        with self.assertRaisesRegex(ValidationError, "Vetted"):
            self._create_engagement(stage_id=self.stage_vetted.id)
        with self.assertRaisesRegex(ValidationError, "Vetted"):
            engagement.web_save({"stage_id": self.stage_vetted.id}, {"stage_id": {}})
        with self.assertRaisesRegex(ValidationError, "Vetted"):
            engagement.stage_id = self.stage_vetted
        result = self.env["mtm.engagement"].load(
            ["name", "partner_id", "stage_id"],
            [["Imported", "Test Tin Council", "Vetted"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("cannot enter the stage Vetted", result["messages"][0]["message"])


@tagged("post_install", "-at_install")
class TestTeam(MinesToMarketsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["mtm.engagement.role"].create(
            {"code": "T-LEAD", "name": "Test lead"}
        )

    @users("mtm_officer")
    def test_members_and_roles_are_one_team(self):
        engagement = self._create_engagement(
            member_ids=(self.officer + self.manager).ids
        ).with_env(self.env)
        self.assertEqual(engagement.team_ids.user_id, self.officer + self.manager)
        engagement.team_ids.filtered(
            lambda line: line.user_id == self.manager
        ).role_id = self.role
        engagement.member_ids -= self.officer
        self.assertRecordValues(
            engagement.team_ids,
            [{"user_id": self.manager.id, "role_id": self.role.id}],
        )
        engagement.team_ids = [Command.create({"user_id": self.administrator.id})]
        self.assertEqual(engagement.member_ids, self.manager + self.administrator)
        self.assertEqual(engagement.copy().member_ids, engagement.member_ids)
