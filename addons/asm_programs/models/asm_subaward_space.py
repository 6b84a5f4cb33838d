from odoo import api, models
from odoo.exceptions import AccessError

MAY_TYPE = ("editor", "officer")
MAY_SEND = ("officer",)
BADGES = {
    "draft": "text-bg-primary",
    "open": "text-bg-primary",
    "proposed": "text-bg-info",
    "submitted": "text-bg-info",
    "delivered": "text-bg-info",
    "approved": "text-bg-success",
    "accepted": "text-bg-success",
    "refused": "text-bg-danger",
    "rejected": "text-bg-danger",
}


class AsmSubaward(models.Model):
    """What a sub-grantee's people see of their money, and what they may do."""

    _name = "asm.subaward"
    _inherit = ["asm.subaward", "asm.space.mixin"]

    @api.model
    def _space_domain(self):
        return [
            ("partner_id.access_ids.user_id", "=", self.env.uid),
            ("state", "in", ("active", "closed")),
        ]

    def _portal_role(self):
        """Return what the user who asks is in the sub-grantee's organisation."""
        self.ensure_one()
        roles = self.env["mtm.partner.access"]._roles(self.env.user)
        return roles.get(self.partner_id.id)

    def _portal_check_role(self, roles):
        """:raises AccessError: when the user's role is none of these"""
        if self._portal_role() not in roles or self.state != "active":
            raise AccessError(
                self.env._(
                    "Your role does not allow this. Ask the officer of your "
                    "organisation."
                )
            )

    def _portal_card(self):
        """Return what a list shows of a sub-award, as plain values."""
        self.ensure_one()
        return {
            "id": self.id,
            "url": f"/my/subawards/{self.id}",
            "reference": self.reference,
            "program": self.program_id.name,
            "partner": self.partner_id.name,
            "amount": self._space_money(self.amount, self.currency_id),
            "currency": self.currency_id.name,
            "date_start": self.date_start,
            "date_end": self.date_end,
            "is_closed": self.state == "closed",
            "state_label": self._space_label(self, "state"),
            "contact": self.user_id.name or "",
            "contact_email": self.user_id.email or "",
        }

    def _portal_page(self):
        """Return all that the page of one sub-award shows."""
        role = self._portal_role() if self.state == "active" else None
        return self._portal_card() | {
            "may_type": role in MAY_TYPE,
            "may_send": role in MAY_SEND,
            "position": self._portal_position(),
            "budget": self._portal_budget(),
            "requests": [request._portal_card() for request in self.request_ids],
            "payments": self._portal_payments(),
            "deliverables": [one._portal_card() for one in self.deliverable_ids],
            "targets": self._portal_targets(),
            "deviations": self._portal_deviations(),
        }

    def _portal_position(self):
        position = self._position()
        return {
            name: self._space_money(number, self.currency_id)
            for name, number in position._asdict().items()
        }

    def _portal_budget(self):
        rows = []
        for line, standing in self._standings().items():
            if not line:
                continue
            rows.append(
                {
                    "id": line.id,
                    "code": line.code,
                    "name": line.name,
                    "is_exceeded": bool(standing.balance and standing.balance < 0),
                }
                | {
                    name: self._space_money(number, self.currency_id)
                    for name, number in standing._asdict().items()
                }
            )
        return rows

    def _portal_payments(self):
        """Return advances and payments that were approved, and money given back."""
        shown = self.line_ids.filtered(
            lambda line: line.state == "approved" and line.kind != "expense"
        )
        return [
            {
                "label": ": ".join(
                    filter(
                        None,
                        (
                            self._space_label(line, "kind"),
                            line.name or line.deliverable_id.name,
                        ),
                    )
                ),
                "amount": self._space_money(line.amount, self.currency_id),
                "date": line.date,
                "date_paid": line.date_paid,
                "is_due": line.kind != "refund" and not line.date_paid,
            }
            for line in shown
        ]

    def _portal_targets(self):
        """Return the targets that the organisation proposed, the newest first."""
        return [
            {
                "name": target.program_indicator_id.indicator_id.name,
                "where": target.site_id.name or "",
                "date_from": target.date_from,
                "date_to": target.date_to,
                "value": self._space_number(target.value),
                "unit": target.unit or "",
                "reason": target.reason or "",
                "answer": target.closed_reason or "",
                "state_label": self._space_label(target, "state"),
                "badge_class": BADGES.get(target.state, "text-bg-secondary"),
            }
            for target in self.target_ids.sorted("id", reverse=True)
        ]

    def _portal_deviations(self):
        return [
            {
                "name": deviation.award_indicator_id.name,
                "period": deviation.award_period_id.name,
                "cause": deviation.cause,
                "action": deviation.action or "",
                "answer": deviation.closed_reason or "",
                "state_label": self._space_label(deviation, "state"),
                "badge_class": BADGES.get(deviation.state, "text-bg-secondary"),
            }
            for deviation in self.deviation_ids.sorted("id", reverse=True)
        ]
