from odoo import fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmIndirectRate(models.Model):
    """An indirect cost rate of an award, with the base that it is taken of."""

    _name = "asm.indirect.rate"
    _description = "Indirect Cost Rate"
    _inherit = ["mtm.restrict.mixin"]
    _order = "award_id, date_start, kind, id"
    _rec_name = "kind"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="award_id.currency_id")
    kind = fields.Selection(
        [
            ("provisional", "Provisional"),
            ("predetermined", "Predetermined"),
            ("final", "Final"),
            ("fixed", "Fixed"),
        ],
        required=True,
        default="provisional",
    )
    rate = fields.Float(
        string="Rate (%)",
        required=True,
        digits=(9, 6),
        aggregator=None,
        help="In percent: 20 for 20 %.",
    )
    base_line_ids = fields.Many2many(
        "asm.budget.line",
        string="Base",
        ondelete="restrict",
        domain="[('award_id', '=', award_id)]",
        help="Budget lines whose direct cost is in the base; blank: all but equipment, "
        "construction and participant support.",
    )
    subaward_cap = OptionalFloat(
        string="Of Each Sub-Award At Most",
        aggregator=None,
        help="In the award's currency, over its life; blank: all of it is in the base.",
    )
    is_on_cost_share = fields.Boolean(
        string="Of Our Cost Share Too",
        help="Indirect cost of what we give counts as given as well. The donor has to "
        "agree beforehand (2 CFR 200.306).",
    )
    date_start = fields.Date(string="From", required=True)
    date_end = fields.Date(string="To", required=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "A rate cannot end before it starts."
    )
    _rate_is_percent = models.Constraint(
        "CHECK (rate >= 0 AND rate <= 500)", "A rate is given in percent: 20 for 20 %."
    )
    _cap_not_negative = models.Constraint(
        "CHECK (subaward_cap >= 0)", "A cap is not negative."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (award_id WITH =, kind WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Two rates of one kind cannot overlap within an award.",
    )
