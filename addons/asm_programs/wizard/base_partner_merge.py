from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two partners' reports of one period become one where no number is in both."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _choose_row(self, rows):
        if rows._name == "asm.submission":
            # a report that holds numbers stays: what was approved stays untouched
            return (rows.filtered("actual_ids") or rows)[:1]
        return super()._choose_row(rows)

    def _fold_values(self, kept, dropped):
        if kept._name == "asm.submission":
            self._check_no_number_in_both(kept + dropped)
            words = [row.narrative for row in kept + dropped if row.narrative]
            kept.narrative = "\n\n".join(dict.fromkeys(words))
            return ""
        if kept._name == "asm.narrative":
            texts = dict.fromkeys((kept + dropped).mapped("text"))
            kept.text = "\n\n".join(texts)
            return ""
        return super()._fold_values(kept, dropped)

    def _after_fold(self, kept):
        if kept._name == "asm.submission":
            kept._update_state(kept.state)
        return super()._after_fold(kept)

    def _check_no_number_in_both(self, submissions):
        """Refuse where both reported one indicator at one place.

        Whether that is the same number twice, or two that are to be added, is known
        to people only; a total of the one would hide the parts of the other.

        :raises UserError: naming the numbers
        """
        reported = {}
        for actual in submissions.actual_ids:
            cell = (actual.program_indicator_id, actual.site_id)
            reported.setdefault(cell, actual.browse())
            reported[cell] += actual
        both = [rows for rows in reported.values() if len(rows.submission_id) > 1]
        if not both:
            return
        raise UserError(
            self.env._(
                "Both have reported the same indicator at the same place: say first "
                "which number holds, by deleting or moving the other.\n%(numbers)s",
                numbers="\n".join(
                    f"- {actual.display_name}" for rows in both for actual in rows
                ),
            )
        )
