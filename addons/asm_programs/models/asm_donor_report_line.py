from odoo import api, fields, models

from odoo.addons.mines_to_markets.fields import OptionalFloat

from ._behind import Behind
from ._tracking_table import TrackingTable


class AsmDonorReportLine(models.Model):
    """One line of an indicator tracking table: a total or one of its categories."""

    _name = "asm.donor.report.line"
    _description = "Line of a Donor Report"
    _inherit = ["asm.derived.mixin"]
    _order = "report_id, sequence, id"
    _rec_name = "name"

    report_id = fields.Many2one(
        "asm.donor.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    award_indicator_id = fields.Many2one(
        "asm.award.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="restrict",
    )
    value_id = fields.Many2one(
        "mtm.dimension.value",
        string="Category Value",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty on the total and on what is not disaggregated.",
    )
    is_total = fields.Boolean()
    code = fields.Char()
    name = fields.Char()
    level = fields.Char()
    unit = fields.Char()
    data_type = fields.Char()
    direction = fields.Char()
    cumulative = fields.Char()
    category = fields.Char(string="Disaggregation")
    source = fields.Char()
    frequency = fields.Char()
    baseline = OptionalFloat(aggregator=None)
    baseline_date = fields.Date()
    target = OptionalFloat(aggregator=None)
    quarter_1 = OptionalFloat(string="Q1", aggregator=None)
    quarter_2 = OptionalFloat(string="Q2", aggregator=None)
    quarter_3 = OptionalFloat(string="Q3", aggregator=None)
    quarter_4 = OptionalFloat(string="Q4", aggregator=None)
    actual = OptionalFloat(aggregator=None)
    achievement = OptionalFloat(string="% Achieved", aggregator=None)
    year_target = OptionalFloat(string="Year Target", aggregator=None)
    year_actual = OptionalFloat(string="Year to Date", aggregator=None)
    year_achievement = OptionalFloat(string="% of Year", aggregator=None)
    state = fields.Selection(
        [
            ("met", "Met"),
            ("not_met", "Not met"),
            ("running", "Running"),
            ("no_data", "No data"),
        ]
    )
    life_target = OptionalFloat(string="Life-of-Award Target", aggregator=None)
    life_actual = OptionalFloat(string="Life-of-Award Actual", aggregator=None)
    life_achievement = OptionalFloat(string="% of Life-of-Award", aggregator=None)
    reported = fields.Integer()
    expected = fields.Integer()
    reason = fields.Char(string="Why Blank or Incomplete")
    deviation = fields.Text()
    note = fields.Char(string="Notes")
    parts = fields.Json(
        readonly=True,
        export_string_translation=False,
        help="What a percentage of people or a formula over people is made of.",
    )
    program_indicator_id = fields.Many2one(
        related="award_indicator_id.program_indicator_id",
        string="Programme's Indicator",
        store=True,
        index=True,
    )

    @api.model
    def _tracking_table(self, report):
        """Return the values of all lines of a report, award by award."""
        return [
            values
            for award in report.award_ids
            for values in TrackingTable(report, award).lines()
        ]

    def _actuals(self):
        """Return the approved numbers behind this line."""
        self.ensure_one()
        return Behind(self).actuals_of(self)

    def _filtered_resting_on(self, actual):
        """Return those of these lines that a number stands in."""
        found = self.browse()
        for lines in self.grouped("report_id").values():
            behind = Behind(lines)
            found += lines.filtered(lambda line, b=behind: actual in b.actuals_of(line))
        return found

    def action_view_actuals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_actual_action"
        )
        title = self.env._("Behind %(line)s", line=self.name)
        return action | {
            "name": title,
            "display_name": title,
            "domain": [("id", "in", self._actuals().ids)],
            "context": {},
        }
