"""Makers of records of Odoo's own that hold our partners' business."""

from odoo import Command

MEETING = {"start": "2025-01-02 08:00:00", "stop": "2025-01-02 09:00:00"}
TRAINING = {"date_begin": "2025-01-01 08:00:00", "date_end": "2025-01-01 18:00:00"}


class AccessOdoo:
    """What :class:`AccessWorld` makes of Odoo's models, and of adopted ones."""

    def _makers_of_odoo(self):
        partner = {"partner_id": self.partner.id}
        at_engagement = {"res_id": self.engagement.id}
        return {
            "res.partner": lambda: {
                "name": self._name(),
                "parent_id": self.partner.id,
            },
            "res.partner.bank": lambda: {"acc_number": self._name()} | partner,
            "crm.lead": lambda: {"name": self._name(), "type": "opportunity"} | partner,
            "agreement": lambda: {"name": self._name(), "code": self._name()} | partner,
            "calendar.event": self._meeting,
            "calendar.attendee": lambda: (
                {"state": "accepted"}
                | partner
                | {"event_id": self._create("calendar.event", self._meeting()).id}
            ),
            "event.event": self._training,
            "event.registration": lambda: {
                "name": self._name(),
                "event_id": self._create("event.event", self._training()).id,
            },
            "project.project": lambda: {"name": self._name()},
            "project.task": lambda: {
                "name": self._name(),
                "project_id": self._work_plan().id,
            },
            "mail.activity": lambda: (
                at_engagement
                | {
                    "summary": self._name(),
                    "res_model_id": self.env["ir.model"]._get_id("mtm.engagement"),
                    "user_id": self.users["officer"].id,
                }
            ),
            "mail.message": lambda: (
                {
                    "body": self._name(),
                    "model": "mtm.engagement",
                    "message_type": "comment",
                }
                | at_engagement
            ),
        }

    def _meeting(self):
        return {
            "name": self._name(),
            "engagement_id": self.engagement.id,
            # Odoo counts no other of somebody else
            "privacy": "public",
            "partner_ids": [Command.set(self.partner.ids)],
        } | MEETING

    def _training(self):
        return {
            "name": self._name(),
            "country_id": self.country.id,
            "engagement_id": self.engagement.id,
            "service_id": self.service.id,
        } | TRAINING

    def _work_plan(self):
        """Return the project that holds the work plan of the programme."""
        if not self.program.project_id:
            plan = self._create("project.project", {"name": self._name()})
            self.program.project_id = plan
        return self.program.project_id
