from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ._later import LATER

STEPS = [
    ("1", "1 Very low"),
    ("2", "2 Low"),
    ("3", "3 Medium"),
    ("4", "4 High"),
    ("5", "5 Very high"),
]
RATINGS = [
    ("low", "Low"),
    ("moderate", "Moderate"),
    ("high", "High"),
    ("critical", "Critical"),
]
# likelihood times impact, from which each rating holds
BOUNDS = ((15, "critical"), (10, "high"), (5, "moderate"), (0, "low"))


def rate(likelihood, impact):
    """Return the rating of a risk by the product of both steps.

    >>> rate("1", "4"), rate("1", "5"), rate("2", "5"), rate("3", "5")
    ('low', 'moderate', 'high', 'critical')
    >>> rate("5", False) is False
    True
    """
    if not (likelihood and impact):
        return False
    score = int(likelihood) * int(impact)
    return next(name for least, name in BOUNDS if score >= least)


class AsmRisk(models.Model):
    """What may come in the way of a programme's results, and what is done about it.

    How likely it is and how much it would matter make its rating. Each time they are
    looked at, or changed, a review is kept; the history is never rewritten.
    """

    _name = "asm.risk"
    _description = "Risk"
    _inherit = [
        "asm.derived.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "mtm.reminder.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "score desc, id desc"

    _reminder_date_field = "date_review"
    _reminder_user_field = "user_id"
    _reminder_days_field = "asm_risk_reminder_days"
    _reviewed = ("likelihood", "impact", "state")
    _not_by_hand = frozenset({"score", "rating", "date_reminded"})

    name = fields.Char(string="Risk", required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        "asm.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="restrict",
    )
    result_id = fields.Many2one(
        "asm.result",
        string="Endangers",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
        help="The result that it endangers; empty: the programme as a whole.",
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
    cause = fields.Text(translate=True, help="What makes it happen, and what follows.")
    likelihood = fields.Selection(STEPS, required=True, default="3", tracking=True)
    impact = fields.Selection(STEPS, required=True, default="3", tracking=True)
    score = fields.Integer(
        compute="_compute_rating",
        store=True,
        precompute=True,
        aggregator="max",
        help="Likelihood times impact, 1 to 25.",
    )
    rating = fields.Selection(
        RATINGS,
        compute="_compute_rating",
        store=True,
        precompute=True,
        tracking=True,
        group_expand="_group_expand_rating",
        help="By likelihood times impact: low below 5, moderate from 5, high from 10, "
        "critical from 15.",
    )
    response_kind = fields.Selection(
        [
            ("avoid", "Avoid"),
            ("reduce", "Reduce"),
            ("transfer", "Transfer"),
            ("accept", "Accept"),
        ],
        string="Response",
        required=True,
        default="reduce",
        tracking=True,
    )
    response = fields.Text(
        string="What Is Done", translate=True, help="Who does what about it, by when."
    )
    state = fields.Selection(
        [("open", "Open"), ("occurred", "Occurred"), ("closed", "Closed")],
        string="Status",
        required=True,
        default="open",
        tracking=True,
        copy=False,
    )
    date_review = fields.Date(string="Next Review", tracking=True, copy=False)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    review_ids = fields.One2many("asm.risk.review", "risk_id", readonly=True)
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True
    )

    @api.depends("likelihood", "impact")
    def _compute_rating(self):
        for risk in self:
            risk.score = int(risk.likelihood or 0) * int(risk.impact or 0)
            risk.rating = rate(risk.likelihood, risk.impact)

    @api.model
    def _group_expand_rating(self, values, domain):
        return [key for key, _label in reversed(RATINGS)]

    @api.depends("date_review", "state")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for risk in self:
            risk.is_overdue = bool(
                risk.state != "closed" and risk.date_review and risk.date_review < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "!=", "closed") & Domain(
            "date_review", "<", fields.Date.context_today(self)
        )
        return overdue if True in value else ~overdue

    @api.constrains("result_id", "program_id")
    def _check_result_of_program(self):
        for risk in self.filtered("result_id"):
            if risk.result_id.program_id != risk.program_id:
                raise ValidationError(
                    self.env._(
                        "%(result)s is a result of another programme than %(program)s.",
                        result=risk.result_id.display_name,
                        program=risk.program_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        risks = super().create([self._by_hand(vals) for vals in vals_list])
        risks._keep_review(self.env._("Entered in the register."))
        return risks

    def write(self, vals):
        vals = self._by_hand(vals)
        before = {risk: [risk[name] for name in self._reviewed] for risk in self}
        result = super().write(vals)
        changed = self.filtered(
            lambda risk: before[risk] != [risk[name] for name in self._reviewed]
        )
        if self.env.context.get("asm_risk_review") is not LATER:
            changed._keep_review(False)
        self.filtered(lambda risk: risk.state == "closed")._drop_reminders()
        return result

    def _by_hand(self, vals):
        """Return what a user may say; the rest follows from it."""
        if self.env.su:
            return vals
        return {k: v for k, v in vals.items() if k not in self._not_by_hand}

    def _keep_review(self, note):
        """Keep how these stand now, as seen by the user."""
        # the history is kept by the system, not written by hand
        self.env["asm.risk.review"].sudo().create(
            [risk._prepare_review(note) for risk in self]
        )

    def _prepare_review(self, note):
        return {
            "risk_id": self.id,
            "date": fields.Date.context_today(self),
            "user_id": self.env.uid,
            "likelihood": self.likelihood,
            "impact": self.impact,
            "state": self.state,
            "note": note,
        }

    def _review(self, values, note):
        """Review a risk: how it stands, and when it is looked at next.

        :param values: ``likelihood``, ``impact``, ``state`` and ``date_review``
        :param note: what was found
        """
        self.ensure_one()
        self.with_context(asm_risk_review=LATER).write(values)
        self._keep_review(note)

    def action_review(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_risk_review_set_action"
        )
        return action | {"context": {"default_risk_id": self.id}}

    # the reminder

    @api.model
    def _reminder_domain(self):
        return super()._reminder_domain() & Domain("state", "!=", "closed")

    @api.model
    def _reminder_company_domain(self, company):
        return Domain("company_id", "=", company.id)

    def _reminder_summary(self):
        self.ensure_one()
        return self.env._("Review the risk: %(name)s", name=self.name)
