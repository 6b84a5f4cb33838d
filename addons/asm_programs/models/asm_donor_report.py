from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import clock


class AsmDonorReport(models.Model):
    """One report of one or more awards and a period, drawn from approved numbers.

    Its lines are drawn by ``action_draw`` through the one calculation that feeds
    every surface, and the workbook writes these lines.
    """

    _name = "asm.donor.report"
    _description = "Donor Report"
    _inherit = [
        "asm.derived.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "mtm.restrict.mixin",
    ]
    _order = "date_end desc, id desc"
    _rec_name = "name"

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    award_ids = fields.Many2many(
        "asm.award", string="Awards", required=True, ondelete="restrict"
    )
    award_period_id = fields.Many2one(
        "asm.award.period",
        string="Period",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('award_id', 'in', award_ids)]",
    )
    date_start = fields.Date(related="award_period_id.date_start", store=True)
    date_end = fields.Date(related="award_period_id.date_end", store=True)
    date_due = fields.Date(related="award_period_id.date_due", store=True)
    as_of = fields.Datetime(
        string="Knowledge As Of",
        help="Draws the report from what was approved by then; empty: by now.",
    )
    drawn_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("asm.donor.report.line", "report_id", copy=False)
    line_count = fields.Integer(compute="_compute_line_count")
    warning = fields.Text(readonly=True, copy=False)

    @api.depends("award_ids.reference", "award_period_id.name")
    def _compute_name(self):
        for report in self:
            report.name = ", ".join(
                filter(
                    None,
                    (
                        *report.award_ids.mapped("reference"),
                        report.award_period_id.name,
                    ),
                )
            )

    def _compute_line_count(self):
        counts = dict(
            self.env["asm.donor.report.line"]._read_group(
                [("report_id", "in", self.ids)], ["report_id"], ["__count"]
            )
        )
        for report in self:
            report.line_count = counts.get(report, 0)

    @api.constrains("award_ids", "award_period_id")
    def _check_period_of_award(self):
        for report in self:
            if report.award_period_id.award_id not in report.award_ids:
                raise UserError(
                    self.env._(
                        "%(period)s is not a period of the awards reported.",
                        period=report.award_period_id.display_name,
                    )
                )

    def action_draw(self):
        """Draw the lines anew, from the numbers as they are known now or as of."""
        self.check_access("write")
        for report in self:
            report._check_inputs_readable()
            report.line_ids.unlink()
            self.env["asm.donor.report.line"].create(report._prepare_lines())
            report.write({"drawn_on": clock.now(), "warning": report._describe_gaps()})
        return True

    def _check_inputs_readable(self):
        """:raises UserError: where the reader may not see all that is added up"""
        self.ensure_one()
        lines = self.award_ids.sudo().award_indicator_ids.program_indicator_id
        programs = lines.program_id.with_env(self.env)
        hidden = programs - programs._filtered_access("read")
        if not hidden:
            used = (lines | lines._inputs()).with_env(self.env)
            hidden = used.browse(used._ids_hidden_in_part())
        if hidden:
            raise UserError(
                self.env._(
                    "This report takes in numbers of %(hidden)s that you may not read. "
                    "Somebody who may read all of them has to draw it.",
                    hidden=", ".join(hidden.sudo().mapped("display_name")),
                )
            )

    def _prepare_lines(self):
        self.ensure_one()
        table = self.env["asm.donor.report.line"]._tracking_table(self)
        return [
            values | {"report_id": self.id, "sequence": number}
            for number, values in enumerate(table, start=1)
        ]

    def _describe_gaps(self):
        """Return a sentence for each line whose number is blank or incomplete."""
        self.ensure_one()
        gaps = self.line_ids.filtered(lambda line: line.is_total and line.reason)
        return "\n".join(f"{line.code}: {line.reason}" for line in gaps) or False

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_programs.asm_donor_report_line_action"
        )
        return action | {"domain": [("report_id", "=", self.id)]}

    def action_export_xlsx(self):
        """Return the tracking table of this report as a workbook."""
        self.ensure_one()
        if not self.drawn_on:
            self.action_draw()
        return self.env.ref(
            "asm_programs.asm_donor_report_tracking_table"
        ).report_action(self)
