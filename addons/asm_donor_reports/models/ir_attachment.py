from odoo import models
from odoo.exceptions import UserError

_OF_FILE = {"raw", "datas", "name", "mimetype", "res_model", "res_id", "type", "url"}


class IrAttachment(models.Model):
    """The files of a report that was frozen stay as they are."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not self.env.su and vals.keys() & _OF_FILE:
            self._check_not_of_frozen_report()
        return super().write(vals)

    def unlink(self):
        if not self.env.su:
            self._check_not_of_frozen_report()
        return super().unlink()

    def _check_not_of_frozen_report(self):
        """:raises UserError: when one of these belongs to a frozen report"""
        # whether somebody may read the report is no matter here
        ours = self.sudo().filtered(lambda one: one.res_model == "asm.donor.report")
        reports = self.env["asm.donor.report"].sudo().browse(ours.mapped("res_id"))
        for report in reports.exists():
            files = report.attachment_ids | report.file_id
            if report.state != "draft" and files & ours:
                raise UserError(
                    self.env._(
                        "This file belongs to %(report)s, which is frozen.",
                        report=report.name,
                    )
                )
