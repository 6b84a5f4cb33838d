from odoo import models


class AsmActual(models.Model):
    """Why numbers are others than they were."""

    _inherit = "asm.actual"

    def _reasons_since(self, moment):
        """Return the reasons for which these were reopened after a moment, and the
        comments of corrections."""
        revisions = self.env["asm.actual.revision"].search(
            [
                ("actual_id", "in", self.ids),
                ("valid_to", ">", moment),
                ("reason", "!=", False),
            ]
        )
        corrections = self.filtered("correction_of_id")
        return [*revisions.mapped("reason"), *corrections.mapped("comment")]
