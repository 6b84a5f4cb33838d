from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.date_utils import add
from odoo.tools.misc import format_date

from ..tools import charts

_SOON = {"days": 60}
_SERIES = ("#a5552b", "#2f6f73", "#b9b3ab")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _glance_engagement_domain(self):
        """Return the engagements with this organisation, as its own or as a party."""
        parties = self.env["mtm.engagement.party"].search(
            [("partner_id", "=", self.id)], order="id"
        )
        # by id, so that an index finds them: as a subquery, every engagement is read
        return Domain("partner_id", "=", self.id) | Domain(
            "id", "in", parties.engagement_id.ids
        )

    def _tone_of_expiry(self, date):
        """Return danger for what has expired, warning for what soon will."""
        today = fields.Date.context_today(self)
        if not date or date > add(today, **_SOON):
            return ""
        return "danger" if date < today else "warning"

    def _glance_engagements(self):
        tones = {"at_risk": "warning", "off_track": "danger"}
        return {
            "title": self.env._("Engagements"),
            "model": "mtm.engagement",
            "domain": self._glance_engagement_domain(),
            "order": "stage_id, date_start DESC, id DESC",
            "columns": ["name", "stage_id", "user_id", "health", "date_end"],
            "paper_columns": ["name", "stage_id", "date_end"],
            "tone": lambda engagement: (
                "muted" if engagement.is_closed else tones.get(engagement.health)
            ),
            "action": "mines_to_markets.mtm_engagement_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("No engagement yet"),
        }

    def _glance_deliveries(self):
        return {
            "title": self.env._("Services delivered"),
            "model": "mtm.service.delivery",
            "domain": Domain("partner_id", "=", self.id)
            & Domain("state", "=", "confirmed"),
            "read": self._read_glance_deliveries,
            "action": "mines_to_markets.mtm_service_delivery_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("Nothing delivered yet"),
        }

    def _read_glance_deliveries(self, section):
        """Add up what was delivered, by service and unit."""
        groups = self.env[section["model"]]._read_group(
            section["domain"],
            ["service_id", "uom_id"],
            ["__count", "quantity:sum", "date:max"],
        )
        groups.sort(key=lambda group: group[4] or fields.Date.to_date("1900-01-01"))
        number = self.env["mtm.portal.mixin"]._portal_number
        return {
            "headings": [
                self.env._("Service"),
                self.env._("Deliveries"),
                self.env._("Quantity"),
                self.env._("Last"),
            ],
            "rows": [
                {
                    "res_model": "mtm.service",
                    "res_id": service.id,
                    "cells": [
                        service.display_name,
                        number(count),
                        f"{number(round(quantity, 3))} {unit.name or ''}".strip(),
                        format_date(self.env, date) if date else "",
                    ],
                    "tone": "",
                }
                for service, unit, count, quantity, date in reversed(groups)
            ],
            "total": len(groups),
        }

    def _glance_findings(self):
        return {
            "title": self.env._("Findings"),
            "model": "mtm.finding",
            "domain": Domain("partner_id", "=", self.id),
            "order": "date_closed DESC NULLS FIRST, date_next, id DESC",
            "columns": ["name", "severity", "state", "date_next"],
            "tone": lambda finding: "danger" if finding.is_overdue else "",
            "action": "mines_to_markets.mtm_finding_action",
            "empty": self.env._("No finding"),
        }

    def _glance_agreements(self):
        today = fields.Date.context_today(self)
        until = (self.env._("Valid until"), "end_date")
        in_force = (
            self.env._("In force"),
            lambda agreement: (
                self.env._("Yes") if agreement.is_in_force else self.env._("No")
            ),
        )
        return {
            "title": self.env._("Agreements"),
            "model": "agreement",
            "domain": Domain("partner_id", "=", self.id),
            "order": "end_date DESC NULLS FIRST, id DESC",
            "columns": [
                "name",
                "agreement_type_id",
                "signature_date",
                until,
                in_force,
            ],
            "paper_columns": ["name", until, in_force],
            "tone": lambda agreement: (
                "muted"
                if agreement.end_date and agreement.end_date < today
                else self._tone_of_expiry(agreement.end_date)
            ),
            "action": "agreement.agreement_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("No agreement"),
        }

    def _glance_vettings(self):
        return {
            "title": self.env._("Vetting"),
            "model": "mtm.vetting",
            "domain": Domain("partner_id", "=", self.id),
            "columns": ["kind", "result", "date", "date_expiry"],
            "tone": lambda vetting: (
                "danger"
                if vetting.result == "failed"
                else self._tone_of_expiry(vetting.date_expiry)
            ),
            "action": "mines_to_markets.mtm_vetting_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("Not vetted"),
        }

    def _glance_people(self):
        role = (self.env._("Role"), "function")
        return {
            "title": self.env._("People"),
            "model": "res.partner",
            "domain": Domain("commercial_partner_id", "=", self.id)
            & Domain("is_company", "=", False),
            "order": "function, name",
            "columns": ["name", role, "email", "phone"],
            "paper_columns": ["name", role],
            "action": "contacts.action_contacts",
            "create": {"parent_id": self.id, "type": "contact", "is_company": False},
            "empty": self.env._("Nobody"),
        }

    def _glance_relations(self):
        today = fields.Date.context_today(self)
        return {
            "title": self.env._("Relations"),
            "model": "res.partner.relation",
            "domain": Domain("left_partner_id", "=", self.id)
            | Domain("right_partner_id", "=", self.id),
            "context": {"current_partner_id": self.id},
            "columns": [
                (self.env._("This organisation"), "type_id_display"),
                (self.env._("Organisation"), "other_partner_id"),
                (self.env._("From"), "date_start"),
                (self.env._("Until"), "date_end"),
            ],
            "tone": lambda relation: (
                "muted" if relation.date_end and relation.date_end < today else ""
            ),
            "action": "mines_to_markets.res_partner_relation_action",
            "create": {"left_partner_id": self.id},
            "empty": self.env._("No relation to another organisation"),
        }

    def _glance_scores(self):
        return {
            "title": self.env._("Influence and interest"),
            "model": "mtm.stakeholder.score",
            "domain": Domain("partner_id", "=", self.id)
            & Domain("is_latest", "=", True),
            "columns": [
                (
                    self.env._("Place"),
                    lambda score: (
                        score.site_id.name
                        or score.country_id.name
                        or self.env._("Everywhere")
                    ),
                ),
                (self.env._("Influence (1-5)"), "influence"),
                (self.env._("Interest (1-5)"), "interest"),
                "date",
            ],
            "action": "mines_to_markets.mtm_stakeholder_score_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("Not scored"),
        }

    def _glance_letters(self):
        return {
            "title": self.env._("Letters"),
            "model": "mtm.letter",
            "domain": Domain("partner_id", "=", self.id),
            "columns": ["date", "direction", "name", "reference"],
            "paper_columns": ["date", "direction", "name"],
            "action": "mines_to_markets.mtm_letter_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("No letter"),
        }

    def _glance_licences(self):
        return {
            "title": self.env._("Licences"),
            "model": "mtm.licence",
            "domain": Domain("partner_id", "=", self.id),
            "columns": ["kind", "number", "site_id", "state", "date_expiry"],
            "paper_columns": ["kind", "number", "state", "date_expiry"],
            "tone": lambda licence: self._tone_of_expiry(licence.date_expiry),
            "action": "mines_to_markets.mtm_licence_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("No licence"),
        }

    def _glance_focal_points(self):
        return {
            "title": self.env._("Focal points"),
            "model": "mtm.focal.point",
            "domain": Domain("partner_id", "=", self.id),
            "order": "date_end DESC NULLS FIRST, date_start DESC, id DESC",
            "columns": ["contact_id", "role", "date_start", "date_end", "letter_id"],
            "tone": lambda point: "" if point.is_current else "muted",
            "action": "mines_to_markets.mtm_focal_point_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("No focal point"),
        }

    def _glance_members(self):
        return {
            "title": self.env._("Members"),
            "model": "mtm.membership",
            "domain": Domain("partner_id", "=", self.id),
            "columns": ["date", "women", "men", "not_stated", "total"],
            "chart": self._draw_members(),
            "action": "mines_to_markets.mtm_membership_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("Members not counted"),
        }

    def _draw_members(self):
        counts = self.env["mtm.membership"].search(
            [("partner_id", "=", self.id)], limit=8
        )
        names = (self.env._("Women"), self.env._("Men"), self.env._("Not stated"))
        return charts.stacked_bars(
            [
                (
                    format_date(self.env, count.date, date_format="MM/yyyy"),
                    [count.women, count.men, count.not_stated],
                )
                for count in counts.sorted("date")
            ],
            list(zip(names, _SERIES, strict=True)),
        )

    def _glance_formalization(self):
        domain = Domain("partner_id", "=", self.id)
        return {
            "title": self.env._("Formalization"),
            "model": "mtm.formalization",
            "domain": domain,
            "columns": ["date", "step_id", "note"],
            "ladder": self._draw_ladder(domain),
            "action": "mines_to_markets.mtm_formalization_action",
            "create": {"partner_id": self.id},
            "empty": self.env._("No step recorded"),
        }

    def _draw_ladder(self, domain):
        """Return every step: reached, present or ahead."""
        now = self.env["mtm.formalization"].search(domain, limit=1).step_id
        if not now:
            return False
        steps = now | now.search([("active", "=", True)])
        states = ["reached", "present", "ahead"]
        steps = steps.sorted(lambda step: (step.sequence, step.id))
        index = steps.ids.index(now.id)
        return [
            {
                "name": step.name,
                "state": states[1 + (place > index) - (place < index)],
            }
            for place, step in enumerate(steps)
        ]

    def _glance_documents(self):
        return {
            "title": self.env._("Documents"),
            "model": "ir.attachment",
            "domain": self._glance_document_domain(),
            "order": "create_date DESC, id DESC",
            "columns": ["name", (self.env._("Added"), "create_date")],
            "action": "base.action_attachment",
            "empty": self.env._("No document"),
        }

    def _glance_document_domain(self):
        """Return what is attached to this organisation and to what it is part of."""
        mine = Domain("res_model", "=", "res.partner") & Domain("res_id", "=", self.id)
        found = [mine]
        for model in ("agreement", "mtm.letter", "mtm.licence", "mtm.engagement"):
            records = self.env[model]._search(Domain("partner_id", "=", self.id))
            found.append(
                Domain("res_model", "=", model) & Domain("res_id", "in", records)
            )
        return Domain.OR(found)
