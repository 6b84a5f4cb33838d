from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL


class MtmVetting(models.Model):
    """A due-diligence check of a partner before working with it.

    That there is a check, and whether it stands in the way, is for everybody who
    works with the partner. What was found is for those with the privilege of
    reading findings: the note is closed field by field, the evidence by a rule.
    """

    _name = "mtm.vetting"
    _description = "Vetting"
    _inherit = ["mtm.reminder.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]
    _reminder_user_field = "requested_by"
    _reminder_days_field = "mtm_vetting_reminder_days"

    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        required=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("sanctions", "Sanctions lists"),
            ("reputation", "Reputation"),
            ("conflict_of_interest", "Conflict of interest"),
            ("financial", "Financial capacity"),
            ("safeguarding", "Safeguarding"),
        ],
        required=True,
    )
    result = fields.Selection(
        [
            ("pending", "Pending"),
            ("passed", "Passed"),
            ("conditional", "Passed with conditions"),
            ("failed", "Failed"),
        ],
        required=True,
        default="pending",
        copy=False,
        tracking=True,
        help="Whether the check stands in the way of working together.",
    )
    date = fields.Date(required=True, copy=False, default=fields.Date.context_today)
    date_expiry = fields.Date(
        string="Valid Until", copy=False, tracking=True, index=True
    )
    requested_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    decided_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    renews_id = fields.Many2one(
        "mtm.vetting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    reason = fields.Text(
        string="Asked Because", help="What is planned, and what to look at."
    )
    condition = fields.Text(
        string="Conditions",
        copy=False,
        help="What has to be kept when working with them.",
    )
    note = fields.Text(
        string="Findings",
        copy=False,
        groups="mines_to_markets.group_mtm_sensitive",
        help="What was looked at and what it said. Only for those who may read "
        "findings.",
    )
    evidence_ids = fields.Many2many(
        "mtm.evidence",
        "mtm_evidence_vetting_rel",
        "vetting_id",
        "evidence_id",
        copy=False,
        ondelete="restrict",
        help="Open to those who may read findings, and to whoever added it.",
    )
    is_current = fields.Boolean(
        string="Counts Today",
        compute="_compute_is_current",
        search="_search_is_current",
        help="The latest decided check of its kind: how the stakeholder stands.",
    )

    _decider_is_another = models.Constraint(
        "CHECK (decided_by <> requested_by)", "Whoever asked for a check cannot decide."
    )
    _decided_has_decider = models.Constraint(
        "CHECK (result = 'pending' OR decided_by IS NOT NULL)",
        "A decided check says who decided.",
    )
    _expiry_after_date = models.Constraint(
        "CHECK (date_expiry >= date)", "A check cannot expire before its date."
    )
    _latest_idx = models.Index(
        "(partner_id, kind, date DESC, id DESC) WHERE result <> 'pending'"
    )

    @api.depends("kind", "partner_id.name", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for vetting in self:
            vetting.display_name = (
                f"{kinds.get(vetting.kind, '')}, {vetting.partner_id.name or ''}"
            )

    @api.depends("partner_id", "kind", "result", "date")
    def _compute_is_current(self):
        current = self.filtered_domain(self._search_is_current("in", [True]))
        for vetting in self:
            vetting.is_current = vetting in current

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["partner_id", "kind", "result", "date"])
        latest = SQL(
            "SELECT DISTINCT ON (partner_id, kind) id FROM mtm_vetting"
            " WHERE result <> 'pending' ORDER BY partner_id, kind, date DESC, id DESC"
        )
        return Domain("id", "in", latest)

    @api.model_create_multi
    def create(self, vals_list):
        """A check starts undecided, and whoever enters it has asked for it."""
        if not self.env.su:
            for vals in vals_list:
                vals |= {
                    "result": "pending",
                    "requested_by": self.env.uid,
                    "decided_by": False,
                }
        return super().create(vals_list)

    def write(self, vals):
        """Whoever changes the result has decided it."""
        if not self.env.su:
            vals = {
                key: value
                for key, value in vals.items()
                if key not in ("requested_by", "decided_by")
            }
            self._check_not_decided(vals)
            if "result" in vals:
                self._check_may_decide()
                vals["decided_by"] = self.env.uid
        return super().write(vals)

    @api.model
    def _may_decide(self):
        """Say whether the user decides on checks, those of others."""
        return self.env.user.has_group("mines_to_markets.group_mtm_manager")

    def _check_may_decide(self):
        """:raises AccessError: for who may ask for a check only."""
        if not self._may_decide():
            raise AccessError(self.env._("A manager decides on a check."))

    def _check_not_decided(self, vals):
        """:raises UserError: when this would change what was decided, or by whom."""
        for vetting in self.filtered(lambda vetting: vetting.result != "pending"):
            if vals.keys() & {"partner_id", "kind", "date"}:
                raise UserError(
                    self.env._(
                        "%(vetting)s is decided. Ask for a new check instead.",
                        vetting=vetting.display_name,
                    )
                )
            if (
                vals.keys() & {"date_expiry", "note", "condition", "evidence_ids"}
                and vetting.requested_by == self.env.user
            ):
                raise UserError(
                    self.env._(
                        "You asked for %(vetting)s, and it is decided: somebody else "
                        "changes how long it is valid and what was found.",
                        vetting=vetting.display_name,
                    )
                )

    def action_pass(self):
        self._decide("passed")

    def action_pass_with_conditions(self):
        self._decide("conditional")

    def action_fail(self):
        self._decide("failed")

    def _decide(self, result):
        self.write({"result": result})
        if result != "failed":
            self._set_default_expiry()
        for vetting in self:
            earlier = self.search(
                [
                    ("partner_id", "=", vetting.partner_id.id),
                    ("kind", "=", vetting.kind),
                    ("id", "!=", vetting.id),
                    ("date_reminded", "!=", False),
                ]
            )
            earlier._drop_reminders()

    def _set_default_expiry(self):
        """Let what has passed hold as long as checks of its kind do."""
        requirements = self.env["mtm.vetting.requirement"]
        for vetting in self.filtered(lambda vetting: not vetting.date_expiry):
            months = requirements._months_of(vetting.partner_id, vetting.kind)
            if months:
                vetting.date_expiry = vetting.date + relativedelta(months=months)

    def action_renew(self):
        """Ask for the same check again, and open what was asked for."""
        self.ensure_one()
        renewal = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("kind", "=", self.kind),
                ("result", "=", "pending"),
            ],
            limit=1,
        ) or self.create(
            {
                "partner_id": self.partner_id.id,
                "kind": self.kind,
                "renews_id": self.id,
                "reason": self.env._(
                    "Renewal of the check of %(date)s.", date=self.date
                ),
            }
        )
        return renewal._get_records_action(name=self.env._("Vetting"))

    @api.model
    def _reminder_domain(self):
        return (
            super()._reminder_domain()
            & Domain("result", "in", ("passed", "conditional"))
            & Domain("is_current", "=", True)
        )

    def _reminder_summary(self):
        return self.env._(
            "%(vetting)s expires: ask for a new check", vetting=self.display_name
        )
