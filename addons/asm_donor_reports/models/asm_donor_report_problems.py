from odoo import api, fields, models

from ._problems import Problems

# percent off target from which a deviation is explained, where no layout says
TOLERANCE = 10


class AsmDonorReport(models.Model):
    """What has to be mended before a report is drawn and sent."""

    _inherit = "asm.donor.report"

    problem_ids = fields.One2many(
        "asm.donor.report.problem", "report_id", string="To Mend", copy=False
    )
    checked_on = fields.Datetime(readonly=True, copy=False)
    problem_count = fields.Integer(compute="_compute_problem_count")

    @api.depends("problem_ids.is_warning")
    def _compute_problem_count(self):
        counts = dict(
            self.env["asm.donor.report.problem"]._read_group(
                [("report_id", "in", self.ids), ("is_warning", "=", False)],
                ["report_id"],
                ["__count"],
            )
        )
        for report in self:
            report.problem_count = counts.get(report, 0)

    def _layout_now(self):
        """Return the :class:`layout.Layout` of the format; None without one."""
        return self.format_id._read_layout() if self.format_id else None

    def action_check(self):
        """List anew what would make these reports wrong.

        :raises UserError: where the reader may not see all that is added up
        """
        self.check_access("read")
        self._check_is_draft()
        for report in self:
            report._check_inputs_readable()
            found = list(Problems(report).find())
            own = report.sudo()
            own.problem_ids.unlink()
            own.env["asm.donor.report.problem"].create(
                [
                    {
                        "report_id": report.id,
                        "sequence": number,
                        "kind": one.kind,
                        "sentence": one.sentence,
                        "is_warning": one.is_warning,
                        "award_indicator_id": one.indicator and one.indicator.id,
                        "res_model": one.model,
                        "res_domain": one.domain,
                        "res_context": one.context,
                    }
                    for number, one in enumerate(found, start=1)
                ]
            )
            own.checked_on = fields.Datetime.now()
        return True

    def _is_off_target(self, values):
        """Say whether a deviation has to be explained.

        :param values: dict of ``achievement`` (percent) and ``state`` (in words)
        """
        states = self.env["asm.donor.report.line"]._fields["state"]
        labels = dict(states._description_selection(self.env))
        reached = values["achievement"]
        if reached is None:
            return values["state"] == labels["not_met"]
        tolerance = self.format_id.tolerance if self.format_id else TOLERANCE
        return abs(reached - 100) > tolerance
