from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import clock

APPROVERS = "asm_programs.group_asm_approver"


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
    # what one version replaces another of; none where versions stand side by side
    _cell_fields = ()
    # what the database keeps of an approved version, whoever writes
    _kept_columns = ()

    def init(self):
        """Let the database keep what is approved, whoever writes and however."""
        super().init()
        if self._abstract or not self._kept_columns:
            return
        columns = [SQL.identifier(name) for name in self._kept_columns]
        before, after = (
            SQL(", ").join(SQL("%s.%s", side, column) for column in columns)
            for side in (SQL("OLD"), SQL("NEW"))
        )
        changed = SQL("(%s) IS DISTINCT FROM (%s)", before, after)
        for event, condition in (("UPDATE", changed), ("DELETE", SQL("TRUE"))):
            name = f"{self._table}_stays_on_{event.lower()}"
            self.env.cr.execute(
                SQL(
                    "CREATE OR REPLACE FUNCTION asm_refuse_change() RETURNS trigger "
                    "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'approved' "
                    "USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, "
                    "CONSTRAINT = 'asm_approved_stays'; END $$; "
                    "CREATE OR REPLACE TRIGGER %(name)s BEFORE %(event)s ON %(table)s "
                    "FOR EACH ROW WHEN (OLD.approved_on IS NOT NULL AND %(condition)s) "
                    "EXECUTE FUNCTION asm_refuse_change()",
                    name=SQL.identifier(name),
                    event=SQL(event),
                    table=SQL.identifier(self._table),
                    condition=condition,
                )
            )

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "asm_approved_stays":
            return self.env._(
                "What is approved stays as it is. Make a new version with the reason "
                "for the change."
            )
        return super()._sql_error_to_message(exc)

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
            self._check_is_open()
            vals = {k: v for k, v in vals.items() if k not in self._approval_fields}
            # whoever rewrites a proposal has proposed it
            vals["proposed_by"] = self.env.uid
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_is_open()

    def _check_is_open(self):
        """:raises UserError: where it is decided already"""
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
        self._check_may_decide()
        self._check_is_open()
        for version in self:
            version._check_change_has_reason()
        self.sudo().write({"approved_by": self.env.uid, "approved_on": clock.now()})
        self._check_holds()

    def _check_holds(self):
        """:raises UserError: where approved versions contradict each other"""

    def _cell_key(self):
        """Return what tells the cell of this version from others."""
        return tuple(self._cell_value(name) for name in self._cell_fields)

    def _cell_value(self, name):
        kind = self._fields[name].type
        if kind == "many2many":
            return tuple(sorted(self[name].ids))
        return self[name].id if kind == "many2one" else self[name]

    def _check_change_has_reason(self):
        """:raises UserError: where an approved version is replaced without a reason"""
        self.ensure_one()
        if self.reason or not self._cell_fields:
            return
        cell = [
            (name, "=", self._cell_value(name))
            for name in self._cell_fields
            if self._fields[name].type != "many2many"
        ]
        approved = self.sudo().search([*cell, ("approved_on", "!=", False)])
        if any(version._cell_key() == self._cell_key() for version in approved):
            raise UserError(
                self.env._(
                    "%(version)s was approved before. Say in Reason why it changes.",
                    version=self.display_name,
                )
            )

    def _check_may_decide(self):
        if not (self.env.su or self.env.user.has_group(APPROVERS)):
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
