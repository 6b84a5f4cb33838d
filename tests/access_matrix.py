"""Who may do what: one row a model, one column a role, letters for operations.

``c`` create, ``r`` read, ``w`` write, ``d`` delete, ``-`` nothing. The records that
the test works on belong to one country, one programme and one organisation, "ours":

- ``employee``: an internal user without any role of this suite
- ``officer``, ``manager``, ``admin``: the ladder
- ``approver``, ``finance``: an officer with that duty
- ``elsewhere``: an officer restricted to another country
- ``viewer``, ``editor``, ``porter``: portal users of our organisation, by their
  access; ``porter`` is its officer
- ``stranger``: a portal user of another organisation
- ``public``: nobody in particular

Roles that may what one of these may, but for some models, are in :data:`LIKE`:

- ``auditor``: an employee who reads what was done
- ``privacy``, ``sensitive``: an officer with the duty of personal data, of findings
- ``freezer``: somebody of finance who also freezes and sends donor reports
- ``here``, ``inside``: an officer restricted to our country, to our programme
- ``outside``: an officer restricted to another programme
- ``funder``, ``subgrantee``, ``government``: portal users who see pages of an award, of
  a sub-award, of what was released to their office, and read no record

A dialog is the own one of whoever tries it: ``test_access_dialogs`` tries those of
others. A model of ours, or one of Odoo's that holds partners' business (see ADDONS and
ADOPTED of the test), without a row here fails the test.
"""

# Odoo's own, and adopted ones, that hold partners' business, with rules of ours
ADOPTED = {
    "account.analytic.line",
    "agreement",
    "calendar.attendee",
    "calendar.event",
    "crm.lead",
    "event.event",
    "event.registration",
    "mail.activity",
    "mail.message",
    "project.project",
    "project.task",
    "res.partner",
    "res.partner.bank",
}
OPERATIONS = {"c": "create", "r": "read", "w": "write", "d": "unlink"}

TABLE = """
model                        employee officer manager admin approver finance elsewhere viewer editor porter stranger public
mtm.stakeholder.type         r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.mineral                  r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.mineral.alias            r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.theme                    r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.challenge                r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.sdg                      r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.dimension                r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.dimension.value          r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.disaggregation           r        r       r       crd   r        r       r         -      -      -      -        -
mtm.service                  r        r       r       crwd  r        r       r         r      r      r      r        -
mtm.engagement.stage         r        r       r       crwd  r        r       r         r      r      r      r        -
mtm.engagement.role          r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.site                     -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.evidence                 -        crw     crwd    crwd  crw      crw     c         -      -      -      -        -
mtm.engagement               -        crw     crwd    crwd  crw      crw     -         r      r      r      -        -
mtm.engagement.party         -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.engagement.health        -        r       r       r     r        r       -         -      -      -      -        -
mtm.engagement.stage.time    -        r       r       r     r        r       -         -      -      -      -        -
mtm.engagement.playbook      -        crw     crw     crw   crw      crw     -         -      -      -      -        -
mtm.engagement.playbook.line -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.engagement.close         -        crw     crw     crw   crw      crw     -         -      -      -      -        -
mtm.engagement.member        -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.engagement.scope         -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.finding                  -        crw     crwd    crwd  crw      crw     -         r      r      r      -        -
mtm.dispute                  -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.commitment               -        crw     crwd    crwd  crw      crw     -         r      r      r      -        -
mtm.commitment.close         -        crw     crw     crw   crw      crw     crw       -      -      -      -        -
mtm.interaction              -        r       r       r     r        r       -         -      -      -      -        -
mtm.service.delivery         -        crw     crwd    crwd  crw      crw     -         r      r      r      -        -
mtm.service.delivery.count   -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.service.plan             -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.service.plan.report      -        r       r       r     r        r       -         -      -      -      -        -
mtm.service.request          -        crw     crwd    crwd  crw      crw     -         r      r      r      -        -
mtm.lead.win                 -        crw     crw     crw   crw      crw     -         -      -      -      -        -
mtm.vetting                  -        cr      crw     crwd  cr       cr      -         -      -      -      -        -
mtm.letter                   -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.licence                  -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.stakeholder.score        -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.membership               -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.formalization            -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.focal.point              -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.formalization.step       r        r       r       crwd  r        r       r         -      -      -      -        -
mtm.event.session            -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.availability             -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.expert.match             -        r       r       r     r        r       -         -      -      -      -        -
res.partner.relation.type    r        r       r       crwd  r        r       r         -      -      -      -        -
res.partner.relation         r        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.vetting.requirement      -        r       r       crwd  r        r       r         -      -      -      -        -
mtm.agreement.version        -        r       r       r     r        r       -         -      -      -      -        -
mtm.agreement.amendment      -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.agreement.terminate      -        -       crw     crw   -        -       -         -      -      -      -        -
mtm.data.sharing             -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mtm.staff.scope              -        -       -       crwd  -        -       -         -      -      -      -        -
mtm.partner.access           -        r       crwd    crwd  r        r       -         -      -      -      -        -
mtm.partner.access.event     -        r       r       r     r        r       -         -      -      -      -        -
mtm.partner.invitation       -        r       rd      rd    r        r       -         -      -      -      -        -
mtm.login.code               -        -       rd      rd    -        -       -         -      -      -      -        -
mtm.login.attempt            -        -       -       rd    -        -       -         -      -      -      -        -
mtm.login.issue              -        -       crw     crw   -        -       -         -      -      -      -        -
mtm.released.file            -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
mtm.portal.sending           -        -       -       r     -        -       -         -      -      -      -        -
mtm.digest                   -        -       -       r     -        -       -         -      -      -      -        -
mtm.service.request.reply    -        crw     crw     crw   crw      crw     -         -      -      -      -        -
mtm.import                   -        crw     crw     crwd  crw      crw     c         -      -      -      -        -
mtm.import.line              -        r       r       rd    r        r       -         -      -      -      -        -
mtm.log.entry                -        -       -       -     -        -       -         -      -      -      -        -
mtm.log.check                -        -       -       -     -        -       -         -      -      -      -        -
mtm.privacy.request          -        -       -       -     -        -       -         -      -      -      -        -
mtm.privacy.request.line     -        -       -       -     -        -       -         -      -      -      -        -
mtm.retention.rule           -        -       -       -     -        -       -         -      -      -      -        -
mtm.job                      -        r       r       rd    r        r       -         -      -      -      -        -
asm.program.stage            -        r       r       crwd  r        r       r         -      -      -      -        -
asm.indicator                -        r       crw     crwd  r        r       r         -      -      -      -        -
asm.scale.value              -        r       crw     crwd  r        r       r         -      -      -      -        -
asm.evidence.rule            -        r       crwd    crwd  r        r       r         -      -      -      -        -
asm.crossing                 -        r       crwd    crwd  r        r       r         -      -      -      -        -
asm.period                   -        r       crw     crwd  r        r       r         -      -      -      -        -
asm.program                  -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.program.partner          -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.result                   -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.program.indicator        -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.result.summary           -        -       -       -     -        -       -         -      -      -      -        -
asm.result.subtotal          -        -       -       -     -        -       -         -      -      -      -        -
asm.summary.touched          -        -       -       -     -        -       -         -      -      -      -        -
asm.assignment               -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.count.rule               -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.baseline                 -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.target                   -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.overlap                  -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.ledger                   -        r       r       r     r        r       -         -      -      -      -        -
asm.ledger.moment            -        crw     crw     crw   crw      crw     crw       -      -      -      -        -
asm.proposal.reject          -        -       -       -     crw      -       -         -      -      -      -        -
asm.audit                    -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.audit.line               -        rw      rw      rw    rw       rw      -         -      -      -      -        -
asm.audit.answer             -        rw      rw      rw    rw       rw      -         -      -      -      -        -
asm.audit.question           -        r       r       crwd  r        r       r         -      -      -      -        -
asm.audit.action             -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.audit.factor             -        r       r       r     r        r       -         -      -      -      -        -
asm.recommendation           -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.recommendation.answer    -        cr      cr      cr    cr       cr      -         -      -      -      -        -
asm.rating                   -        r       cr      cr    r        r       -         -      -      -      -        -
asm.deviation                -        crw     crw     crw   crw      crwd    -         -      -      -      -        -
asm.submission               -        crw     crwd    crwd  crw      crw     -         r      r      r      -        -
asm.validation.rule          -        r       crwd    crwd  r        r       r         -      -      -      -        -
asm.actual.change            -        r       r       r     r        r       -         -      -      -      -        -
asm.period.lock              -        r       crw     crw   r        r       -         -      -      -      -        -
asm.delegation               -        r       r       cr    cr       r       -         -      -      -      -        -
asm.submission.return.line   -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.submission.finding       -        r       r       r     r        r       -         -      -      -      -        -
asm.submission.sending       -        r       r       r     r        r       -         -      -      -      -        -
asm.report.request           -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.local.unit               -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.actual.local             -        r       r       r     r        r       -         -      -      -      -        -
asm.submission.line          -        r       r       r     r        r       -         -      -      -      -        -
asm.narrative.section        -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.narrative                -        r       r       r     r        r       -         -      -      -      -        -
asm.actual                   -        crwd    crwd    crwd  crwd     crwd    -         r      r      r      -        -
asm.actual.revision          -        r       r       r     r        r       -         -      -      -      -        -
asm.actual.delivery          -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.award                    -        r       r       r     r        crwd    -         -      -      -      -        -
asm.award.term               -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.award.period             -        r       r       r     r        crwd    -         -      -      -      -        -
asm.award.share              -        r       r       r     r        cr      -         -      -      -      -        -
asm.award.indicator          -        r       r       r     r        crwd    -         -      -      -      -        -
asm.donor.report             -        r       r       r     r        crwd    -         -      -      -      -        -
asm.donor.report.line        -        r       r       r     r        crwd    -         -      -      -      -        -
asm.award.share.set          -        -       -       -     -        crw     -         -      -      -      -        -
asm.award.share.set.line     -        -       -       -     -        crwd    -         -      -      -      -        -
asm.delivery.correct         -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.submission.open          -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.risk                     -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.risk.review              -        r       r       r     r        r       -         -      -      -      -        -
asm.risk.review.set          -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.budget.line              -        r       r       r     r        crwd    -         -      -      -      -        -
asm.indicator.version        -        -       crw     crw   -        -       -         -      -      -      -        -
asm.program.indicator.upgrade -       -       crw     crw   -        -       -         -      -      -      -        -
asm.framework.copy           -        -       crw     crw   -        -       -         -      -      -      -        -
asm.framework.copy.line      -        -       crwd    crwd  -        -       -         -      -      -      -        -
asm.milestone                -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
asm.milestone.revision       -        r       r       r     r        r       -         -      -      -      -        -
asm.sdg.link                 -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.reporting.performance    -        r       r       r     r        r       -         -      -      -      -        -
asm.submission.return        -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.actual.reopen            -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.award.access             -        r       r       r     r        crwd    -         -      -      -      -        -
asm.tranche                  -        r       r       r     r        crwd    -         -      -      -      -        -
asm.donor.format             -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.style       -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.word        -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.section     -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.sheet       -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.block       -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.cell        -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.chart       -        r       r       r     r        crwd    r         -      -      -      -        -
asm.donor.format.upload      -        -       -       -     -        crw     -         -      -      -      -        -
asm.donor.report.problem     -        rw      rw      rw    rw       rw      -         -      -      -      -        -
asm.donor.report.section     -        rw      rw      rw    rw       rw      -         -      -      -      -        -
asm.donor.report.answer      -        r       r       r     r        cr      -         -      -      -      -        -
asm.subaward                 -        r       r       r     r        crwd    -         -      -      -      -        -
asm.subaward.budget          -        r       r       r     r        crwd    -         -      -      -      -        -
asm.subaward.line            -        r       r       r     r        crwd    -         -      -      -      -        -
asm.subaward.request         -        r       r       r     r        rw      -         -      -      -      -        -
asm.subaward.deliverable     -        r       r       r     r        crwd    -         -      -      -      -        -
asm.release                  -        r       cr      cr    r        cr      -         -      -      -      -        -
asm.jurisdiction             -        r       crwd    crwd  r        r       -         -      -      -      -        -
asm.award.amendment          -        r       r       r     r        crwd    -         -      -      -      -        -
asm.exchange.rate            -        r       r       r     r        crwd    r         -      -      -      -        -
asm.obligation               -        r       r       r     r        crwd    -         -      -      -      -        -
asm.award.value              -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.award.value.line         -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.financial.report         -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.financial.report.line    -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.financial.report.rate    -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.financial.attachment     -        crw     crw     crw   crw      crw     -         -      -      -      -        -
asm.financial.attachment.line -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
asm.indirect.rate            -        r       r       r     r        crwd    -         -      -      -      -        -
asm.budget.change            -        r       r       r     r        rw      -         -      -      -      -        -
asm.ledger.mapping           -        r       r       r     r        crwd    r         -      -      -      -        -
asm.ledger.mapping.account   -        r       r       r     r        crwd    -         -      -      -      -        -
asm.award.period.make        -        -       -       -     -        crw     -         -      -      -      -        -
account.analytic.line        -        r       r       r     r        crw     -         -      -      -      -        -
asm.award.late.fact          -        r       r       r     r        r       -         -      -      -      -        -
asm.award.closing            -        r       r       r     r        r       -         -      -      -      -        -
asm.voucher                  -        r       r       r     r        crwd    -         -      -      -      -        -
asm.voucher.part             -        r       r       r     r        crwd    -         -      -      -      -        -
asm.award.reopening          -        -       -       -     -        crw     -         -      -      -      -        -
asm.ledger.reversal          -        -       -       -     -        crw     -         -      -      -      -        -
res.partner                  r        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
res.partner.bank             r        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
crm.lead                     -        crw     crw     crwd  crw      crw     -         -      -      -      -        -
agreement                    -        crw     crwd    crwd  crw      crw     -         -      -      -      -        -
calendar.event               -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
calendar.attendee            -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
event.event                  -        crw     crw     crwd  crw      crw     -         -      -      -      -        -
event.registration           -        -       -       crwd  -        -       -         -      -      -      -        -
project.project              r        r       r       r     r        r       -         -      -      -      -        -
project.task                 r        r       r       r     r        r       -         -      -      -      -        -
mail.activity                -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
mail.message                 -        crwd    crwd    crwd  crwd     crwd    -         -      -      -      -        -
"""


# of these, restricted staff find what they made, or what names what is theirs
MADE = {
    "mtm.evidence": "c",
    "mtm.import": "c",
    "mtm.import.line": "",
    "mtm.job": "",
    "asm.award": "",
    "project.project": "",
}
# what is kept about a partner is of no programme
OF_PARTNERS = """
mtm.site mtm.interaction mtm.service.request mtm.lead.win mtm.vetting mtm.licence
mtm.stakeholder.score mtm.membership mtm.formalization mtm.focal.point mtm.availability
mtm.expert.match mtm.agreement.version mtm.agreement.amendment mtm.data.sharing
mtm.partner.access mtm.partner.access.event mtm.partner.invitation mtm.released.file
mtm.service.request.reply asm.award.term asm.jurisdiction asm.financial.attachment
res.partner.relation res.partner res.partner.bank crm.lead agreement
"""
# roles that may what another may, but for these models: letters, or a role's
LIKE = {
    "auditor": (
        "employee",
        {"mtm.log.entry": "r", "mtm.log.check": "r", "mtm.login.attempt": "r"},
    ),
    "privacy": (
        "officer",
        {
            "mtm.privacy.request": "crw",
            "mtm.privacy.request.line": "crd",
            "mtm.retention.rule": "crwd",
        },
    ),
    "sensitive": ("officer", {}),
    "freezer": ("finance", {}),
    "here": ("officer", MADE),
    "inside": ("officer", MADE | {"asm.program": ""}),
    "outside": ("elsewhere", dict.fromkeys(OF_PARTNERS.split(), "officer")),
    "funder": ("stranger", {}),
    "subgrantee": ("stranger", {}),
    "government": ("stranger", {}),
}


def matrix():
    """Return ``{model: {role: operations}}`` of :data:`TABLE` and :data:`LIKE`.

    >>> matrix()["mtm.vetting"]["manager"]
    'crw'
    >>> matrix()["mtm.vetting"]["public"]
    ''
    >>> matrix()["mtm.log.entry"]["auditor"], matrix()["mtm.site"]["outside"]
    ('r', 'crw')
    """
    heading, *lines = (line.split() for line in TABLE.strip().splitlines())
    assert len({line[0] for line in lines}) == len(lines), "two rows of one model"
    rows = {
        model: {
            role: operations.replace("-", "")
            for role, operations in zip(heading[1:], cells, strict=True)
        }
        for model, *cells in lines
    }
    for role, (like, differences) in LIKE.items():
        assert differences.keys() <= rows.keys(), f"{role} differs in no model"
        for model, roles in rows.items():
            said = differences.get(model, like)
            roles[role] = roles.get(said, said)
    return rows
