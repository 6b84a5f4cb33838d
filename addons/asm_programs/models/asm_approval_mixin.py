from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import clock


class AsmApprovalMixin(models.AbstractModel):
    """A version that one person proposes and another approves, and nobody changes.

    Targets, baselines and overlaps are kept as ledgers: what is approved stays as
    it is, a change is a new version with its reason. Nothing is back-dated: the
    moment of approval is the system's.
    """

    _name = "asm.approval.mixin"
    _description = "Proposed by one, approved by another"

    reason = fields.Char(help="Why this version was made.")
    proposed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    approved_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    is_approved = fields.Boolean(compute="_compute_is_approved")

    _approver_is_another = models.Constraint(
        "CHECK (approved_by <> proposed_by)", "Whoever proposed it cannot approve it."
    )
    _approved_is_whole = models.Constraint(
        "CHECK ((approved_by IS NULL) = (approved_on IS NULL))",
        "An approval has a person and a moment.",
    )

    _approval_fields = frozenset({"proposed_by", "approved_by", "approved_on"})

    @api.depends("approved_on")
    def _compute_is_approved(self):
        for version in self:
            version.is_approved = bool(version.approved_on)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {k: v for k, v in vals.items() if k not in self._approval_fields}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_not_approved()
            vals = {k: v for k, v in vals.items() if k not in self._approval_fields}
            # whoever rewrites a proposal has proposed it
            vals["proposed_by"] = self.env.uid
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_not_approved()

    def _check_not_approved(self):
        approved = self.filtered("approved_on")
        if approved:
            raise UserError(
                self.env._(
                    "%(version)s is approved and stays as it is. Make a new version "
                    "with the reason for the change.",
                    version=approved[0].display_name,
                )
            )

    def _decimal(self, name):
        """Return a number of this version as Decimal, ``None`` for blank."""
        return None if self[name] is False else Decimal(str(self[name]))

    def action_approve(self):
        """Approve these versions, as somebody else than who proposed them."""
        self._check_may_approve()
        for version in self:
            version._check_not_approved()
            version._check_change_has_reason()
            version.sudo().write(
                {"approved_by": self.env.uid, "approved_on": clock.now()}
            )

    # what one version replaces another of; none where versions stand side by side
    _cell_fields = ()

    def _check_change_has_reason(self):
        """:raises UserError: where an approved version is replaced without a reason"""
        self.ensure_one()
        if self.reason or not self._cell_fields:
            return
        cell = [
            (name, "=", self[name].id if self._fields[name].relational else self[name])
            for name in self._cell_fields
        ]
        if self.sudo().search_count([*cell, ("approved_on", "!=", False)], limit=1):
            raise UserError(
                self.env._(
                    "%(version)s was approved before. Say in Reason why it changes.",
                    version=self.display_name,
                )
            )

    def _check_may_approve(self):
        if not (
            self.env.su or self.env.user.has_group("asm_programs.group_asm_approver")
        ):
            raise AccessError(self.env._("Only those who approve numbers can do this."))
        self.check_access("read")
        own = self.filtered(lambda version: version.proposed_by == self.env.user)
        if own:
            raise UserError(
                self.env._(
                    "You proposed %(version)s yourself; somebody else approves it.",
                    version=own[0].display_name,
                )
            )
