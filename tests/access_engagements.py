"""Makers of engagements and services, for the tests of access."""

from odoo import Command
from odoo.tests import new_test_user


class AccessEngagements:
    """What :class:`AccessWorld` makes of engagements and what is done in them."""

    def _makers_of_engagements(self):
        engagement = {"engagement_id": self.engagement.id}
        partner = {"partner_id": self.partner.id}
        return {
            "mtm.engagement.stage": lambda: {"name": "Matrix"},
            "mtm.engagement": self._engagement,
            "mtm.engagement.party": lambda: (
                engagement | {"partner_id": self._organisation().id}
            ),
            "mtm.engagement.health": lambda: (
                engagement
                | {"date": "2025-01-01", "health": "on_track", "user_id": self.env.uid}
            ),
            "mtm.engagement.stage.time": lambda: dict(engagement),
            "mtm.engagement.playbook": lambda: dict(engagement),
            "mtm.engagement.playbook.line": lambda: {
                "playbook_id": self._create(
                    "mtm.engagement.playbook", dict(engagement)
                ).id,
                "template_id": self._create(
                    "mail.activity.plan.template",
                    {
                        "summary": "Matrix",
                        "plan_id": self._create(
                            "mail.activity.plan",
                            {"name": "Matrix", "res_model": "mtm.engagement"},
                        ).id,
                    },
                ).id,
            },
            "mtm.engagement.close": lambda: (
                engagement
                | {
                    "stage_id": self._create(
                        "mtm.engagement.stage", {"name": "Matrix", "is_closed": True}
                    ).id
                }
            ),
            "mtm.engagement.member": lambda: (
                engagement | {"user_id": new_test_user(self.env, login=self._name()).id}
            ),
            "mtm.engagement.scope": lambda: (
                engagement | {"partner_id": self._organisation().id}
            ),
            "mtm.finding": lambda: {
                "name": "Matrix",
                "delivery_id": self._confirmed_delivery().id,
            },
            "mtm.dispute": lambda: engagement | {"name": "Matrix"},
            "mtm.commitment.close": lambda: {"note": "Matrix"},
            "mtm.commitment": lambda: (
                engagement | {"name": "Matrix", "date_due": "2025-01-01"}
            ),
            "mtm.service.delivery": self._delivery,
            "mtm.service.delivery.count": lambda: {
                "delivery_id": self._create(
                    "mtm.service.delivery", self._delivery()
                ).id,
                "quantity": 1,
            },
            "mtm.service.plan": lambda: (
                engagement
                | {
                    "service_id": self._another_service().id,
                    "quantity": 1,
                }
            ),
            "mtm.event.session": lambda: {
                "event_id": self._create("event.event", self._training()).id,
                "name": "Matrix",
            },
            "mtm.service.request": lambda: (
                partner | {"service_ids": [Command.set(self.service.ids)]}
            ),
            "mtm.lead.win": lambda: {
                "lead_id": self._create(
                    "crm.lead",
                    partner | {"name": "Matrix", "type": "opportunity"},
                ).id
            },
            "mtm.service.request.reply": lambda: {
                "request_id": self._create(
                    "mtm.service.request", partner | {"description": "Matrix"}
                ).id
            },
        }

    @classmethod
    def _engagement(cls):
        return {
            "name": cls._name(),
            "partner_id": cls.partner.id,
            "country_ids": [Command.set(cls.country.ids)],
            "service_ids": [Command.set(cls.service.ids)],
            "program_ids": [Command.set(cls.program.ids)],
            # today is another day for each user an hour before midnight
            "date_start": "2025-01-01",
        }

    @classmethod
    def _delivery(cls):
        return {
            "engagement_id": cls.engagement.id,
            "service_id": cls.service.id,
            "country_id": cls.country.id,
            "program_id": cls.program.id,
        }

    def _another_service(self):
        """Return a new service, which the engagement has."""
        service = self._create(
            "mtm.service",
            {
                "code": self._name(),
                "name": "Matrix",
                "stakeholder_type_ids": [Command.set(self.kind.ids)],
            },
        )
        self.engagement.service_ids += service
        return service

    def _confirmed_delivery(self):
        delivery = self._create("mtm.service.delivery", self._delivery())
        delivery.action_confirm()
        return delivery
