"""What is held about people, who sees it, and what becomes of it on erasure.

Each stored field that leads to a person, or holds what names one, is declared here or
in the addon that has it; a test fails for one that is not. The table in
``docs/privacy.md`` is made from this.
"""

import re
from typing import NamedTuple

CODE, BLANK, GONE, STAYS = "code", "blank", "gone", "stays"
ON_ERASURE = {
    CODE: "a code stands instead",
    BLANK: "emptied",
    GONE: "the record is deleted",
    STAYS: "stays: the person it leads to bears a code",
}


class Held(NamedTuple):
    """One field.

    :param what: what it holds
    :param seen_by: who reads it
    :param erased: key of ``ON_ERASURE``
    """

    what: str
    seen_by: str
    erased: str


RECORD = "who reads the record"
PRIVACY = "who has the privilege Personal Data, in exports; staff on screen"

ACTOR = Held("who of us did or does it", RECORD, STAYS)
ACCOUNT = Held("whose portal login it is", "staff who give access", GONE)
ORGANISATION = Held("an organisation; a person only where one is it", RECORD, STAYS)
PERSON = Held("a person outside", PRIVACY, STAYS)
NAME = Held("the name of a person outside", PRIVACY, CODE)
CONTACT = Held("how to reach a person outside", PRIVACY, BLANK)
PORTRAIT = Held("what a person looks like", "staff", BLANK)
ADDRESSED = Held("to whom a message goes", "system", GONE)
UNWANTED = Held("who wants no messages", "administrators", GONE)
FINDING = Held("a due-diligence finding", "who has the privilege Findings", STAYS)

# what Odoo keeps of people
HELD = {
    "res.partner.name": NAME,
    "res.partner.email": CONTACT,
    "res.partner.phone": CONTACT,
    "res.partner.street": CONTACT,
    "res.partner.street2": CONTACT,
    "res.partner.zip": CONTACT,
    "res.partner.city": CONTACT,
    "res.partner.website": CONTACT,
    "res.partner.function": Held("what somebody does there", PRIVACY, BLANK),
    "res.partner.vat": Held("a tax number", "staff", BLANK),
    "res.partner.company_registry": Held("a number in a register", "staff", BLANK),
    "res.partner.ref": Held("our number of somebody", "staff", BLANK),
    "res.partner.comment": Held("notes of staff", "staff", BLANK),
    "res.partner.image_1920": PORTRAIT,
    "res.users.signature": Held("how somebody signs", "staff", BLANK),
    "event.registration.name": NAME,
    "event.registration.email": CONTACT,
    "event.registration.phone": CONTACT,
    "event.registration.partner_id": PERSON,
    "crm.lead.contact_name": NAME,
    "crm.lead.email_from": CONTACT,
    "crm.lead.phone": CONTACT,
    "crm.lead.function": CONTACT,
    "crm.lead.street": CONTACT,
    "crm.lead.street2": CONTACT,
    "crm.lead.website": CONTACT,
    "calendar.attendee.email": CONTACT,
    "mail.message.email_from": CONTACT,
    "mail.message.reply_to": CONTACT,
    "mail.mail.email_to": ADDRESSED,
    "mail.mail.email_cc": ADDRESSED,
    "mail.guest.name": NAME,
    "mail.guest.email": CONTACT,
    "mail.blacklist.email": UNWANTED,
    "phone.blacklist.number": UNWANTED,
    # ours
    "mtm.partner.invitation.name": Held("who is invited", "their officer, staff", GONE),
    "mtm.partner.invitation.email": Held("to where", "their officer, staff", GONE),
    "mtm.partner.invitation.user_id": ACCOUNT,
    "mtm.login.code.user_id": ACCOUNT,
    "mtm.partner.access.user_id": ACCOUNT,
    "mtm.focal.point.contact_id": PERSON,
    "mtm.availability.partner_id": PERSON,
    "mtm.engagement.expert_ids": PERSON,
    "mtm.engagement.contact_ids": PERSON,
    "mtm.engagement.party.contact_id": PERSON,
    "mtm.login.attempt.user_id": Held("whose login was tried", "administrators", GONE),
    "mtm.login.attempt.login_hash": Held(
        "what was tried, as a code that cannot be read", "nobody", GONE
    ),
    "mtm.vetting.note": FINDING,
}
# fields to staff, who did or do something, by model
ACTORS = {
    "agreement": ("user_id",),
    "mail.activity": ("mtm_user_planned_id",),
    "mtm.commitment": ("user_id",),
    "mtm.digest": ("user_id",),
    "mtm.dispute": ("user_id",),
    "mtm.engagement": (
        "member_ids",
        "user_id",
    ),
    "mtm.engagement.health": ("user_id",),
    "mtm.engagement.member": ("user_id",),
    "mtm.finding": ("user_id",),
    "mtm.import": ("user_id",),
    "mtm.letter": ("user_id",),
    "mtm.licence": ("user_id",),
    "mtm.log.entry": ("user_id",),
    "mtm.partner.access": ("substitute_for_id",),
    "mtm.partner.access.event": ("user_id",),
    "mtm.portal.sending": ("user_id",),
    "mtm.service.delivery": ("user_id",),
    "mtm.service.request": ("answered_by_id",),
    "mtm.staff.scope": ("user_id",),
    "mtm.stakeholder.score": ("user_id",),
    "mtm.vetting": (
        "decided_by",
        "requested_by",
    ),
}
# fields to stakeholders
ORGANISATIONS = {
    "mtm.commitment": ("partner_id",),
    "mtm.data.sharing": ("partner_id",),
    "mtm.dispute": ("partner_ids",),
    "mtm.engagement": ("partner_id",),
    "mtm.engagement.party": ("partner_id",),
    "mtm.engagement.scope": ("partner_id",),
    "mtm.finding": ("partner_id",),
    "mtm.focal.point": ("partner_id",),
    "mtm.formalization": ("partner_id",),
    "mtm.letter": ("partner_id",),
    "mtm.licence": ("partner_id",),
    "mtm.login.code": ("partner_id",),
    "mtm.membership": ("partner_id",),
    "mtm.partner.access": ("partner_id",),
    "mtm.partner.access.event": ("partner_id",),
    "mtm.partner.invitation": ("partner_id",),
    "mtm.released.file": ("partner_id",),
    "mtm.service.delivery": ("partner_id",),
    "mtm.service.request": ("partner_id",),
    "mtm.site": ("partner_ids",),
    "mtm.stakeholder.score": ("partner_id",),
    "mtm.vetting": ("partner_id",),
}
# what is made of a declared field, or holds the same: ``{model.field: lead}``. The
# lead is the field to whom it is, empty where the record itself says so
TWINS = {
    "calendar.attendee.common_name": "partner_id",
    "crm.lead.email_cc": "",
    "crm.lead.email_domain_criterion": "",
    "crm.lead.email_normalized": "",
    "crm.lead.function": "",
    "crm.lead.phone_sanitized": "",
    "crm.lead.street": "",
    "crm.lead.street2": "",
    "mail.blacklist.email": "",
    "mail.guest.email": "",
    "mail.guest.name": "",
    "mail.mail.email_cc": "",
    "mail.mail.email_to": "",
    "mail.message.incoming_email_cc": "",
    "mail.message.incoming_email_to": "",
    "mail.message.outgoing_email_to": "",
    "mtm.partner.invitation.email": "",
    "mtm.partner.invitation.name": "",
    "phone.blacklist.number": "",
    "res.partner.complete_name": "",
    "res.partner.contact_address": "",
    "res.partner.contact_address_inline": "",
    "res.partner.email_formatted": "",
    "res.partner.email_normalized": "",
    "res.partner.phone_sanitized": "",
    "res.partner.static_map_url": "",
    "res.users.login": "",
    "res.users.signature": "",
}
# texts in which people may be named
WORDS = {
    "calendar.event": ("name", "description"),
    "crm.lead": ("name", "email_cc", "description"),
    "mail.activity": ("summary", "note"),
    "mail.message": (
        *("subject", "body", "incoming_email_cc"),
        *("incoming_email_to", "outgoing_email_to"),
    ),
    "mail.tracking.value": ("old_value_char", "new_value_char"),
    "mtm.import.line": ("message",),
    "mtm.interaction": ("name",),
    "mtm.dispute": ("name", "description", "settlement"),
    "mtm.vetting": ("reason", "condition", "note"),
}


# how a code looks
CODED = "P-[A-Z2-7]{12}"
_BETWEEN_DIGITS = r"[-\s().]*"
_FEWEST_DIGITS = 6


def name_pattern(name):
    """Return what finds a name in texts, for PostgreSQL and Python; none: no name.

    A name of a single word may name something else.

    >>> bool(re.search(name_pattern("ana Maria"), "Today ANA  Maria came", re.I))
    True
    >>> re.search(name_pattern("ana Maria"), "Juliana Maria, Ana Maria-Jo", re.I)
    >>> name_pattern("Maria")
    ''
    """
    words = [re.escape(word) for word in (name or "").split()]
    if len(words) < 2:
        return ""
    return r"(?<![-\w])" + r"\s+".join(words) + r"(?!\w|-\w)"


def email_pattern(email):
    """Return what finds an e-mail address, and none of which it is a piece.

    >>> bool(re.search(email_pattern("ana@x.org"), "Write to <Ana@X.org>.", re.I))
    True
    >>> re.search(email_pattern("ana@x.org"), "mariana@x.org, ana@x.org.uk", re.I)
    """
    if not email:
        return ""
    return r"(?<![-\w.%+'])" + re.escape(email) + r"(?![-\w]|\.\w)"


def phone_pattern(phone):
    """Return what finds a telephone number, however its digits are set apart.

    >>> bool(re.search(phone_pattern("0990 777 888"), "call 0990-777888"))
    True
    >>> re.search(phone_pattern("0990777888"), "10990777888")
    """
    digits = re.sub(r"\D", "", phone or "")
    if len(digits) < _FEWEST_DIGITS:
        return ""
    plus = r"\+\s*" if phone.strip().startswith("+") else ""
    return r"(?<![\d+])" + plus + _BETWEEN_DIGITS.join(digits) + r"(?!\d)"


def declared(held, actors, organisations):
    """Return ``{model.field: Held}`` of all that was declared.

    >>> declared({}, {"a.b": ("user_id",)}, {})["a.b.user_id"].erased
    'stays'
    """
    return (
        {f"{model}.{name}": ACTOR for model, names in actors.items() for name in names}
        | {
            f"{model}.{name}": ORGANISATION
            for model, names in organisations.items()
            for name in names
        }
        | held
    )


def table(held):
    """Return the table of ``docs/privacy.md``: what is alike on one line.

    >>> print(table({"a.b.name": NAME}))
    | what | where | who sees it | on erasure |
    |---|---|---|---|
    | the name of a person outside | `a.b.name` | who has the privilege Personal Data, \
in exports; staff on screen | a code stands instead |
    """
    where = {}
    for field, one in sorted(held.items()):
        where.setdefault(one, []).append(f"`{field}`")
    rows = [
        f"| {one.what} | {', '.join(fields)} | {one.seen_by} "
        f"| {ON_ERASURE[one.erased]} |"
        for one, fields in where.items()
    ]
    head = ["| what | where | who sees it | on erasure |", "|---|---|---|---|"]
    return "\n".join(head + rows)
