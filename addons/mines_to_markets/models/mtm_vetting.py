from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmVetting(models.Model):
    """A due-diligence check of a partner before working with it."""

    _name = "mtm.vetting"
    _description = "Vetting"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]

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
        tracking=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_expiry = fields.Date(string="Valid Until", tracking=True)
    requested_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    decided_by = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    note = fields.Text(string="Findings")

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

    @api.depends("kind", "partner_id.name", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for vetting in self:
            vetting.display_name = (
                f"{kinds.get(vetting.kind, '')}, {vetting.partner_id.name or ''}"
            )

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
                vals["decided_by"] = self.env.uid
        return super().write(vals)

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
                vals.keys() & {"date_expiry", "note"}
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
