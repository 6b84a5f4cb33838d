"""What programmes and awards hold about people; see that of mines_to_markets."""

from odoo.addons.mines_to_markets.tools.personal_data import ACCOUNT

HELD = {"asm.award.access.user_id": ACCOUNT}
ACTORS = {
    "asm.actual": (
        "approved_by",
        "approved_for_id",
        "submitted_by",
        "typed_by",
    ),
    "asm.actual.revision": (
        "on_behalf_id",
        "user_id",
    ),
    "asm.audit": ("user_id",),
    "asm.audit.action": (
        "closed_by",
        "user_id",
    ),
    "asm.audit.line": (
        "recounted_by",
        "typed_by",
    ),
    "asm.award": ("user_id",),
    "asm.baseline": (
        "approved_by",
        "closed_by",
        "proposed_by",
    ),
    "asm.delegation": (
        "delegate_id",
        "revoked_by",
        "user_id",
    ),
    "asm.deviation": (
        "approved_by",
        "closed_by",
        "proposed_by",
    ),
    "asm.donor.report": (
        "frozen_by",
        "sent_by",
    ),
    "asm.donor.report.answer": ("user_id",),
    "asm.milestone": ("marked_by",),
    "asm.milestone.revision": ("user_id",),
    "asm.overlap": (
        "approved_by",
        "closed_by",
        "proposed_by",
    ),
    "asm.period.lock": (
        "closed_by",
        "reopened_by",
    ),
    "asm.program": ("manager_id",),
    "asm.program.indicator": ("responsible_id",),
    "asm.rating": ("rated_by",),
    "asm.recommendation": (
        "user_id",
        "verified_by",
    ),
    "asm.recommendation.answer": ("user_id",),
    "asm.release": (
        "released_by",
        "withdrawn_by",
    ),
    "asm.report.request": ("answered_by",),
    "asm.risk": ("user_id",),
    "asm.risk.review": ("user_id",),
    "asm.subaward": ("user_id",),
    "asm.subaward.deliverable": (
        "accepted_by",
        "delivered_by",
    ),
    "asm.subaward.line": (
        "decided_by",
        "typed_by",
    ),
    "asm.subaward.request": (
        "decided_by",
        "submitted_by",
        "typed_by",
    ),
    "asm.submission": ("submitted_by",),
    "asm.submission.finding": ("user_id",),
    "asm.submission.sending": ("user_id",),
    "asm.target": (
        "approved_by",
        "closed_by",
        "proposed_by",
    ),
    "asm.tranche": (
        "paid_by",
        "received_by",
        "requested_by",
    ),
}
ORGANISATIONS = {
    "asm.assignment": ("partner_id",),
    "asm.award": (
        "donor_id",
        "prime_id",
    ),
    "asm.jurisdiction": ("partner_id",),
    "asm.overlap": ("partner_ids",),
    "asm.program.partner": ("partner_id",),
    "asm.release": ("partner_id",),
    "asm.subaward": ("partner_id",),
    "asm.submission": ("partner_id",),
    "mtm.job": ("opening_partner_ids",),
}
# texts in which people may be named: found, and left as they were sent and approved
LOOKED_AT = {
    "asm.narrative": ("text",),
    "asm.submission": ("narrative",),
    "asm.donor.report.answer": ("text",),
    "asm.deviation": ("cause", "action"),
    "asm.recommendation": ("name",),
}
