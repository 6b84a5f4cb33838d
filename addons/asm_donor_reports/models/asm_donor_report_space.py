from odoo import models


class AsmDonorReport(models.Model):
    """What the people at a funder see of a report in their own layout."""

    _inherit = "asm.donor.report"

    def _portal_card(self, award):
        has_pages = any(file.name.endswith(".pdf") for file in self.attachment_ids)
        url = f"/my/awards/{award.id}/reports/{self.id}/pages"
        card = super()._portal_card(award)
        return card | {"pages_url": url if has_pages and card["file_url"] else ""}
