from odoo import api, fields, models

from ..tools import layout_reading

_OF_DRAWING = {"format_id", "is_final", "has_trace"}
_KEPT = {"snapshot", "attachment_ids", "hashes"}


class AsmDonorReport(models.Model):
    """A donor report in the donor's own layout."""

    _inherit = "asm.donor.report"

    format_id = fields.Many2one(
        "asm.donor.format",
        index="btree_not_null",
        ondelete="restrict",
        compute="_compute_format_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The donor's layout. Blank: the plain tracking table alone.",
    )
    is_final = fields.Boolean(
        string="Final Report", help="The last one of the award: nothing may be open."
    )
    has_trace = fields.Boolean(
        string="With Trace Sheet",
        default=True,
        help="A sheet at the end leads from each number to what it rests on.",
    )

    @api.depends("award_period_id")
    def _compute_format_id(self):
        for report in self:
            if not report.format_id:
                report.format_id = report._usual_format()

    def _usual_format(self):
        """Return the format in which a period is reported: its own, that of the award,
        or else the tracking table that every donor understands."""
        if not self.award_period_id:
            return self.format_id
        formats = self.award_period_id._formats_reported()
        return formats[:1] or formats._newest("tracking_table")

    @api.depends("format_id.name")
    def _compute_name(self):
        result = super()._compute_name()
        for report in self.filtered("format_id"):
            report.name = f"{report.name}, {report.format_id.name}"
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._without_kept(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = self._without_kept(vals)
            if vals.keys() & _OF_DRAWING:
                self._check_is_draft()
        return super().write(vals)

    @staticmethod
    def _without_kept(vals):
        """Return values without those that only drawing and freezing write."""
        return {key: value for key, value in vals.items() if key not in _KEPT}

    def _layout(self):
        """Return the layout that this report is drawn in: as it was kept, or as it
        is."""
        self.ensure_one()
        snapshot = self._kept_snapshot()
        if snapshot:
            return layout_reading.read(snapshot["layout"])
        return self.format_id._read_layout()
