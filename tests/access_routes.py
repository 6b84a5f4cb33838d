"""Every route of ours: how it is called, and who meets what is "ours" behind it.

One line a route: its address, the method (``any``: GET and POST), ``user`` (a login)
or ``public``, whether it ``reads``, ``writes`` or reads ``maybe`` (a callable decides),
and the roles that find a name of ours in the answer when they ask with our ids.
Everybody else is refused or sees a page without it, and nobody changes anything by an
address that reads, nor by one that writes when nothing is filled in, but ``CHANGERS``.

``readers`` are our organisation's portal users and officers, ``members`` its portal
users alone; ``all`` are readers and who has something to do for a sub-award. What
funders, governments and sub-grantees see is theirs alone.
"""

GROUPS = {
    "-": set(),
    "readers": {"viewer", "porter", "officer"},
    "members": {"viewer", "porter"},
    "sub": {"subgrantee"},
    "all": {"viewer", "porter", "officer", "subgrantee"},
}

# who changes something when nothing is filled in, since the address says it all
CHANGERS = {
    "/my/awards/<int:award_id>/payments/<int:tranche_id>/paid": {"funder"},
    "/my/people/<int:access_id>/<string:what>": {"porter"},
    "/my/people/invitations/<int:invitation_id>/<string:what>": {"porter"},
}

TABLE = """
/asm/donor-formats/<int:format_id> any user writes elsewhere,officer,outside
/asm/donor-reports/<int:report_id>/<any(pdf,zip):kind> any user writes officer
/asm_programs/framework/<model('asm.program'):program>/template GET user writes -
/asm_programs/workbook GET user writes -
/mines_to_markets/login_letter POST user writes -
/mines_to_markets/register/<string:kind> POST user writes -
/mines_to_markets/register/<string:kind>/template GET user writes -
/my any user maybe all
/my/awards any user reads funder
/my/awards/<int:award_id> GET user maybe funder
/my/awards/<int:award_id>/evidence/<int:release_id> any user writes funder
/my/awards/<int:award_id>/payments/<int:tranche_id>/paid POST user writes -
/my/awards/<int:award_id>/reports/<int:report_id> POST user writes -
/my/awards/<int:award_id>/reports/<int:report_id>/file any user writes -
/my/awards/<int:award_id>/reports/<int:report_id>/pages any user writes -
/my/awards/<int:award_id>/sites/<int:release_id> any user reads funder
/my/awards/page/<int:page> any user reads funder
/my/code GET public reads -
/my/code POST public writes -
/my/commitments any user reads -
/my/commitments/page/<int:page> any user reads -
/my/documents any user reads members
/my/documents/<int:file_id> any user writes -
/my/documents/page/<int:page> any user reads members
/my/engagements any user reads readers
/my/engagements/<int:engagement_id> any user reads readers
/my/engagements/page/<int:page> any user reads readers
/my/home any user maybe all
/my/jurisdiction any user reads government
/my/jurisdiction/<int:release_id> any user reads government
/my/jurisdiction/evidence/<int:release_id> any user writes government
/my/messages GET user maybe porter,subgrantee
/my/messages POST user writes -
/my/offline GET public reads -
/my/organisation POST user writes -
/my/people GET user maybe members
/my/people/<int:access_id>/<string:what> POST user writes -
/my/people/invitations/<int:invitation_id>/<string:what> POST user writes -
/my/people/invite POST user writes -
/my/reports any user reads readers
/my/reports/<int:submission_id> GET user maybe readers
/my/reports/<int:submission_id>/ask GET user reads readers
/my/reports/<int:submission_id>/ask POST user writes porter
/my/reports/<int:submission_id>/evidence POST user writes -
/my/reports/<int:submission_id>/evidence/<int:evidence_id> GET user writes -
/my/reports/<int:submission_id>/evidence/<int:evidence_id>/change POST user writes -
/my/reports/<int:submission_id>/evidence/<int:evidence_id>/delete POST user writes -
/my/reports/<int:submission_id>/history any user reads readers
/my/reports/<int:submission_id>/paper GET user writes -
/my/reports/<int:submission_id>/receipt GET user reads -
/my/reports/<int:submission_id>/save any user writes porter
/my/reports/<int:submission_id>/workbook GET user writes porter
/my/reports/page/<int:page> any user reads readers
/my/reports/phone any user reads -
/my/reports/session any user reads -
/my/reports/workbook GET user reads -
/my/reports/workbook POST user writes -
/my/reports/workbook/<int:import_id> GET user writes -
/my/reports/workbook/<int:import_id>/marked GET user writes -
/my/reports/workbook/<int:import_id>/progress any user reads -
/my/reports/workbook/<int:import_id>/store POST user writes -
/my/reports/workbook/download GET user writes porter
/my/requests any user maybe -
/my/requests/new GET user reads -
/my/requests/new POST user writes -
/my/requests/page/<int:page> any user maybe -
/my/service-worker.js GET public reads -
/my/subawards any user reads sub
/my/subawards/<int:subaward_id> GET user maybe sub
/my/subawards/<int:subaward_id>/deliverables/<int:deliverable_id> POST user writes sub
/my/subawards/<int:subaward_id>/deviations POST user writes sub
/my/subawards/<int:subaward_id>/files/<int:attachment_id> any user writes sub
/my/subawards/<int:subaward_id>/requests/<int:request_id> GET user maybe sub
/my/subawards/<int:subaward_id>/requests/<int:request_id> POST user writes -
/my/subawards/<int:subaward_id>/requests/new/<string:kind> GET user reads -
/my/subawards/<int:subaward_id>/requests/new/<string:kind> POST user writes -
/my/subawards/<int:subaward_id>/targets POST user writes sub
/my/subawards/page/<int:page> any user reads sub
/web/reset_password any public writes -
/web/signup any public writes -
"""


def declared():
    """Return ``{(route, method): (auth, mode, roles)}``.

    >>> declared()["/my/documents", "POST"] == ("user", "reads", GROUPS["members"])
    True
    """
    found = {}
    for line in TABLE.strip().splitlines():
        route, method, auth, mode, who = line.split()
        roles = GROUPS.get(who, set(who.split(",")))
        for each in ("GET", "POST") if method == "any" else (method,):
            found[route, each] = (auth, mode, roles)
    return found
