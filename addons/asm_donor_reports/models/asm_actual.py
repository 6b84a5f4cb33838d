from odoo import models
from odoo.fields import Domain

from odoo.addons.asm_programs.models._results_source import after


class AsmActual(models.Model):
    """Why numbers are others than they were."""

    _inherit = "asm.actual"

    def _reasons_since(self, moment):
        """Return the reasons for which these were reopened after a moment, and the
        comments of corrections."""
        revisions = self.env["asm.actual.revision"].search(
            Domain("actual_id", "in", self.ids)
            & after("valid_to", moment)
            & Domain("reason", "!=", False)
        )
        corrections = self.filtered("correction_of_id")
        return [*revisions.mapped("reason"), *corrections.mapped("comment")]
