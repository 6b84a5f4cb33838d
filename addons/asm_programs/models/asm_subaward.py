from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import subaward_money


class AsmSubaward(models.Model):
    """Money of an award that is passed on to a partner, for a programme."""

    _name = "asm.subaward"
    _description = "Sub-Award"
    _inherit = ["mail.thread", "mail.activity.mixin", "mtm.restrict.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "partner_id"]

    reference = fields.Char(required=True, tracking=True)
    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="restrict", tracking=True
    )
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Sub-Grantee",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('is_company', '=', True)]",
    )
    agreement_id = fields.Many2one(
        "agreement", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Is told what the sub-grantee asks for and reports.",
    )
    amount = fields.Monetary(required=True, tracking=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_start = fields.Date(string="Start", required=True, tracking=True)
    date_end = fields.Date(string="End", required=True, tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Running"), ("closed", "Closed")],
        required=True,
        default="draft",
        tracking=True,
        help="The sub-grantee sees it once it runs.",
    )
    company_id = fields.Many2one(
        related="award_id.company_id", store=True, index=True, precompute=True
    )
    budget_ids = fields.One2many("asm.subaward.budget", "subaward_id", copy=True)
    line_ids = fields.One2many("asm.subaward.line", "subaward_id", string="Money")
    payment_ids = fields.One2many(
        "asm.subaward.line",
        "subaward_id",
        string="Payments",
        domain=[("kind", "!=", "expense")],
    )
    request_ids = fields.One2many(
        "asm.subaward.request", "subaward_id", string="Requests and Reports"
    )
    deliverable_ids = fields.One2many(
        "asm.subaward.deliverable", "subaward_id", string="Deliverables", copy=True
    )
    waiting_count = fields.Integer(compute="_compute_waiting_count")

    _reference_unique = models.UniqueIndex(
        "(award_id, reference)", "This award has a sub-award with this reference."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A sub-award cannot end before it starts."
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "The amount of a sub-award is not negative."
    )

    @api.depends("reference", "partner_id.name")
    def _compute_display_name(self):
        for subaward in self:
            subaward.display_name = " ".join(
                filter(None, (subaward.reference, subaward.partner_id.name))
            )

    @api.depends("award_id")
    def _compute_currency_id(self):
        for subaward in self:
            subaward.currency_id = subaward.currency_id or subaward.award_id.currency_id

    def _compute_waiting_count(self):
        counts = dict(
            self.env["asm.subaward.request"]._read_group(
                [("subaward_id", "in", self.ids), ("state", "=", "submitted")],
                ["subaward_id"],
                ["__count"],
            )
        )
        for subaward in self:
            subaward.waiting_count = counts.get(subaward, 0)

    @api.constrains("date_start", "date_end", "award_id", "program_id")
    def _check_within_award(self):
        # the days and programmes of an award count for everybody
        for subaward in self.sudo():
            award = subaward.award_id
            if subaward.program_id not in award.program_ids:
                raise ValidationError(
                    self.env._(
                        "%(award)s does not pay for %(program)s.",
                        award=award.display_name,
                        program=subaward.program_id.display_name,
                    )
                )
            if (
                subaward.date_start < award.date_start
                or subaward.date_end > award.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "%(subaward)s has to lie within the days of %(award)s.",
                        subaward=subaward.reference,
                        award=award.display_name,
                    )
                )

    @api.constrains("amount", "currency_id", "award_id")
    def _check_kept_in_hand(self):
        for subaward in self.sudo():
            if subaward.line_ids and subaward._room() < 0:
                raise ValidationError(
                    self.env._(
                        "More than that was asked for or paid out on %(subaward)s.",
                        subaward=subaward.reference,
                    )
                )

    def write(self, vals):
        if vals.keys() & {"currency_id", "award_id", "partner_id"}:
            used = self.filtered(lambda subaward: subaward.sudo().line_ids)
            if used:
                raise UserError(
                    self.env._(
                        "Money moved on %(subaward)s: award, partner and currency "
                        "stay.",
                        subaward=used[0].reference,
                    )
                )
        return super().write(vals)

    def action_start(self):
        """Let the sub-grantee see it and ask for money."""
        self.check_access("write")
        self.filtered(lambda subaward: subaward.state == "draft").state = "active"

    def action_close(self):
        self.check_access("write")
        for subaward in self:
            if subaward.waiting_count:
                raise UserError(
                    self.env._(
                        "Decide first what %(subaward)s waits for.",
                        subaward=subaward.reference,
                    )
                )
        self.state = "closed"

    def action_view_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_subaward_request_action"
        )
        return action | {
            "domain": [("subaward_id", "=", self.id)],
            "context": {"default_subaward_id": self.id},
        }

    # -- where it stands: see tools/subaward_money.py --

    def _entries(self):
        """Return the lines of money that count, as plain entries."""
        self.ensure_one()
        return [line._as_entry() for line in self.line_ids]

    def _budgets(self):
        self.ensure_one()
        return {
            budget.budget_line_id: None
            if budget.amount is False
            else Decimal(str(budget.amount))
            for budget in self.budget_ids
        }

    def _position(self):
        self.ensure_one()
        return subaward_money.position(Decimal(str(self.amount)), self._entries())

    def _standings(self):
        self.ensure_one()
        return subaward_money.by_line(self._budgets(), self._entries())

    def _room(self):
        self.ensure_one()
        return subaward_money.room(Decimal(str(self.amount)), self._entries())
