from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.mines_to_markets.models.mtm_portal_home import SHOWN, Part

from .asm_submission_form import BADGES, OPEN_STATES

MAY_HAND_IN = ("editor", "officer")


class MtmPortalHome(models.AbstractModel):
    """Reports, grants and awards on the first screen of the portal."""

    _inherit = "mtm.portal.home"

    @api.model
    def _parts(self, partner_id, day):
        spaces = ("asm.award", "asm.subaward", "asm.jurisdiction")
        return super()._parts(partner_id, day) | {
            "due": self._ask_reports(partner_id, OPEN_STATES, "date_due, id", 5),
            "reviewed": self._ask_reports(
                partner_id, ("submitted",), "date_due desc, id desc", SHOWN
            ),
            "deliverables": self._ask_deliverables(partner_id, day),
            "answers": self._ask_answers(),
            **{model: self._ask_space(model) for model in spaces},
        }

    @api.model
    def _owned(self, partner_ids):
        return super()._owned(partner_ids) | {
            "reports": self._any_of("asm.submission", "partner_id", partner_ids),
            "asm.award": self._any_of("asm.award.access", "user_id", [self.env.uid]),
            "asm.subaward": self._any_of("asm.subaward", "partner_id", partner_ids),
            "asm.jurisdiction": self._any_of(
                "asm.jurisdiction", "partner_id", partner_ids
            ),
        }

    def _ask_reports(self, partner_id, states, order, limit):
        Report = self.env["asm.submission"]
        return Part(
            "reports",
            Report,
            self._of_current(Report, partner_id, Domain("state", "in", states)),
            {
                "id": "id",
                "program": "program_id.name",
                "period": "period_id.name",
                "partner": "partner_id.name",
                "date_due": "date_due",
                "state": "state",
                "receipt": "receipt",
                "submitted_on": "submitted_on",
            },
            order=order,
            limit=limit,
        )

    def _ask_deliverables(self, partner_id, day):
        """Return what is to be handed in by organisations that the user acts for."""
        stands_in = Domain("substitute_from", "<=", day) & Domain(
            "substitute_until", ">=", day
        )
        acting = Domain("user_id", "=", self.env.uid) & (
            Domain("role", "in", MAY_HAND_IN) | stands_in
        )
        domain = (
            Domain("subaward_id.partner_id.access_ids", "any", acting)
            & Domain("subaward_id.state", "=", "active")
            & Domain("state", "=", "open")
        )
        if partner_id:
            domain &= Domain("subaward_id.partner_id", "=", partner_id)
        # they hold no right to read; only those of their own organisations are asked
        return Part(
            "asm.subaward",
            self.env["asm.subaward.deliverable"].sudo(),
            domain,
            {
                "name": "name",
                "grant": "subaward_id",
                "reference": "subaward_id.reference",
                "date_due": "date_due",
            },
            order="date_due, id",
        )

    def _ask_answers(self):
        """Return the reports that wait for an answer of the user's, a funder's."""
        Access = self.env["asm.award.access"]
        mine = Access._domain_open() & Access._domain_responder()
        # nobody from outside reads this model: only what was released to them is asked
        return Part(
            "asm.award",
            self.env["asm.release"].sudo(),
            Domain("kind", "=", "report")
            & Domain("withdrawn_on", "=", False)
            & Domain("report_id.state", "=", "sent")
            & Domain("award_id.access_ids", "any", mine),
            {
                "award": "award_id",
                "report": "report_id.name",
                "released_on": "released_on",
            },
            order="released_on desc, id desc",
            limit=5,
        )

    def _ask_space(self, model):
        """Return whether there is anything in a space of the user's."""
        # nobody from outside reads these models: a space says what is the user's own
        Model = self.env[model].sudo()
        return Part(
            model,
            Model,
            Domain(Model._space_domain()),
            {"id": "id"},
            order="id",
            limit=1,
        )

    @api.model
    def _todo(self, parts):
        return [
            *self._answers_to_give(parts["answers"]),
            *self._things_to_hand_in(parts["deliverables"]),
            *self._reports_to_send(parts.get("due", ())),
            *super()._todo(parts),
        ]

    def _answers_to_give(self, answers):
        return [
            {
                "title": self.env._("Report: %(name)s", name=answer["report"]),
                "text": self.env._("Read it, then accept it or send it back"),
                "url": f"/my/awards/{answer['award']}?tab=reports",
                "date": answer["released_on"].date(),
                "badge": self.env._("New"),
                "badge_class": "text-bg-primary",
            }
            for answer in answers
        ]

    def _things_to_hand_in(self, deliverables):
        today = fields.Date.context_today(self)
        return [
            {
                "title": self.env._("Hand in: %(name)s", name=one["name"]),
                "text": one["reference"],
                "url": f"/my/subawards/{one['grant']}?tab=deliverables",
                "date": one["date_due"],
                "badge": self.env._("Overdue") if one["date_due"] < today else None,
                "badge_class": "text-bg-danger",
            }
            for one in deliverables
        ]

    def _reports_to_send(self, reports):
        today = fields.Date.context_today(self)
        entries = []
        for report in reports:
            returned = report["state"] == "returned"
            due = report["date_due"]
            badge = self.env._("Overdue") if due and due < today else None
            entries.append(
                {
                    "title": self.env._("Report: %(name)s", name=self._named(report)),
                    "text": self.env._("Came back with comments: put it right")
                    if returned
                    else self.env._("Fill in and send, for %(partner)s", **report),
                    "url": f"/my/reports/{report['id']}",
                    "date": due,
                    "badge": badge or (returned and self._label(report)),
                    "badge_class": "text-bg-danger" if badge else "text-bg-warning",
                }
            )
        return entries

    @api.model
    def _has_space(self, parts):
        return bool(parts["asm.award"]) or super()._has_space(parts)

    @api.model
    def _sections(self, parts):
        return [self._reviewed_section(parts), *super()._sections(parts)]

    def _reviewed_section(self, parts):
        return {
            "name": "reviewed",
            "title": self.env._("What is being reviewed"),
            "icon": "fa-search",
            "url": "/my/reports?filterby=submitted",
            "more": self.env._("All under review"),
            "empty": self.env._(
                "No report is being reviewed. A report that you sent appears here "
                "until it is approved or comes back with comments."
            ),
            "groups": self._one_group(
                {
                    "title": self._named(report),
                    "text": " · ".join(
                        filter(None, (report["receipt"], report["partner"]))
                    ),
                    "url": f"/my/reports/{report['id']}",
                    "date": report["submitted_on"],
                    "date_words": self.env._("sent"),
                    "badge": self._label(report),
                    "badge_class": BADGES[report["state"]],
                }
                for report in parts.get("reviewed", ())
            ),
        }

    def _named(self, report):
        return f"{report['program']}, {report['period']}"

    def _label(self, report):
        state = self.env["asm.submission"]._fields["state"]
        return dict(state._description_selection(self.env))[report["state"]]
