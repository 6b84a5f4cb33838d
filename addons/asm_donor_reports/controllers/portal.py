from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.asm_programs.controllers.portal_spaces import Spaces


class PortalDonorReport(Spaces):
    """The pages of a report, for the people of the award that it was sent to."""

    @route(
        "/my/awards/<int:award_id>/reports/<int:report_id>/pages",
        type="http",
        auth="user",
    )
    def portal_my_award_report_pages(self, award_id, report_id, **kw):
        award = self._space_find("asm.award", award_id)
        report = self._find_report(award, report_id)
        if not report._offers_file(award):
            raise request.not_found()
        try:
            kept = report._kept_file("pdf")
        except UserError:
            # what was altered is not handed out
            kept = None
        if not kept:
            raise request.not_found()
        request.env["mtm.log.entry"]._describe_export(report, format="pdf")
        return self._space_file(*kept)
