from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AsmRecommendation(models.Model):
    """What an evaluation, audit or donor recommends, answered and followed up.

    It is open until somebody else than its owner verifies that what was accepted
    is done, or until it is rejected with a reason.
    """

    _name = "asm.recommendation"
    _description = "Recommendation"
    _inherit = [
        "asm.derived.mixin",
        "mtm.attachment.mixin",
        "mtm.follow.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "reference"]

    name = fields.Char(string="Recommendation", required=True, tracking=True)
    source = fields.Selection(
        [
            ("evaluation", "Evaluation"),
            ("audit", "Audit"),
            ("donor", "Donor"),
            ("internal", "Own review"),
        ],
        required=True,
        default="evaluation",
        tracking=True,
    )
    reference = fields.Char(
        string="Document", help="The report it stands in, with page or number."
    )
    date = fields.Date(
        string="Given On", required=True, default=fields.Date.context_today
    )
    description = fields.Text(string="In Full")
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    award_id = fields.Many2one("asm.award", index="btree_not_null", ondelete="restrict")
    result_id = fields.Many2one(
        "asm.result",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
    )
    audit_id = fields.Many2one(
        "asm.audit",
        string="Data-Quality Audit",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
    )
    response = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("partly", "Partly accepted"),
            ("rejected", "Rejected"),
        ],
        tracking=True,
        help="Blank: not answered yet.",
    )
    response_reason = fields.Text(tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_due = fields.Date(string="Due", tracking=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("in_progress", "In Progress"),
            ("done", "Done"),
            ("verified", "Verified"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    verification = fields.Text(string="How It Was Verified", copy=False, tracking=True)
    verified_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_verified = fields.Date(string="Verified On", readonly=True, copy=False)
    answer_ids = fields.One2many(
        "asm.recommendation.answer", "recommendation_id", string="Answers"
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )

    _response_is_explained = models.Constraint(
        "CHECK (response IS NULL OR response = 'accepted' "
        "OR COALESCE(btrim(response_reason), '') <> '')",
        "Say why a recommendation is rejected, or accepted in part only.",
    )
    _verified_is_whole = models.Constraint(
        "CHECK ((state = 'verified') = (verified_by IS NOT NULL) "
        "AND (verified_by IS NULL) = (date_verified IS NULL) "
        "AND (state <> 'verified' OR COALESCE(btrim(verification), '') <> ''))",
        "A verified recommendation has a person, a day, and how it was verified.",
    )
    _verifier_is_another = models.Constraint(
        "CHECK (verified_by <> user_id)",
        "Somebody else than the owner verifies a recommendation.",
    )

    @api.depends("state", "date_due", "response")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for recommendation in self:
            recommendation.is_overdue = bool(
                recommendation._is_waiting()
                and recommendation.date_due
                and recommendation.date_due < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "in", ("open", "in_progress")),
            ("response", "!=", "rejected"),
            ("date_due", "<", "today"),
        ]

    def _is_waiting(self):
        """Whether something is still to be done about it."""
        self.ensure_one()
        return self.state in ("open", "in_progress") and self.response != "rejected"

    @api.constrains("program_id", "result_id", "audit_id")
    def _check_of_program(self):
        for recommendation in self:
            for part in (recommendation.result_id, recommendation.audit_id):
                if part and part.program_id != recommendation.program_id:
                    raise ValidationError(
                        self.env._(
                            "%(part)s belongs to another programme than %(program)s.",
                            part=part.display_name,
                            program=recommendation.program_id.display_name,
                        )
                    )

    # -- its steps --

    _step_fields = frozenset({"state", "verified_by", "date_verified"})

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_steps(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._without_steps(vals)
            if vals.keys() & self._settled_fields:
                self._check_not_verified()
        return super().write(vals)

    _settled_fields = frozenset(
        {"name", "description", "program_id", "response", "response_reason"}
        | {"user_id", "verification"}
    )

    def _without_steps(self, vals):
        """Only the steps set these, whoever calls."""
        return {key: v for key, v in vals.items() if key not in self._step_fields}

    def _check_not_verified(self):
        verified = self.filtered(lambda r: r.state == "verified")
        if verified:
            raise UserError(
                self.env._(
                    "“%(recommendation)s” is verified and stays as it is. Open it "
                    "again first.",
                    recommendation=verified[0].name,
                )
            )

    def action_start(self):
        self._step("in_progress")

    def action_done(self):
        """Say that what was accepted is done; somebody else verifies it."""
        for recommendation in self:
            if not recommendation.response:
                raise UserError(
                    self.env._(
                        "Say first whether “%(recommendation)s” is accepted.",
                        recommendation=recommendation.name,
                    )
                )
        self._step("done")

    def action_verify(self):
        """Verify what is done, as somebody else than the owner."""
        for recommendation in self:
            if recommendation.state != "done":
                raise UserError(
                    self.env._(
                        "“%(recommendation)s” is not done yet.",
                        recommendation=recommendation.name,
                    )
                )
            if recommendation.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You own “%(recommendation)s” yourself; somebody else "
                        "verifies it.",
                        recommendation=recommendation.name,
                    )
                )
            if not (recommendation.verification or "").strip():
                raise UserError(
                    self.env._(
                        "Write down how it was verified that “%(recommendation)s” is "
                        "done.",
                        recommendation=recommendation.name,
                    )
                )
        self._step(
            "verified",
            verified_by=self.env.uid,
            date_verified=fields.Date.context_today(self),
        )

    def action_reopen(self):
        self._step("open", verified_by=False, date_verified=False)

    def _step(self, state, **values):
        self.check_access("write")
        self.sudo().write({"state": state, **values})

    # -- the activity of the owner --

    @api.model
    def _followup_fields(self):
        return {"name", "date_due", "user_id", "state", "response"}

    def _followup_values(self):
        if not (self._is_waiting() and self.date_due and self.user_id):
            return None
        return {
            "summary": self.name,
            "date_deadline": self.date_due,
            "user_id": self.user_id.id,
        }

    def _followup_outcome(self):
        return False

    def _followup_changed(self, date, user):
        self.write({"date_due": date, "user_id": user.id})

    def _followup_done(self, feedback, attachments):
        """What was done is said by the button Done, and verified by somebody else."""
