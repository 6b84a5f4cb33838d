from odoo.tests import tagged

from .test_portal_people import PeopleCommon


class JourneyCommon(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engagement = cls._create_engagement()
        cls._create_engagement(
            name="Counting in the hills", partner_id=cls.miners.id, service_ids=False
        )
        cls.env["mtm.commitment"].create(
            [
                {
                    "name": name,
                    "engagement_id": cls.engagement.id,
                    "date_due": "2099-01-31",
                    "is_ours": is_ours,
                }
                for name, is_ours in (
                    ("Send the list of bags", False),
                    ("Print the tags", True),
                )
            ]
        )
        cls.Access.create(
            {"partner_id": cls.miners.id, "user_id": cls.editor.id, "role": "viewer"}
        )


@tagged("post_install", "-at_install")
class TestPeopleOnDesktop(JourneyCommon):
    """An officer looks after colleagues; a clerk of two organisations chooses one."""

    def test_officer_invites_and_changes(self):
        self.start_tour("/my", "mtm_portal_people", login="people_officer")
        self.assertEqual(self._invited("new.clerk@example.com").role, "editor")
        self.assertEqual(self._access(self.viewer).role, "editor")

    def test_clerk_switches(self):
        self.start_tour("/my", "mtm_portal_switch", login="people_editor")


@tagged("post_install", "-at_install")
class TestPeopleOnATelephone(JourneyCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_officer_invites_and_changes(self):
        self.start_tour("/my", "mtm_portal_people", login="people_officer")
        self.assertEqual(self._invited("new.clerk@example.com").role, "editor")

    def test_clerk_switches(self):
        self.start_tour("/my", "mtm_portal_switch", login="people_editor")
