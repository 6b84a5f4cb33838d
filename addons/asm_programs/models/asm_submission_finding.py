from odoo import fields, models

from ..tools import clock


class AsmSubmissionFinding(models.Model):
    """What the rules found when a report was submitted, and what the partner said.

    Who submitted has seen it. Written by the system, and never changed: a report
    that is submitted again gets new ones, the earlier ones stay, superseded.
    """

    _name = "asm.submission.finding"
    _description = "Finding at Submission"
    _order = "submission_id, severity, id"
    _rec_name = "message"

    submission_id = fields.Many2one(
        "asm.submission", required=True, readonly=True, index=True, ondelete="cascade"
    )
    actual_id = fields.Many2one(
        "asm.actual",
        string="Number",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    site_id = fields.Many2one(
        "mtm.site", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    disaggregation_id = fields.Many2one(
        "mtm.disaggregation",
        string="Category",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    severity = fields.Selection(
        [("error", "Error"), ("warning", "Warning")], required=True, readonly=True
    )
    rule = fields.Char(readonly=True)
    message = fields.Text(required=True, readonly=True)
    comment = fields.Text(string="What the Partner Says", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Submitted By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    found_on = fields.Datetime(
        required=True, readonly=True, default=lambda self: clock.now()
    )
    superseded_on = fields.Datetime(readonly=True)
