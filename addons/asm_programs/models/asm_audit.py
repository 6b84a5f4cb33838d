import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmAudit(models.Model):
    """A data-quality audit: a sample of approved numbers, counted again.

    It says how far the numbers can be trusted and what is done about it. It never
    changes a number: whoever finds one wrong has it opened again or corrected.
    """

    _name = "asm.audit"
    _description = "Data-Quality Audit"
    _inherit = ["asm.derived.mixin", "mtm.follow.mixin", "mtm.restrict.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    program_indicator_ids = fields.Many2many(
        "asm.program.indicator",
        "asm_audit_program_indicator_rel",
        "audit_id",
        "program_indicator_id",
        string="Indicators",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
    )
    date_from = fields.Date(
        string="Numbers From",
        required=True,
        default=lambda self: fields.Date.today() - timedelta(days=365),
    )
    date_to = fields.Date(
        string="Numbers To", required=True, default=fields.Date.context_today
    )
    sample_size = fields.Integer(required=True, default=10)
    seed = fields.Integer(
        required=True,
        copy=False,
        tracking=True,
        default=lambda self: secrets.randbelow(1_000_000),
        help="The same seed draws the same sample from the same numbers.",
    )
    by_site = fields.Boolean(default=True)
    by_partner = fields.Boolean()
    by_indicator = fields.Boolean(default=True)
    user_id = fields.Many2one(
        "res.users",
        string="Auditor",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_due = fields.Date(string="Recount Until", tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("fieldwork", "Fieldwork"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    population_count = fields.Integer(
        string="Drawn From",
        readonly=True,
        copy=False,
        help="How many approved numbers there were to draw from.",
    )
    drawn_on = fields.Datetime(readonly=True, copy=False)
    date_done = fields.Date(string="Done On", readonly=True, copy=False)
    date_next = fields.Date(string="Next Audit", copy=False, tracking=True)
    conclusion = fields.Text(tracking=True)
    line_ids = fields.One2many("asm.audit.line", "audit_id", string="Sample")
    answer_ids = fields.One2many("asm.audit.answer", "audit_id", string="Checklist")
    action_ids = fields.One2many(
        "asm.audit.action", "audit_id", string="Corrective Actions"
    )
    factor_ids = fields.One2many("asm.audit.factor", "audit_id", string="Factors")
    factor = OptionalFloat(
        string="Verification Factor (%)",
        compute="_compute_factor",
        help="Recounted over reported, in percent; of several indicators, the mean, "
        "in which each of them counts once.",
    )
    line_count = fields.Integer(string="Sampled", compute="_compute_counts")
    recounted_count = fields.Integer(string="Recounted", compute="_compute_counts")
    open_action_count = fields.Integer(string="Open Actions", compute="_compute_counts")
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )

    _window_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The numbers to audit end after they begin."
    )
    _sample_is_some = models.Constraint(
        "CHECK (sample_size BETWEEN 1 AND 1000)",
        "A sample has at least 1 number, and at most 1000.",
    )
    _done_has_a_day = models.Constraint(
        "CHECK ((state = 'done') = (date_done IS NOT NULL))",
        "An audit that is done has the day on which it was.",
    )

    @api.depends("program_id.code", "date_from", "date_to")
    def _compute_name(self):
        for audit in self:
            audit.name = audit.name or self.env._(
                "Data-quality audit %(program)s, %(start)s to %(end)s",
                program=audit.program_id.code or "",
                start=audit.date_from or "",
                end=audit.date_to or "",
            )

    @api.depends("line_ids.factor")
    def _compute_factor(self):
        totals = self.env["asm.audit.factor"].search_fetch(
            [("audit_id", "in", self.ids), ("is_total", "=", True)],
            ["audit_id", "factor"],
        )
        by_audit = totals.grouped("audit_id")
        for audit in self:
            known = [
                total.factor
                for total in by_audit.get(audit._origin, ())
                if total.factor is not False
            ]
            audit.factor = sum(known) / len(known) if known else False

    @api.depends("line_ids.source", "action_ids.state")
    def _compute_counts(self):
        lines = self._counts("asm.audit.line", [])
        recounted = self._counts("asm.audit.line", [("source", "!=", False)])
        actions = self._counts("asm.audit.action", [("state", "=", "open")])
        for audit in self:
            audit.line_count = lines.get(audit._origin, 0)
            audit.recounted_count = recounted.get(audit._origin, 0)
            audit.open_action_count = actions.get(audit._origin, 0)

    def _counts(self, model, domain):
        return dict(
            self.env[model]._read_group(
                [("audit_id", "in", self.ids), *domain], ["audit_id"], ["__count"]
            )
        )

    @api.constrains("program_indicator_ids", "program_id")
    def _check_indicators_of_program(self):
        for audit in self:
            other = audit.program_indicator_ids.filtered(
                lambda line, audit=audit: line.program_id != audit.program_id
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s is not an indicator of %(program)s.",
                        indicator=other[0].display_name,
                        program=audit.program_id.display_name,
                    )
                )

    # -- what is settled stays --

    _step_fields = frozenset({"state", "population_count", "drawn_on", "date_done"})
    _plan_fields = frozenset(
        {"program_id", "program_indicator_ids", "date_from", "date_to", "sample_size"}
        | {"seed", "by_site", "by_partner", "by_indicator"}
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_steps(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._without_steps(vals)
        if vals.keys() & self._plan_fields:
            self._require_state("draft")
        if vals.keys() & {"conclusion", "name"} and not self.env.su:
            self._require_state("draft", "fieldwork")
        return super().write(vals)

    def _without_steps(self, vals):
        """Only the actions of the audit set these, whoever calls."""
        return {key: v for key, v in vals.items() if key not in self._step_fields}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        self._require_state("draft")

    def _require_state(self, *states):
        """:raises UserError: when one of these is in another state"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for audit in self:
            if audit.state not in states:
                raise UserError(
                    self.env._(
                        "“%(audit)s” is in the state %(state)s, so this stays as it "
                        "is. Make another audit.",
                        audit=audit.name,
                        state=labels[audit.state],
                    )
                )

    # -- the activity of the auditor --

    @api.model
    def _followup_fields(self):
        return {"user_id", "date_due", "date_next", "state", "name"}

    def _followup_values(self):
        day = self.date_next if self.state == "done" else self.date_due
        if not day or not self.user_id:
            return None
        summary = (
            self.env._("Plan the next audit after: %(audit)s", audit=self.name)
            if self.state == "done"
            else self.env._("Recount: %(audit)s", audit=self.name)
        )
        return {
            "summary": summary,
            "date_deadline": day,
            "user_id": self.user_id.id,
        }

    def _followup_outcome(self):
        return False

    def _followup_changed(self, date, user):
        name = "date_next" if self.state == "done" else "date_due"
        self.write({name: date, "user_id": user.id})

    def _followup_done(self, feedback, attachments):
        """Nothing: the audit is done by its own steps."""

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_audit_line_action"
        )
        return action | {"domain": [("audit_id", "=", self.id)], "context": {}}

    def action_view_factors(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_audit_factor_action"
        )
        return action | {"domain": [("audit_id", "=", self.id)], "context": {}}

    def action_view_actions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_audit_action_action"
        )
        return action | {
            "domain": [("audit_id", "=", self.id)],
            "context": {"default_audit_id": self.id},
        }
