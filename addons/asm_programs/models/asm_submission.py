from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.mines_to_markets.one2many import read_lines

from ..tools import clock


class AsmSubmission(models.Model):
    """One partner's report for one programme and period."""

    _name = "asm.submission"
    _description = "Submission"
    _inherit = [
        "asm.derived.mixin",
        "mtm.portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date_due desc, id desc"
    _rec_names_search = ["program_id", "partner_id", "period_id"]

    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Reported By",
        required=True,
        index=True,
        ondelete="restrict",
        help="Staff report for the own organisation.",
    )
    period_id = fields.Many2one(
        "asm.period", required=True, index=True, ondelete="restrict"
    )
    date_start = fields.Date(related="period_id.date_start", store=True)
    date_end = fields.Date(related="period_id.date_end", store=True)
    date_due = fields.Date(
        string="Due",
        compute="_compute_date_due",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("submitted", "Submitted"),
            ("returned", "Returned"),
            ("approved", "Approved"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    narrative = fields.Text(string="What Happened")
    return_reason = fields.Text(
        string="Reviewer's Comment", readonly=True, copy=False, tracking=True
    )
    submitted_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    submitted_on = fields.Datetime(readonly=True, copy=False)
    is_on_behalf = fields.Boolean(
        string="Submitted on Behalf",
        readonly=True,
        copy=False,
        help="Submitted by staff for the partner.",
    )
    actual_ids = fields.One2many("asm.actual", "submission_id", string="Numbers")
    actual_count = fields.Integer(compute="_compute_actual_count")
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )

    _key_unique = models.UniqueIndex(
        "(program_id, partner_id, period_id)",
        "This partner has a report for this programme and period already.",
    )

    @api.depends("period_id.date_end")
    def _compute_date_due(self):
        for submission in self:
            end = submission.period_id.date_end
            submission.date_due = end and fields.Date.add(end, days=15)

    @api.depends("program_id.code", "partner_id.name", "period_id.name")
    def _compute_display_name(self):
        for submission in self:
            submission.display_name = ", ".join(
                filter(
                    None,
                    (
                        submission.program_id.code,
                        submission.partner_id.name,
                        submission.period_id.name,
                    ),
                )
            )

    def _compute_actual_count(self):
        counts = dict(
            self.env["asm.actual"]._read_group(
                [("submission_id", "in", self.ids)], ["submission_id"], ["__count"]
            )
        )
        for submission in self:
            submission.actual_count = counts.get(submission, 0)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_review_fields(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._without_review_fields(vals)
        for name in self._key_fields.intersection(vals):
            self._check_key_may_change(name, vals[name])
        return super().write(vals)

    _key_fields = frozenset({"program_id", "partner_id", "period_id"})

    def _check_key_may_change(self, name, value):
        """:raises UserError: where numbers have been entered for what it was"""
        filled = self.filtered(lambda report: report[name].id != value)
        if filled.sudo().actual_ids:
            raise UserError(
                self.env._(
                    "%(submission)s holds numbers, so its programme, partner and "
                    "period stay as they are. Make another report.",
                    submission=filled[0].display_name,
                )
            )

    _review_fields = frozenset(
        {"state", "submitted_by", "submitted_on", "is_on_behalf", "return_reason"}
    )

    def _without_review_fields(self, vals):
        """Only the actions of the review set these, whoever calls."""
        return {key: v for key, v in vals.items() if key not in self._review_fields}

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "program_id",
            "partner_id",
            "period_id",
            "date_start",
            "date_end",
            "date_due",
            "state",
            "narrative",
            "return_reason",
            "submitted_on",
            "is_on_behalf",
        }

    def action_submit(self):
        """Send the numbers that are not yet sent to review.

        A late number of an approved report is sent alone: what is approved stays.
        """
        self.check_access("write")
        for submission in self:
            rows = read_lines(submission, "actual_ids").filtered(
                lambda actual: (
                    actual.state in ("draft", "returned") and not actual.parked_on
                )
            )
            if submission.state in ("submitted", "approved") and not rows:
                raise UserError(
                    self.env._(
                        "%(submission)s has nothing new to submit.",
                        submission=submission.display_name,
                    )
                )
            found = submission._check_findings(rows)
            rows._submit()
            submission._keep_findings(found, rows)
            submission.sudo().write(
                {
                    "submitted_by": self.env.uid,
                    "submitted_on": clock.now(),
                    "is_on_behalf": self.env.user._is_internal()
                    and not submission._is_own_organisation(),
                    "return_reason": False,
                }
            )
            submission._update_state("submitted")

    def action_approve(self):
        """Approve all submitted numbers of these reports.

        Of several, those that cannot be approved are left, and named.
        """
        if len(self) == 1:
            self._approve_waiting()._check_reports_stale()
            return True
        rows, problems = self.env["asm.actual"], []
        for submission in self:
            try:
                with self.env["mtm.log.entry"]._savepoint():
                    rows |= submission._approve_waiting()
            except UserError as error:
                problems.append(f"{submission.display_name}: {error}")
        rows._check_reports_stale()
        return not problems or self._tell_left_out(len(self) - len(problems), problems)

    def _approve_waiting(self):
        """Approve what waits in this report, and return it."""
        self.ensure_one()
        behalf = self._check_may_review()
        rows = self.actual_ids.filtered(lambda actual: actual.state == "submitted")
        self._check_no_errors(rows)
        rows._approve(behalf)
        self._update_state("approved")
        return rows

    def _tell_left_out(self, count, problems):
        """Say which reports were left; with none approved this is an error."""
        said = self.env._("Left as they are:")
        if not count:
            raise UserError("\n".join([said, *problems]))
        approved = self.env._("%(count)s reports are approved.", count=count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join([approved, said, *problems]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_no_errors(self, rows):
        """:raises UserError: where the rules find an error in one of these numbers"""
        self.ensure_one()
        errors = [
            finding
            for finding in self._findings()
            if finding.severity == "error" and finding.actual in rows
        ]
        if errors:
            raise UserError(
                "\n".join(
                    [
                        self.env._("These are to be returned, not approved:"),
                        *map(self._describe_finding, errors),
                    ]
                )
            )

    def action_return(self, reason):
        """Send these reports back to the partner.

        :param reason: what is to be put right, shown to the partner
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is to be put right."))
        for submission in self:
            behalf = submission._check_may_review()
            submission.actual_ids.filtered(
                lambda actual: actual.state == "submitted"
            )._return(reason, behalf)
            submission._tell_reason(reason)
            submission._update_state("returned")

    def _tell_reason(self, reason):
        """Say to the partner what is to be put right in the report as a whole."""
        self.sudo().return_reason = reason

    def action_open_return(self):
        self.ensure_one()
        return self.env["asm.submission.return"]._action_open(self)

    def _check_may_review(self):
        """Return on whose behalf the user reviews, which is nobody's by own duty.

        :raises AccessError: without the duty of approving
        :raises UserError: when the report is not under review, or one's own
        """
        self.ensure_one()
        self.check_access("read")
        waiting = self.actual_ids.filtered(lambda actual: actual.state == "submitted")
        behalf = waiting._stand_in(self.program_id)
        self._check_period_open()
        if self.state != "submitted" and not waiting:
            raise UserError(
                self.env._(
                    "%(submission)s is not under review.", submission=self.display_name
                )
            )
        if self.submitted_by == self.env.user:
            raise UserError(
                self.env._(
                    "You submitted %(submission)s yourself; somebody else reviews it.",
                    submission=self.display_name,
                )
            )
        if behalf and self.submitted_by == behalf:
            raise UserError(
                self.env._(
                    "%(user)s, in whose place you review, submitted %(submission)s; "
                    "somebody else reviews it.",
                    user=behalf.name,
                    submission=self.display_name,
                )
            )
        return behalf

    def _is_own_organisation(self):
        self.ensure_one()
        return self.partner_id == self.company_id.partner_id

    def _update_state(self, state_without_rows="open"):
        """Derive the state from the rows; a report may also hold words only."""
        for submission in self.sudo():
            # what is no longer asked for waits for nobody
            asked = submission.actual_ids.filtered(lambda row: not row.parked_on)
            states = set(asked.mapped("state"))
            if not states:
                submission.state = state_without_rows
            elif "returned" in states:
                submission.state = "returned"
            elif "draft" in states:
                submission.state = "open"
            else:
                submission.state = "submitted" if "submitted" in states else "approved"

    def action_view_actuals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_actual_action"
        )
        return action | {
            "domain": [("submission_id", "=", self.id)],
            "context": {"default_submission_id": self.id},
        }
