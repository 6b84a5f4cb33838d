"""The roles of the access matrix: users of each, and what makes them one."""

from odoo import Command

from odoo.addons.mines_to_markets.tests.common import new_test_users

OFFICER = "mines_to_markets.group_mtm_user"
PORTAL = "base.group_portal"
GROUPS = {
    "employee": "base.group_user",
    "officer": OFFICER,
    "manager": "mines_to_markets.group_mtm_manager",
    "admin": "mines_to_markets.group_mtm_admin",
    "approver": "asm_programs.group_asm_approver",
    "finance": "asm_programs.group_asm_finance",
    "elsewhere": OFFICER,
    "viewer": PORTAL,
    "editor": PORTAL,
    "porter": PORTAL,
    "stranger": PORTAL,
    "public": "base.group_public",
    "auditor": "mines_to_markets.group_mtm_auditor",
    "privacy": "mines_to_markets.group_mtm_privacy",
    "sensitive": "mines_to_markets.group_mtm_sensitive",
    "freezer": "asm_programs.group_asm_freezer",
    "here": OFFICER,
    "inside": OFFICER,
    "outside": OFFICER,
    "funder": PORTAL,
    "subgrantee": PORTAL,
    "government": PORTAL,
}


class AccessRoles:
    """What makes the users of :class:`AccessWorld` what they are."""

    @classmethod
    def _make_users(cls):
        logins = {f"matrix_{role}": group for role, group in GROUPS.items()}
        users = new_test_users(cls.env, logins, email="m@example.com")
        cls.users = dict(zip(GROUPS, users, strict=True))

    @classmethod
    def _make_partners(cls):
        """Make organisations, each of portal users of its own."""
        cls.partner, cls.other_partner, cls.subgrantee, cls.office = cls.env[
            "res.partner"
        ].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "stakeholder_type_id": cls.kind.id,
                    "operating_country_ids": [Command.set(cls.country.ids)],
                }
                for name in ("Ours", "Theirs", "Under us", "Over us")
            ]
        )
        people = {
            cls.partner: {"viewer": "viewer", "editor": "editor", "porter": "officer"},
            cls.other_partner: {"stranger": "officer"},
            cls.subgrantee: {"subgrantee": "officer"},
            cls.office: {"government": "viewer"},
        }
        cls.env["mtm.partner.access"].create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": cls.users[name].id,
                    "role": role,
                }
                for partner, roles in people.items()
                for name, role in roles.items()
            ]
        )
        cls._create(
            "asm.jurisdiction",
            {"partner_id": cls.office.id, "country_id": cls.country.id},
        )

    @classmethod
    def _make_funder(cls):
        cls._create(
            "asm.award.access",
            {
                "award_id": cls.award.id,
                "user_id": cls.users["funder"].id,
                "role": "responder",
            },
        )

    @classmethod
    def _restrict_staff(cls):
        """Restrict members of staff to a country or a programme, ours or not."""
        other = cls._create("asm.program", cls._program())
        scopes = {
            "elsewhere": {"country_ids": cls.env.ref("base.rw")},
            "here": {"country_ids": cls.country},
            "inside": {"program_ids": cls.program},
            "outside": {"program_ids": other},
        }
        cls.env["mtm.staff.scope"].create(
            [
                {"user_id": cls.users[role].id}
                | {name: [Command.set(to.ids)] for name, to in scope.items()}
                for role, scope in scopes.items()
            ]
        )
