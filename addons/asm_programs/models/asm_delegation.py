from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import clock

APPROVER = "asm_programs.group_asm_approver"


class AsmDelegation(models.Model):
    """An approver lets somebody else approve in their place, for some time.

    The delegate approves as the approver could, nothing more: not what either of
    them typed or submitted, nothing that either of them may not read, no further
    delegation, and nothing once the approver has lost the duty. It is revoked at
    once, and what was delegated is kept.
    """

    _name = "asm.delegation"
    _description = "Delegation of Approvals"
    _order = "date_from desc, id desc"
    _rec_name = "delegate_id"

    user_id = fields.Many2one(
        "res.users",
        string="Delegated By",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Delegated To",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until", required=True)
    program_ids = fields.Many2many(
        "asm.program",
        "asm_delegation_program_rel",
        "delegation_id",
        "program_id",
        string="Programmes",
        ondelete="restrict",
        help="Empty: all that the approver may approve in. What is part of one is in.",
    )
    reason = fields.Char(required=True, help="Such as: on leave.")
    revoked_on = fields.Datetime(readonly=True, copy=False)
    revoked_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_running = fields.Boolean(string="Running Today", compute="_compute_is_running")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (user_id WITH =, delegate_id WITH =, "
        "daterange(date_from, date_to, '[]') WITH &&) WHERE (revoked_on IS NULL)",
        "These two have a delegation for some of these days already. Revoke it first, "
        "then make one with all programmes.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A delegation cannot end before it starts."
    )
    _to_another = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody delegates to themselves."
    )
    _revoked_is_whole = models.Constraint(
        "CHECK ((revoked_on IS NULL) = (revoked_by IS NULL))",
        "Revoking has a person and a moment.",
    )

    @api.depends("user_id.name", "delegate_id.name")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(user)s",
                delegate=delegation.delegate_id.name or "",
                user=delegation.user_id.name or "",
            )

    @api.depends("date_from", "date_to", "revoked_on")
    def _compute_is_running(self):
        today = fields.Date.context_today(self)
        for one in self:
            one.is_running = bool(
                not one.revoked_on
                and one.date_from
                and one.date_to
                and one.date_from <= today <= one.date_to
            )

    @api.constrains("user_id", "delegate_id")
    def _check_people(self):
        for delegation in self:
            if not delegation.user_id.has_group(APPROVER):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not approve numbers, so there is nothing to "
                        "delegate.",
                        user=delegation.user_id.name,
                    )
                )
            if not delegation.delegate_id.has_group("mines_to_markets.group_mtm_user"):
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work with this suite. Choose a colleague "
                        "who does.",
                        user=delegation.delegate_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            stamps = ("revoked_on", "revoked_by")
            vals_list = [
                {name: v for name, v in vals.items() if name not in stamps}
                for vals in vals_list
            ]
        delegations = super().create(vals_list)
        delegations._check_is_own()
        delegations._check_is_for_another()
        return delegations

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            raise UserError(
                self.env._(
                    "A delegation stays as it is. Revoke it and make another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A delegation is kept. Revoke it instead."))

    def action_revoke(self):
        """End these delegations now."""
        self.check_access("read")
        self._check_is_own()
        running = self.filtered(lambda delegation: not delegation.revoked_on)
        running.sudo().write({"revoked_on": clock.now(), "revoked_by": self.env.uid})
        # the database may be asked for the next one in the same moment
        running.flush_recordset()

    def _check_is_own(self):
        """One delegates what is one's own; an administrator does it for others."""
        user = self.env.user
        if self.env.su or user.has_group("mines_to_markets.group_mtm_admin"):
            return
        if self.user_id != user:
            raise AccessError(
                self.env._("Only the approver or an administrator can do this.")
            )

    def _check_is_for_another(self):
        """Who delegates for others takes nothing by it, administrators included."""
        if not self.env.su and self.env.user in self.delegate_id:
            raise AccessError(
                self.env._(
                    "Nobody takes over approvals by their own hand. Let the approver "
                    "or another administrator do it."
                )
            )

    @api.model
    def _delegators(self, program):
        """Return whom the user may stand in for today, in a programme.

        :return: ``res.users``; not only those whom the user may see
        """
        today = fields.Date.context_today(self)
        within = {int(key) for key in (program.parent_path or "").split("/") if key}
        running = self.sudo().search(
            [
                ("delegate_id", "=", self.env.uid),
                ("revoked_on", "=", False),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        return running.filtered(
            lambda one: not one.program_ids or within & set(one.program_ids.ids)
        ).user_id.filtered(lambda user: user.active and user.has_group(APPROVER))
