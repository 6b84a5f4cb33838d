"""Which fields are for some alone: closed ones by group, and the portal's by a list.

A field that is here and has lost its group, or that the portal reads without being
here, fails the test.
"""

# mines_to_markets.group_mtm_admin
ADMINISTRATORS = """
asm.program: staff_scope_ids
res.country: staff_scope_ids
res.users: partner_access_ids staff_scope_ids
"""
# readable by no user, only by the system
NOBODY = """
asm.submission.sending: asked problems
mtm.login.code: code_hash
"""
# mines_to_markets.group_mtm_user
OFFICERS = """
agreement: subaward_count subaward_ids
asm.budget.line: task_ids
asm.result: task_ids
calendar.event: commitment_ids
crm.lead: agreement_ids
event.event: delivery_count delivery_ids engagement_id engagement_service_ids
    is_attendance_changed session_ids site_id
event.registration: session_ids
mtm.engagement: overlapping_ids
mtm.service: count_rule_ids
project.task: budget_line_id result_id
res.country: program_ids
res.partner: access_ids agreement_ids agreements_count availability_ids delivery_count
    duplicate_ids engagement_count engagement_ids focal_point_ids formalization_ids
    formalization_step_id jurisdiction_ids letter_ids licence_ids membership_ids
    program_line_ids score_ids subaward_ids submission_count vetting_count
    vetting_expiry vetting_ids vetting_state
"""
# mines_to_markets.group_mtm_sensitive
SENSITIVE = """
mtm.vetting: note
"""
# base.group_user
STAFF = """
asm.award: prime_uei
calendar.event: engagement_id minutes
mtm.engagement: stakeholder_type_id
project.project: asm_program_ids
res.partner: ein expert_country_ids expert_language_ids expertise_ids
    iati_organisation_ref is_cooperative is_expert is_government match_name
    mineral_ids operating_country_ids own_company_ids stakeholder_type_id uei
"""
# what portal users read of the records that they find, besides id and name
PORTAL = """
asm.actual: comment denominator disaggregation_id missing_reason numerator parked_on
    period_id program_indicator_id review_comment site_id state submission_id text
    value
asm.report.request:
asm.submission: date_due date_end date_start is_on_behalf narrative partner_id
    period_id program_id receipt return_reason sent_count state submitted_on
mtm.commitment: date_due engagement_id is_ours is_overdue name partner_id state
mtm.engagement: code country_ids date_end date_start mineral_ids name partner_id
    partner_name service_ids stage_id
mtm.finding: date date_next delivery_id engagement_id name partner_id severity site_id
    state
mtm.service.delivery: country_id date engagement_id partner_id quantity service_id
    site_id state uom_id
mtm.service.request: answer answered_on country_ids create_date description name
    partner_id service_ids state
"""

BY_GROUP = {
    "mines_to_markets.group_mtm_admin": ADMINISTRATORS,
    ".": NOBODY,
    "mines_to_markets.group_mtm_user": OFFICERS,
    "mines_to_markets.group_mtm_sensitive": SENSITIVE,
    "base.group_user": STAFF,
}
ALWAYS = {"id", "display_name", "active"}


def _words(text):
    """Yield (model, field) of lines like ``model: field field``."""
    model = None
    for word in text.split():
        if word.endswith(":"):
            model = word[:-1]
            yield model, None
        else:
            yield model, word


def closed():
    """Return ``{(model, field): group}``.

    >>> closed()["mtm.vetting", "note"]
    'mines_to_markets.group_mtm_sensitive'
    """
    return {
        key: group for group, text in BY_GROUP.items() for key in _words(text) if key[1]
    }


def portal():
    """Return ``{model: set of fields}``.

    >>> sorted(portal()["asm.report.request"])
    ['active', 'display_name', 'id']
    """
    found = {}
    for model, field in _words(PORTAL):
        found.setdefault(model, set(ALWAYS)).update({field} - {None})
    return found
