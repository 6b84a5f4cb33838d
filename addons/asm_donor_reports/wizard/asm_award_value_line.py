from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.mines_to_markets.fields import OptionalFloat


class AsmAwardValueLine(models.TransientModel):
    """An award, or one of its indicators, with what was spent on it."""

    _name = "asm.award.value.line"
    _description = "Line of Money Beside Results"
    _order = "value_id, sequence, id"

    value_id = fields.Many2one(
        "asm.award.value", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    kind = fields.Selection(
        [("award", "Award"), ("indicator", "Indicator")], required=True
    )
    award_id = fields.Many2one("asm.award", required=True, ondelete="cascade")
    award_indicator_id = fields.Many2one("asm.award.indicator", ondelete="cascade")
    program_id = fields.Many2one("asm.program", string="Programme", ondelete="cascade")
    name = fields.Char(required=True)
    unit = fields.Char()
    currency_id = fields.Many2one(related="award_id.currency_id")
    budget = OptionalFloat(digits=(16, 2), aggregator=None)
    spent = OptionalFloat(digits=(16, 2), aggregator=None)
    committed = OptionalFloat(digits=(16, 2), aggregator=None)
    forecast = OptionalFloat(
        digits=(16, 2), aggregator=None, help="Spending to the award's end, as it goes."
    )
    burn = OptionalFloat(
        string="Burn %",
        digits=(16, 1),
        aggregator=None,
        help="Spent of the award's amount, in percent.",
    )
    time = OptionalFloat(string="Time Gone %", digits=(16, 1), aggregator=None)
    target = OptionalFloat(digits=(16, 2), aggregator=None, help="Of the whole award.")
    actual = OptionalFloat(
        digits=(16, 2), aggregator=None, help="Since the award's start."
    )
    achievement = OptionalFloat(
        string="Achieved %",
        digits=(16, 1),
        aggregator=None,
        help="Of the whole award's target; of an award the mean of its indicators, "
        "each at most 100 %.",
    )
    unit_cost = OptionalFloat(
        string="Cost per Result",
        digits=(16, 2),
        aggregator=None,
        help="All that the award spent on the programme, divided by what came of this "
        "indicator.",
    )
    divergence = fields.Selection(
        [
            ("spending_ahead", "Spending ahead"),
            ("results_ahead", "Results ahead"),
            ("together", "Together"),
        ],
        string="Compared",
    )

    def action_view_spending(self):
        """Open the ledger lines behind what was spent."""
        self.ensure_one()
        award = self.award_id
        ground = award._ground(self.value_id.date_to)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_money.account_analytic_line_action"
        )
        part = award._spent_part(ground, "own" if award.kind == "own" else "donor", 0)
        domain = Domain(part.domain)
        if self.program_id:
            domain &= Domain("program_id", "=", self.program_id.id)
        return action | {"domain": list(domain), "context": {"create": False}}

    def action_view_results(self):
        """Open the numbers behind what came of it."""
        self.ensure_one()
        used = self.award_indicator_id.program_indicator_id
        if not used:
            used = self.award_id.award_indicator_ids.program_indicator_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_actual_action"
        )
        return action | {
            "domain": [
                ("program_indicator_id", "in", (used | used._inputs()).ids),
                ("period_id.date_start", ">=", self.award_id.date_start),
                ("period_id.date_end", "<=", self.value_id.date_to),
                ("state", "=", "approved"),
            ],
            "context": {"create": False},
        }
