from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ..tools import clock, subaward_money

OPEN = ("draft",)


class AsmSubawardRequest(models.Model):
    """A sub-grantee asks for an advance, or reports expenses.

    Its lines are the amounts by budget line, its files the ledger behind them. It is
    decided as a whole, by somebody of finance who neither typed nor sent it.
    """

    _name = "asm.subaward.request"
    _description = "Request of a Sub-Grantee"
    _inherit = ["mtm.attachment.mixin", "mtm.rate.mixin"]
    _order = "id desc"

    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Sub-Award",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(related="subaward_id.partner_id")
    award_id = fields.Many2one(related="subaward_id.award_id")
    currency_id = fields.Many2one(related="subaward_id.currency_id")
    kind = fields.Selection(
        [("advance", "Advance request"), ("expense", "Expense report")],
        required=True,
        default="advance",
    )
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="To", required=True)
    note = fields.Text(string="Words of the Sub-Grantee")
    line_ids = fields.One2many("asm.subaward.line", "request_id", string="Amounts")
    amount = fields.Monetary(compute="_compute_amount")
    warning = fields.Text(
        compute="_compute_warning", help="By how much budget lines are exceeded."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Under review"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    typed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    submitted_by = fields.Many2one(
        "res.users",
        string="Sent By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    submitted_on = fields.Datetime(string="Sent On", readonly=True, copy=False)
    decided_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(
        string="What We Answer",
        copy=False,
        help="The sub-grantee reads this. A refusal needs it.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "The days end after they start."
    )
    _decided_by_another = models.Constraint(
        "CHECK (decided_by <> typed_by AND decided_by <> submitted_by)",
        "Whoever typed or sent it cannot decide it.",
    )
    _sent_is_whole = models.Constraint(
        "CHECK (state = 'draft' OR (submitted_by IS NOT NULL "
        "AND submitted_on IS NOT NULL))",
        "What was sent says when and by whom.",
    )
    _decided_is_whole = models.Constraint(
        "CHECK ((state IN ('approved', 'refused')) = (decided_by IS NOT NULL) "
        "AND (decided_by IS NULL) = (decided_on IS NULL))",
        "What is decided says when and by whom.",
    )
    _refused_with_reason = models.Constraint(
        "CHECK (state <> 'refused' OR COALESCE(btrim(decision_note), '') <> '')",
        "A refusal has its reason.",
    )
    _typed_by_staff = frozenset({"decision_note"})

    @api.depends("kind", "date_start", "date_end", "subaward_id.reference")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            request.display_name = " ".join(
                filter(
                    None,
                    (
                        request.subaward_id.reference,
                        labels.get(request.kind),
                        request.date_end and format_date(self.env, request.date_end),
                    ),
                )
            )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped("amount"))

    @api.depends("kind", "state", "line_ids.amount", "line_ids.state")
    def _compute_warning(self):
        for request in self:
            request.warning = "\n".join(request._excesses()) or False

    def _excesses(self):
        """Return a sentence for each budget line that this takes too far."""
        self.ensure_one()
        if self.kind != "expense" or self.state not in ("draft", "submitted"):
            return []
        subaward = self.subaward_id
        entries = [line._as_entry() for line in subaward.line_ids - self.line_ids]
        entries += [
            line._as_entry()._replace(state="submitted") for line in self.line_ids
        ]
        own = self.line_ids.budget_line_id
        excess = subaward_money.beyond(subaward._budgets(), entries)
        return [
            self.env._(
                "%(line)s: %(excess)s more than its budget.",
                line=f"{line.code} {line.name}",
                excess=subaward.currency_id.format(float(amount)),
            )
            for line, amount in excess.items()
            if line in own
        ] + [
            self.env._("%(line)s: not in the budget.", line=f"{line.code} {line.name}")
            for line in own - subaward.budget_ids.budget_line_id
        ]

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k in self._typed_by_staff}
            if any(request.state in ("approved", "refused") for request in self):
                raise UserError(self.env._("What is decided stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(request.state not in OPEN for request in self):
            raise UserError(self.env._("What was sent stays."))

    def _submit(self):
        """Send these in, in the name of the user; callers checked their role.

        :raises UserError: when nothing is asked for, or an expense has no ledger
        :raises ValidationError: when an advance goes beyond the sub-award
        """
        for request in self.filtered(lambda r: r.state in OPEN):
            if not request.line_ids:
                raise UserError(self.env._("Enter at least one amount."))
            if request.kind == "expense" and not request.attachment_ids:
                raise UserError(
                    self.env._("Add the ledger: the list of what was paid, as a file.")
                )
            request.write(
                {
                    "state": "submitted",
                    "submitted_by": self.env.uid,
                    "submitted_on": clock.now(),
                }
            )
            request.line_ids.write({"state": "submitted"})
            request._tell_responsible()

    def _tell_responsible(self):
        subaward = self.subaward_id
        body = self.env._(
            "%(what)s: %(amount)s",
            what=self.display_name,
            amount=self.currency_id.format(self.amount),
        )
        author = self.env.user.partner_id.id
        subaward.message_post(body=body, author_id=author, subtype_xmlid="mail.mt_note")
        if subaward.user_id:
            subaward.message_notify(
                partner_ids=subaward.user_id.partner_id.ids,
                author_id=author,
                subject=body,
                body=body,
            )

    # -- finance decides --

    def action_approve(self):
        """Approve these as they came."""
        self._decide("approved")

    def action_refuse(self):
        """Refuse these; the reason stands in What We Answer."""
        for request in self:
            if not (request.decision_note or "").strip():
                raise UserError(
                    self.env._(
                        "Say in What We Answer why %(request)s is refused: the "
                        "sub-grantee reads it.",
                        request=request.display_name,
                    )
                )
        self._decide("refused")

    def _decide(self, state):
        if not (
            self.env.su or self.env.user.has_group("asm_programs.group_asm_finance")
        ):
            raise AccessError(self.env._("Only finance can do this."))
        self.check_access("write")
        for request in self:
            if request.state != "submitted":
                raise UserError(
                    self.env._(
                        "%(request)s does not wait for a decision.",
                        request=request.display_name,
                    )
                )
            if self.env.user in request.typed_by | request.submitted_by:
                raise UserError(
                    self.env._(
                        "You typed or sent %(request)s yourself; somebody else "
                        "decides.",
                        request=request.display_name,
                    )
                )
        stamps = {"decided_by": self.env.uid, "decided_on": clock.now()}
        # the state is not for typing
        own = self.sudo()
        own.write({"state": state} | stamps)
        own.line_ids.write({"state": state} | stamps)
