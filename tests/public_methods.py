"""What of ours may be called from outside: RPC, ``/json/2``, buttons of the pages.

A public method of ours that is not here fails the test: list it, or make it private
(``_name``, or ``@api.private`` where its name is known outside). Three kinds:

- :data:`OPENS` says where to look (an action of the web client),
- :data:`READS` returns what the caller may read, and changes nothing,
- :data:`CHANGES` changes something, for whoever may write on the record by the access
  matrix, or for the roles in :data:`ALONE`.
"""

from access_matrix import LIKE

OPENS = """
agreement: action_view_commitments action_view_subawards
asm.actual: action_open_return action_view_deliveries action_view_history
    action_view_report_lines action_view_submission
asm.actual.change: action_view_actual
asm.actual.delivery: action_view_delivery
asm.audit: action_view_actions action_view_factors action_view_lines
asm.audit.factor: action_view_audit
asm.audit.line: action_view_actual
asm.award: action_view_budget_changes action_view_cost_share action_view_late
    action_view_lead action_view_ledger action_view_obligations
    action_view_program_income action_view_programs action_view_reports
    action_view_subawards
asm.award.indicator: action_view_actuals
asm.award.late.fact: action_open
asm.award.period: action_ask_reopen action_view_late
asm.award.value: action_open action_show
asm.award.value.line: action_view_results action_view_spending
asm.baseline: action_ask_rejection
asm.deviation: action_ask_rejection
asm.donor.format: action_export
asm.donor.report: action_download action_export_pdf action_export_restatement
    action_export_zip action_view_lines
asm.donor.report.line: action_view_actuals
asm.donor.report.problem: action_open
asm.financial.attachment: action_show
asm.financial.attachment.line: action_open
asm.financial.report: action_show
asm.financial.report.line: action_open
asm.financial.report.rate: action_open
asm.indicator: action_view_programs
asm.ledger: action_choose_moment action_open_version action_pages action_workbook
asm.ledger.moment: action_open
asm.overlap: action_ask_rejection
asm.program: action_open_dashboard action_view_audits action_view_awards
    action_view_behind action_view_deliveries action_view_engagements
    action_view_indicators action_view_proposals action_view_ratings
    action_view_recommendations action_view_results action_view_risks
    action_view_submissions action_view_tasks
asm.program.indicator: action_open_target_grid action_view_actuals
    action_view_last_audit action_view_ledger
asm.reporting.performance: action_open_report
asm.result: action_view_ratings action_view_risks action_view_tasks
asm.subaward: action_view_requests
asm.submission: action_download_workbook action_open_return action_view_actuals
    action_view_findings action_view_history action_view_uncounted
asm.submission.open: action_open
asm.target: action_ask_rejection
asm.voucher: action_ask_reverse
crm.lead: action_view_award action_view_engagement
event.event: action_view_deliveries
mtm.challenge: action_view_engagements action_view_results action_view_risks
mtm.commitment: action_view_source
mtm.engagement: action_open_playbook action_view_agreements action_view_commitments
    action_view_deliveries action_view_disputes action_view_events
    action_view_findings action_view_interactions action_view_lead
    action_view_meetings action_view_partner action_view_sites
mtm.engagement.close: action_view_commitments action_view_drafts
mtm.event.session: action_open_attendance
mtm.import: action_download_template action_open_mapping action_view_ledger_lines
    action_view_lines
mtm.import.line: action_open_record
mtm.interaction: action_open
mtm.log.entry: action_open_record
mtm.service: action_view_deliveries action_view_engagements
mtm.service.delivery: action_open_correction action_view_actuals
    action_view_engagement action_view_event
mtm.service.plan: action_view_deliveries
mtm.service.request: action_open_reply action_view_lead
mtm.site: action_view_deliveries action_view_engagements
res.partner: action_choose_for_lead action_view_deliveries action_view_engagements
    action_view_glance action_view_interactions action_view_submissions
    action_view_vettings
mtm.retention.rule: action_preview
"""
READS = """
asm.award: read_board read_board_parts read_financials read_financials_lines
    read_period_parts read_sf425 read_sf425a
asm.dashboard: read_dashboard read_portfolio read_trend
asm.donor.report: action_trace read_restatement
asm.money.board: read_board
asm.portfolio: read_groupings read_totals
asm.program: read_money read_tracking
asm.program.indicator: read_achievement read_results read_target_grid
asm.reporting.performance: read_heat
asm.result: read_framework
asm.submission: read_grid
mtm.map: read_map read_value_choices read_values
mtm.overview: read_overview
mtm.service.delivery: grid_dimensions grid_engagement grid_match
res.partner: read_glance read_matches
"""
CHANGES = """
account.analytic.line: action_reverse
agreement: action_amend action_new_subaward action_sign
asm.actual: action_approve action_discard_parked action_keep_parked action_reopen
    action_return action_submit
asm.actual.reopen: action_reopen
asm.audit: action_back_to_draft action_draw action_finish
asm.audit.action: action_close action_reopen
asm.audit.line: action_not_found
asm.award: action_financial_report
asm.award.period: action_close action_reopen
asm.award.period.make: action_make
asm.award.reopening: action_reopen
asm.award.share.set: action_set
asm.award.term: action_ask action_meet action_refuse
asm.baseline: action_approve action_propose_change action_reject action_withdraw
asm.delegation: action_revoke
asm.delivery.correct: action_correct
asm.deviation: action_approve action_reject action_withdraw
asm.donor.format: action_new_version
asm.donor.format.upload: action_upload
asm.donor.report: action_check action_check_stale action_draw action_export_xlsx
    action_freeze action_restate action_send
asm.framework.copy: action_copy
asm.indicator: action_new_version
asm.indicator.version: action_make
asm.indirect.rate: action_propose_true_up
asm.ledger.reversal: action_reverse
asm.obligation: action_close
asm.overlap: action_approve action_compare_lists action_propose_change action_reject
    action_withdraw
asm.period.lock: action_reopen
asm.program: action_copy_framework action_import_framework
asm.program.indicator: action_upgrade propose_targets
asm.program.indicator.upgrade: action_upgrade
asm.proposal.reject: action_reject
asm.recommendation: action_done action_reopen action_start action_verify
asm.release: action_withdraw
asm.report.request: action_accept action_decline
asm.result: move_to
asm.risk: action_review
asm.risk.review.set: action_review
asm.subaward: action_close action_convert action_start
asm.subaward.deliverable: action_accept action_reopen
asm.subaward.line: action_approve action_pay
asm.subaward.request: action_approve action_refuse
asm.submission: action_approve action_close_period action_count_deliveries
    action_return action_review action_submit action_upload_workbook write_grid
asm.submission.return: action_return
asm.target: action_approve action_propose_change action_reject action_withdraw
asm.tranche: action_receive action_record_received action_request
asm.voucher: action_post action_reverse
calendar.event: action_new_commitment
event.event: action_record_deliveries
mail.activity: action_new_commitment
mtm.agreement.amendment: action_sign
mtm.agreement.terminate: action_terminate
mtm.commitment: action_cancel action_done action_from_message action_reopen
mtm.commitment.close: action_close
mtm.dispute: action_mediate action_reopen action_settle action_withdraw
mtm.engagement: action_close action_confirm_health action_find_experts
    action_new_delivery action_record_deliveries
mtm.engagement.close: action_close
mtm.engagement.playbook: action_add action_leave_out
mtm.expert.match: action_add
mtm.finding: action_close action_reopen
mtm.import: action_add_codes action_import action_import_in_background
    action_keep_mine action_keep_theirs action_preview action_propose_mapping
    action_reverse_import action_start
mtm.lead.win: action_win
mtm.login.issue: action_issue
mtm.partner.access: action_letter
mtm.privacy.request: action_erase action_look action_take_out
mtm.retention.rule: action_run
mtm.service.delivery: action_confirm action_correct action_reset_to_draft grid_save
mtm.service.request: action_accept action_decline
mtm.service.request.reply: action_answer
mtm.vetting: action_fail action_pass action_pass_with_conditions action_renew
res.partner: action_merge_with
"""

APPROVERS = "approver"
EVERYBODY = "officer manager admin approver finance freezer"
# who may, where that is not just whoever may write on the record
ALONE = {
    "asm.actual.action_approve": APPROVERS,
    "asm.actual.action_reopen": APPROVERS,
    "asm.actual.action_return": APPROVERS,
    "asm.actual.reopen.action_reopen": APPROVERS,
    "asm.baseline.action_approve": APPROVERS,
    "asm.baseline.action_reject": APPROVERS,
    # by whoever proposed it, or a manager
    "asm.baseline.action_withdraw": "manager admin",
    # takes back what one gave oneself, or what an administrator arranged
    "asm.delegation.action_revoke": "approver admin",
    "asm.deviation.action_approve": APPROVERS,
    "asm.deviation.action_reject": APPROVERS,
    "asm.deviation.action_withdraw": "manager admin",
    # a duty of its own
    "asm.donor.report.action_freeze": "freezer",
    "asm.donor.report.action_send": "freezer",
    # keeps what it found, for whoever looks at the report next
    "asm.donor.report.action_check": EVERYBODY,
    "asm.overlap.action_approve": APPROVERS,
    "asm.overlap.action_reject": APPROVERS,
    "asm.overlap.action_withdraw": "manager admin",
    # anybody who may read the programme proposes; approving is another's
    "asm.program.indicator.propose_targets": EVERYBODY,
    # what was released is never changed, only taken back by who may release
    "asm.release.action_withdraw": "manager admin finance freezer",
    "asm.submission.action_approve": APPROVERS,
    "asm.submission.action_return": APPROVERS,
    "asm.submission.return.action_return": APPROVERS,
    "asm.target.action_approve": APPROVERS,
    "asm.target.action_reject": APPROVERS,
    "asm.target.action_withdraw": "manager admin",
    # joins the team of an engagement
    "mtm.expert.match.action_add": EVERYBODY,
    "mtm.service.request.reply.action_answer": f"{EVERYBODY} outside",
}


def alone(method):
    """Return the roles that a method is for alone, with those that are like them.

    >>> sorted(alone("asm.donor.report.action_freeze"))
    ['freezer']
    >>> alone("asm.letter.action_close") is None
    True
    """
    if method not in ALONE:
        return None
    roles = set(ALONE[method].split())
    return roles | {role for role, (like, _models) in LIKE.items() if like in roles}


def declared():
    """Return ``{(model, method): kind}``.

    >>> declared()["mtm.map", "read_map"]
    'reads'
    """
    found = {}
    for kind, text in (("opens", OPENS), ("reads", READS), ("changes", CHANGES)):
        model = None
        for word in text.split():
            if word.endswith(":"):
                model = word[:-1]
            else:
                found[model, word] = kind
    return found
