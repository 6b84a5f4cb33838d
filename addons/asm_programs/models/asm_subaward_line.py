from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..tools import clock, subaward_money


class AsmSubawardLine(models.Model):
    """One amount of a sub-award: asked for, spent, paid out or given back.

    What a sub-grantee asks for or reports has its request, and is decided with it.
    A payment or a refund is entered by one person and approved by another.
    """

    _name = "asm.subaward.line"
    _description = "Money of a Sub-Award"
    _order = "subaward_id, date desc, id desc"
    _rec_name = "name"

    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Sub-Award",
        required=True,
        index=True,
        ondelete="restrict",
    )
    request_id = fields.Many2one(
        "asm.subaward.request", index="btree_not_null", ondelete="cascade"
    )
    award_id = fields.Many2one(related="subaward_id.award_id")
    currency_id = fields.Many2one(related="subaward_id.currency_id")
    kind = fields.Selection(
        [
            ("advance", "Advance"),
            ("expense", "Expense"),
            ("payment", "Payment"),
            ("refund", "Refund"),
        ],
        required=True,
        default="payment",
    )
    budget_line_id = fields.Many2one(
        "asm.budget.line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
    )
    deliverable_id = fields.Many2one(
        "asm.subaward.deliverable",
        string="Due With",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('subaward_id', '=', subaward_id)]",
    )
    name = fields.Char(string="What For")
    date = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_paid = fields.Date(string="Paid On", readonly=True, copy=False)
    amount = fields.Monetary(required=True)
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
        string="Entered By",
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
    decided_on = fields.Datetime(readonly=True, copy=False)

    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)",
        "An amount is not negative: money given back is a refund.",
    )
    _expense_names_line = models.Constraint(
        "CHECK (kind <> 'expense' OR budget_line_id IS NOT NULL)",
        "An expense is on a budget line.",
    )
    _asked_has_request = models.Constraint(
        "CHECK (kind IN ('payment', 'refund') OR request_id IS NOT NULL)",
        "Advances and expenses come with a request or a report.",
    )
    _decided_by_another = models.Constraint(
        "CHECK (decided_by <> typed_by)", "Whoever entered it cannot approve it."
    )
    _decided_is_whole = models.Constraint(
        "CHECK ((state IN ('approved', 'refused')) = (decided_by IS NOT NULL))",
        "What is decided says by whom.",
    )
    _paid_when_approved = models.Constraint(
        "CHECK (date_paid IS NULL OR (state = 'approved' "
        "AND kind IN ('advance', 'payment')))",
        "Only an approved advance or payment is paid.",
    )
    _stamped = frozenset(
        {"state", "typed_by", "decided_by", "decided_on", "date_paid", "request_id"}
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {k: v for k, v in vals.items() if k not in self._stamped}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k not in self._stamped}
            self._check_is_open()
            # whoever rewrites an amount has entered it
            vals["typed_by"] = self.env.uid
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if not self.env.su:
            self._check_is_open()

    def _check_is_open(self):
        """:raises UserError: where one is not ours to change any more"""
        for line in self:
            if line.request_id or line.state != "draft":
                raise UserError(
                    self.env._(
                        "%(line)s stays as it is: it was decided, or came from the "
                        "sub-grantee.",
                        line=line.display_name,
                    )
                )

    @api.depends("kind", "name", "subaward_id.reference")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = ": ".join(
                filter(
                    None,
                    (line.subaward_id.reference, line.name or labels.get(line.kind)),
                )
            )

    @api.constrains("budget_line_id", "deliverable_id", "subaward_id")
    def _check_belongs_together(self):
        for line in self.sudo():
            budget_line, deliverable = line.budget_line_id, line.deliverable_id
            if budget_line and budget_line.award_id != line.subaward_id.award_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s is no budget line of %(award)s.",
                        line=budget_line.display_name,
                        award=line.subaward_id.award_id.display_name,
                    )
                )
            if deliverable and deliverable.subaward_id != line.subaward_id:
                raise ValidationError(
                    self.env._(
                        "%(deliverable)s is not a deliverable of %(subaward)s.",
                        deliverable=deliverable.name,
                        subaward=line.subaward_id.reference,
                    )
                )

    @api.constrains("amount", "kind", "state", "subaward_id")
    def _check_within_subaward(self):
        outgoing = self.filtered(
            lambda line: (
                line.kind in subaward_money.OUTGOING
                and line.state in subaward_money.COUNTED
            )
        )
        for subaward in outgoing.sudo().subaward_id:
            # two requests at once would each see the room that the other takes
            self.env.cr.execute(
                SQL(
                    "UPDATE asm_subaward SET write_date = write_date WHERE id = %s",
                    subaward.id,
                )
            )
            room = subaward._room()
            if room < 0:
                raise ValidationError(
                    self.env._(
                        "%(subaward)s has %(amount)s; this is %(excess)s more than "
                        "may still be asked for or paid out.",
                        subaward=subaward.reference,
                        amount=subaward.currency_id.format(subaward.amount),
                        excess=subaward.currency_id.format(float(-room)),
                    )
                )

    def _as_entry(self):
        self.ensure_one()
        return subaward_money.Entry(
            self.kind,
            Decimal(str(self.amount)),
            self.state,
            bool(self.date_paid),
            self.budget_line_id or None,
        )

    def action_approve(self):
        """Approve payments and refunds that somebody else entered."""
        self._check_may_decide()
        for line in self:
            line._check_is_open()
            if line.typed_by == self.env.user:
                raise UserError(
                    self.env._(
                        "You entered %(line)s yourself; somebody else approves it.",
                        line=line.display_name,
                    )
                )
        # the state is not for typing
        self.sudo().write(
            {
                "state": "approved",
                "decided_by": self.env.uid,
                "decided_on": clock.now(),
            }
        )

    def action_pay(self):
        """Say that these approved advances and payments were paid today."""
        self._check_may_decide()
        for line in self:
            if line.state != "approved" or line.kind not in subaward_money.OUTGOING:
                raise UserError(
                    self.env._(
                        "%(line)s is not approved for payment.", line=line.display_name
                    )
                )
        self.filtered(lambda line: not line.date_paid).sudo().write(
            {"date_paid": fields.Date.context_today(self)}
        )

    def _check_may_decide(self):
        if not (
            self.env.su or self.env.user.has_group("asm_programs.group_asm_finance")
        ):
            raise AccessError(self.env._("Only finance can do this."))
        self.check_access("write")
