from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmAuditAction(models.Model):
    """What is done about something that an audit found, until that is verified."""

    _name = "asm.audit.action"
    _description = "Corrective Action"
    _inherit = ["asm.derived.mixin", "mtm.verified.mixin", "mtm.restrict.mixin"]
    _order = "state desc, date_due, id"

    name = fields.Char(string="What Is Done", required=True, tracking=True)
    audit_id = fields.Many2one(
        "asm.audit", required=True, index=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "asm.audit.line",
        string="About",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('audit_id', '=', audit_id)]",
    )
    program_id = fields.Many2one(
        string="Programme",
        related="audit_id.program_id",
        store=True,
        precompute=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    date_due = fields.Date(string="Due", required=True, tracking=True)
    state = fields.Selection(readonly=True, index=True)
    closed_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.constrains("line_id", "audit_id")
    def _check_line_of_audit(self):
        for action in self.filtered("line_id"):
            if action.line_id.audit_id != action.audit_id:
                raise UserError(
                    self.env._(
                        "%(line)s is a number of another audit than “%(audit)s”.",
                        line=action.line_id.display_name,
                        audit=action.audit_id.name,
                    )
                )

    _step_fields = frozenset({"state", "closed_by", "date_closed"})

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_steps(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._without_steps(vals)
            if vals.keys() & {"name", "audit_id", "line_id", "verification"}:
                self._check_open()
        return super().write(vals)

    def _without_steps(self, vals):
        return {key: v for key, v in vals.items() if key not in self._step_fields}

    def _check_open(self):
        closed = self.filtered(lambda action: action.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "“%(action)s” is closed and stays as it is. Open it again first.",
                    action=closed[0].name,
                )
            )

    def action_close(self):
        """Close what was put right; how that was verified has been written down."""
        self.check_access("write")
        self._check_open()
        self._check_verified()
        self.sudo().write(self._closed_values() | {"closed_by": self.env.uid})

    def action_reopen(self):
        self.check_access("write")
        self.sudo().write({"state": "open", "closed_by": False, "verification": False})

    # -- the activity of the owner --

    @api.model
    def _followup_fields(self):
        return {"name", "date_due", "user_id", "state"}

    def _followup_values(self):
        if self.state != "open":
            return None
        return {
            "summary": self.name,
            "date_deadline": self.date_due,
            "user_id": self.user_id.id,
        }

    def _followup_changed(self, date, user):
        self.write({"date_due": date, "user_id": user.id})

    def _followup_done(self, feedback, attachments):
        """What was done is verified by somebody who writes down how."""
