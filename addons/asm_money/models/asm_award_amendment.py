from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmAwardAmendment(models.Model):
    """A signed change of an award. Amounts are the totals after it; blank is as before.

    What was in force on a day is what the amendments signed by then left.
    """

    _name = "asm.award.amendment"
    _description = "Amendment of an Award"
    _inherit = ["mtm.restrict.mixin"]
    _order = "award_id, date_signed, id"
    _rec_name = "number"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    number = fields.Char(required=True)
    date_signed = fields.Date(required=True)
    name = fields.Char(string="What Changes")
    currency_id = fields.Many2one(related="award_id.currency_id")
    amount_total = OptionalFloat(
        aggregator=None, help="Amount of the award after it; blank where it stays."
    )
    amount_obligated = OptionalFloat(
        aggregator=None,
        help="What the donor has obligated in total after it; blank where it stays.",
    )
    cost_share_required = OptionalFloat(
        aggregator=None, help="In total after it; blank where it stays."
    )
    date_end = fields.Date(string="New End", help="Blank where it stays.")

    _number_unique = models.UniqueIndex(
        "(award_id, number)", "This award has an amendment with this number."
    )
    _amounts_not_negative = models.Constraint(
        "CHECK (LEAST(amount_total, amount_obligated, cost_share_required) >= 0)",
        "Amounts of an award are not negative.",
    )
    _not_obligated_beyond = models.Constraint(
        "CHECK (amount_obligated <= amount_total)",
        "A donor does not obligate more than the award.",
    )

    @api.depends("award_id.reference", "number")
    def _compute_display_name(self):
        for amendment in self:
            amendment.display_name = " ".join(
                filter(None, (amendment.award_id.reference, amendment.number))
            )
