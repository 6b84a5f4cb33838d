from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmBudgetChange(models.Model):
    """A change of a budget line's amount: kept, and laid to what allowed it.

    The budget itself keeps them: nobody may create one. What neither an amendment nor a
    prior approval allowed is a transfer of our own, of which a donor allows so much.
    """

    _name = "asm.budget.change"
    _description = "Change of a Budget Line"
    _order = "award_id, id desc"
    _rec_name = "budget_line_id"
    _log_access = True

    budget_line_id = fields.Many2one(
        "asm.budget.line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    award_id = fields.Many2one(
        "asm.award", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="award_id.currency_id")
    date = fields.Date(
        string="Changed On",
        required=True,
        readonly=True,
        default=lambda self: fields.Date.context_today(self),
    )
    amount_before = OptionalFloat(string="Before", readonly=True, aggregator=None)
    amount_after = OptionalFloat(string="After", readonly=True, aggregator=None)
    changed_by = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    amendment_id = fields.Many2one(
        "asm.award.amendment",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
        help="The amendment that changed it.",
    )
    term_id = fields.Many2one(
        "asm.award.term",
        string="Prior Approval",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('award_id', '=', award_id), ('kind', '=', 'prior_approval'), "
        "('state', '=', 'met')]",
        help="The prior approval under which it was changed.",
    )
    reason = fields.Char()

    _readonly_after = frozenset({"amendment_id", "term_id", "reason"})

    def write(self, vals):
        if not self.env.su and not vals.keys() <= self._readonly_after:
            raise UserError(
                self.env._("What was changed stays; say what allowed it instead.")
            )
        return super().write(vals)

    @api.constrains("amendment_id", "term_id", "budget_line_id")
    def _check_of_one_award(self):
        for change in self.sudo():
            for other in (change.amendment_id, change.term_id):
                if other and other.award_id != change.award_id:
                    raise ValidationError(
                        self.env._(
                            "%(other)s belongs to another award than %(line)s.",
                            other=other.display_name,
                            line=change.budget_line_id.display_name,
                        )
                    )
            if change.term_id and (
                change.term_id.kind != "prior_approval" or change.term_id.state != "met"
            ):
                raise ValidationError(
                    self.env._(
                        "%(term)s is not a prior approval that was given.",
                        term=change.term_id.display_name,
                    )
                )
