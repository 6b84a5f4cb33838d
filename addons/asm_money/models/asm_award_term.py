from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AsmAwardTerm(models.Model):
    """When a prior approval was asked for, when and by whom it was given, for what."""

    _name = "asm.award.term"
    _inherit = ["asm.award.term", "mtm.attachment.mixin"]

    state = fields.Selection(
        selection_add=[("refused", "Refused")], ondelete={"refused": "set default"}
    )
    date_asked = fields.Date(string="Asked On", copy=False)
    date_refused = fields.Date(string="Refused On", copy=False)
    decided_by = fields.Char(
        string="Answered By", copy=False, help="Who at the donor gave or refused it."
    )
    budget_line_id = fields.Many2one(
        "asm.budget.line",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('award_id', '=', award_id)]",
        help="The budget line that it is about.",
    )
    amount = fields.Monetary(
        currency_field="award_currency_id",
        help="Up to how much, in the award's currency.",
    )
    award_currency_id = fields.Many2one(
        related="award_id.currency_id", string="Award Currency"
    )

    _refused_has_date = models.Constraint(
        "CHECK ((state = 'refused') = (date_refused IS NOT NULL))",
        "What was refused says since when.",
    )
    _answered_after_asked = models.Constraint(
        "CHECK (LEAST(date_met, date_refused) >= date_asked)",
        "An answer does not come before the question.",
    )
    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "The amount of a term is not negative."
    )

    @api.constrains("budget_line_id", "award_id")
    def _check_line_of_award(self):
        for term in self.sudo().filtered("budget_line_id"):
            if term.budget_line_id.award_id != term.award_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s is no budget line of %(award)s.",
                        line=term.budget_line_id.display_name,
                        award=term.award_id.display_name or "",
                    )
                )

    def action_ask(self):
        """Note that these were asked for today."""
        self.filtered(
            lambda term: not term.date_asked
        ).date_asked = fields.Date.context_today(self)

    def action_refuse(self):
        """Note that the donor said no today.

        :raises UserError: where one is met or waived already
        """
        for term in self:
            if term.state != "open":
                raise UserError(
                    self.env._("%(term)s is not open any more.", term=term.display_name)
                )
        self.write(
            {"state": "refused", "date_refused": fields.Date.context_today(self)}
        )
