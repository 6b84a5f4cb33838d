from odoo import Command

from odoo.addons.base.tests.common import BaseCommon

OFFICER = "mines_to_markets.group_mtm_user"
MANAGER = "mines_to_markets.group_mtm_manager"
ADMINISTRATOR = "mines_to_markets.group_mtm_admin"


def new_test_users(env, groups, **values):
    """Create users as Odoo's new_test_user does, all at once.

    Each new user empties the caches of groups and rules: one after the other, six take
    longer than most of the tests that want them.

    :param groups: external id of the group, by login
    :param values: what all of them have
    :return: the users, in that order
    """
    return env["res.users"].create(
        [
            {
                "login": login,
                "name": f"{login} ({group})",
                "password": login.ljust(8, "x"),
                "email": f"{login[0]}.{login[0]}@example.com",
                "group_ids": [Command.set(env.ref(group).ids)],
                **values,
            }
            for login, group in groups.items()
        ]
    )


class MinesToMarketsCommon(BaseCommon):
    """A small world: two types of stakeholder, three services, two countries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_users()
        cls._set_up_lists()
        cls._set_up_stakeholders()

    @classmethod
    def _set_up_users(cls):
        cls.officer, cls.manager, cls.administrator = new_test_users(
            cls.env,
            {
                "mtm_officer": OFFICER,
                "mtm_manager": MANAGER,
                "mtm_administrator": ADMINISTRATOR,
            },
        )

    @classmethod
    def _set_up_lists(cls):
        cls.rwanda = cls.env.ref("base.rw")
        cls.tanzania = cls.env.ref("base.tz")
        cls.government, cls.association, cls.cooperative = cls.env[
            "mtm.stakeholder.type"
        ].create(
            [
                {"code": "T-GOV", "name": "Test government"},
                {"code": "T-ASSOC", "name": "Test association"},
                {"code": "T-COOP", "name": "Test cooperative"},
            ]
        )
        cls.ministry_type = cls.env["mtm.stakeholder.type"].create(
            {"code": "T-MIN", "name": "Ministry", "parent_id": cls.government.id}
        )
        cls.survey, cls.tagging, cls.spot_check = cls.env["mtm.service"].create(
            [
                {
                    "code": "T-SURVEY",
                    "name": "Survey of miners",
                    "stakeholder_type_ids": cls.government.ids,
                },
                {
                    "code": "T-TAG",
                    "name": "Tagging of bags",
                    "stakeholder_type_ids": cls.association.ids,
                },
                {
                    "code": "T-SPOT",
                    "name": "Spot check",
                    "stakeholder_type_ids": cls.association.ids,
                    "country_ids": cls.rwanda.ids,
                },
            ]
        )
        cls.stage_open, cls.stage_signed, cls.stage_closed = cls.env[
            "mtm.engagement.stage"
        ].create(
            [
                {"name": "Getting ready", "sequence": -3},
                {"name": "At work", "sequence": -2, "requires_agreement": True},
                {"name": "Over", "sequence": -1, "is_closed": True},
            ]
        )

    @classmethod
    def _set_up_stakeholders(cls):
        cls.ministry, cls.tin_council, cls.miners = cls.env["res.partner"].create(
            [
                {
                    "name": "Ministry of Test Mines",
                    "is_company": True,
                    "stakeholder_type_id": cls.ministry_type.id,
                },
                {
                    "name": "Test Tin Council",
                    "is_company": True,
                    "stakeholder_type_id": cls.association.id,
                    "operating_country_ids": cls.rwanda.ids,
                },
                {
                    "name": "Miners of the Test Hill",
                    "is_company": True,
                    "stakeholder_type_id": cls.cooperative.id,
                    "operating_country_ids": cls.rwanda.ids,
                },
            ]
        )

    @classmethod
    def _create_engagement(cls, **values):
        return cls.env["mtm.engagement"].create(
            {
                "name": "Tagging in the hills",
                "partner_id": cls.tin_council.id,
                "stage_id": cls.stage_open.id,
                "service_ids": cls.tagging.ids,
                "country_ids": cls.rwanda.ids,
                "user_id": cls.officer.id,
                "date_start": "2024-01-01",
            }
            | values
        )

    @classmethod
    def _close(cls, engagement):
        engagement.write(
            {
                "stage_id": cls.stage_closed.id,
                "outcome": "achieved",
                "lessons": "Start before the rains",
            }
        )

    @classmethod
    def _create_delivery(cls, engagement, **values):
        return cls.env["mtm.service.delivery"].create(
            {
                "engagement_id": engagement.id,
                "service_id": engagement.service_ids[:1].id,
                "country_id": cls.rwanda.id,
            }
            | values
        )

    @classmethod
    def _create_agreement(cls, code, partner=None, **values):
        return cls.env["agreement"].create(
            {
                "code": code,
                "name": f"Agreement {code}",
                "partner_id": (partner or cls.tin_council).id,
            }
            | values
        )

    @classmethod
    def _create_site(cls, name="Test hill", **values):
        return cls.env["mtm.site"].create(
            {"name": name, "country_id": cls.rwanda.id} | values
        )

    @classmethod
    def _create_dimension(cls, code, *categories):
        """Return a new dimension with a category for each code."""
        return cls.env["mtm.dimension"].create(
            {
                "code": code,
                "name": code.capitalize(),
                "value_ids": [
                    Command.create({"code": category, "name": category.capitalize()})
                    for category in categories
                ],
            }
        )
