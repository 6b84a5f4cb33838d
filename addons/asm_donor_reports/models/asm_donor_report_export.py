from odoo import models
from odoo.exceptions import UserError


class AsmDonorReport(models.Model):
    """Taking a report out: what was frozen as it was, a draft as it was drawn."""

    _inherit = "asm.donor.report"

    def action_export_xlsx(self):
        self.ensure_one()
        if not self.format_id:
            return super().action_export_xlsx()
        if self.state != "draft":
            return self.action_download()
        if not self.drawn_on:
            self.action_draw()
        action = self.env.ref("asm_donor_reports.asm_donor_report_workbook")
        return action.report_action(self)

    def action_export_pdf(self):
        return self._action_file("pdf")

    def action_export_zip(self):
        return self._action_file("zip")

    def _action_file(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/asm/donor-reports/{self.id}/{kind}",
            "target": "self",
        }

    def _file_of_kind(self, kind):
        """Return a file of this report.

        :param kind: ``xlsx``, ``pdf`` or ``zip``
        :return: ``(name, bytes, MIME type)``
        :raises UserError: when it was not drawn, or is not what was frozen
        """
        self.ensure_one()
        self.check_access("read")
        if self.state == "draft":
            files = self._draw_files(self._drawn_snapshot())
            return next(one for one in files if one[0].endswith(f".{kind}"))
        kept = self._kept_file(kind)
        if not kept:
            raise UserError(
                self.env._("There is no such file of %(report)s.", report=self.name)
            )
        return kept
