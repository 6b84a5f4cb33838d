"""Makers of partners and of what is kept about them, for the tests of access."""

from odoo import Command
from odoo.tests import new_test_user


class AccessPartners:
    """What :class:`AccessWorld` makes of partners, their access and logs."""

    def _makers_of_partners(self):
        partner = {"partner_id": self.partner.id}
        coded = {"code": self._name(), "name": "Matrix"}
        return {
            "mtm.mineral.alias": lambda: {
                "mineral_id": self._create("mtm.mineral", dict(coded)).id,
                "name": self._name(),
            },
            "mtm.dimension.value": lambda: coded | {"dimension_id": self.dimension.id},
            "mtm.disaggregation": lambda: {
                "value_ids": [
                    Command.set(
                        self._create(
                            "mtm.dimension.value",
                            coded | {"dimension_id": self.dimension.id},
                        ).ids
                    )
                ]
            },
            "mtm.site": lambda: coded | {"country_id": self.country.id},
            "mtm.evidence": lambda: {"url": "https://example.com"},
            "mtm.log.entry": lambda: {"kind": "export", "user_id": self.env.uid},
            "mtm.privacy.request": lambda: {"partner_id": self.partner.id},
            "mtm.privacy.request.line": lambda: {
                "request_id": self._create(
                    "mtm.privacy.request", {"partner_id": self.partner.id}
                ).id,
                "model": "res.partner",
            },
            "mtm.retention.rule": lambda: {
                "kind": "mail",
                "purpose": "Matrix",
                "active": False,
            },
            "mtm.log.check": lambda: {
                "is_whole": True,
                "checked_on": "2025-01-01",
                "entry_count": 0,
                "head_hash": "-",
            },
            "mtm.availability": lambda: partner | {"date_start": self._day()},
            "mtm.stakeholder.score": lambda: partner | {"date": self._day()},
            "mtm.membership": lambda: partner | {"date": self._day(), "women": 0},
            "mtm.formalization": lambda: (
                partner
                | {
                    "date": self._day(),
                    "step_id": self._create("mtm.formalization.step", dict(coded)).id,
                }
            ),
            "mtm.focal.point": lambda: (
                partner | {"contact_id": self._organisation(is_company=False).id}
            ),
            "res.partner.relation.type": lambda: {
                "name": self._name(),
                "name_inverse": self._name(),
            },
            "res.partner.relation": lambda: {
                "left_partner_id": self.partner.id,
                "type_id": self._create(
                    "res.partner.relation.type", {"name": "A", "name_inverse": "B"}
                ).id,
                "right_partner_id": self.other_partner.id,
            },
            "mtm.vetting": lambda: partner | {"kind": "sanctions"},
            "mtm.letter": lambda: (
                {"name": "Matrix", "engagement_id": self.engagement.id} | partner
            ),
            "mtm.licence": lambda: partner | {"kind": "small_mine"},
            "mtm.vetting.requirement": lambda: {
                "kind": "sanctions",
                "stakeholder_type_id": self._create(
                    "mtm.stakeholder.type", dict(coded)
                ).id,
            },
            "mtm.agreement.version": lambda: {
                "agreement_id": self._agreement().id,
                "number": 1,
                "name": "Matrix",
            },
            "mtm.agreement.amendment": lambda: {
                "agreement_id": self._agreement(signature_date="2025-01-01").id,
                "name": "Matrix",
            },
            "mtm.agreement.terminate": lambda: {
                "agreement_id": self._agreement(signature_date="2025-01-01").id,
                "reason": "Matrix",
            },
            "mtm.data.sharing": lambda: {
                "agreement_id": self._agreement().id,
                "what": "Matrix",
            },
            "mtm.staff.scope": lambda: {
                "user_id": new_test_user(self.env, login=self._name()).id
            },
            "mtm.partner.access": lambda: (
                partner
                | {
                    "user_id": new_test_user(
                        self.env, login=self._name(), groups="base.group_portal"
                    ).id
                }
            ),
            "mtm.partner.access.event": lambda: partner | {"action": "given"},
            "mtm.partner.invitation": lambda: (
                partner
                | {
                    "name": "Matrix",
                    "email": f"{self._name()}@example.com",
                    "date_expiry": self._day(),
                }
            ),
            "mtm.login.code": lambda: (
                partner
                | {
                    "user_id": new_test_user(
                        self.env, login=self._name(), groups="base.group_portal"
                    ).id,
                    "code_hash": "Matrix",
                    "date_expiry": self._day(),
                }
            ),
            "mtm.login.attempt": lambda: {
                "kind": "login",
                "login_hash": self._name(),
                "address": "192.0.2.1",
            },
            "mtm.portal.sending": lambda: {
                "user_id": self.env.uid,
                "key": self._name(),
                "sent_on": self._day(),
            },
            "mtm.login.issue": lambda: (
                partner | {"name": "Matrix", "login": self._name(), "lang": "en_US"}
            ),
            "mtm.released.file": lambda: (
                partner | {"file": b"TWF0cml4", "filename": "matrix.txt"}
            ),
            "mtm.digest": lambda: {
                "user_id": self.users["stranger"].id,
                "date": self._day(),
                "item_count": 1,
            },
            "mtm.import": lambda: {"kind": "ipis"},
            "mtm.import.line": lambda: {
                "import_id": self.mtm_import.id,
                "action": "error",
            },
            "mtm.job": lambda: {"name": "Matrix"},
        }

    def _agreement(self, **values):
        return self._create(
            "agreement",
            {"code": self._name(), "name": "Matrix", "partner_id": self.partner.id}
            | values,
        )
