from decimal import Decimal

from odoo import Command, models
from odoo.exceptions import UserError


class AsmActual(models.Model):
    """Numbers that are counted from deliveries, and their corrections."""

    _inherit = "asm.actual"

    def _is_counted_draft(self):
        """Say whether this holds what was counted from deliveries and nothing else."""
        self.ensure_one()
        if self._is_locked() or self.missing_reason:
            return False
        return self.value is False or self._is_counted()

    def _can_count_more(self, in_corrections):
        """Say whether deliveries may be added: here, or in a correction of this."""
        if in_corrections and self.state == "approved":
            return self._is_counted()
        return self._is_counted_draft()

    def _is_counted(self):
        """Say whether this is what its deliveries add up to."""
        self.ensure_one()
        # what a number counts does not depend on who may read where it is from
        lines = self.sudo().delivery_line_ids
        return bool(lines) and self.value == self._sum_of_deliveries()

    def _count_deliveries(self, quantities):
        """Add deliveries to what this number counts.

        :param quantities: ``{delivery: quantity}``
        """
        self.ensure_one()
        self.delivery_line_ids = [
            Command.create({"delivery_id": delivery.id, "quantity": quantity})
            for delivery, quantity in quantities.items()
        ]
        self.value = self._sum_of_deliveries()

    def _sum_of_deliveries(self):
        # a walled delivery counts, whoever adds up
        quantities = self.sudo().delivery_line_ids.mapped("quantity")
        return float(sum(Decimal(str(quantity)) for quantity in quantities))

    def _draft_correction(self, reason):
        """Return the draft that corrects this approved number, made if there is none.

        It stands in the same report, or in the next one of the partner when the
        correction there is under review or approved itself.

        :param reason: why, kept as the correction's comment
        """
        self.ensure_one()
        corrections = self.search([("correction_of_id", "=", self.id)])
        draft = corrections.filtered(
            lambda row: not (row._is_locked() or row.submission_id._closing_lock())
        )[:1]
        if draft:
            if reason not in (draft.comment or ""):
                draft.comment = "\n".join(filter(None, (draft.comment, reason)))
            return draft
        reports = self._reports_from_here() - corrections.submission_id
        report = reports.filtered(lambda one: not one._closing_lock())[:1]
        if not report:
            raise UserError(
                self.env._(
                    "%(actual)s has been corrected before and that correction is "
                    "under review or approved, or its period is closed. Open the "
                    "partner's next report to correct the number again.",
                    actual=self.display_name,
                )
            )
        return self.create(
            {
                "submission_id": report.id,
                "program_indicator_id": self.program_indicator_id.id,
                "correction_of_id": self.id,
                "comment": reason,
            }
        )

    def _reports_from_here(self):
        """Return this number's report and the partner's later ones, in time's order."""
        later = self.env["asm.submission"].search(
            [
                ("program_id", "=", self.program_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("date_start", ">", self.submission_id.date_start),
            ],
            order="date_start, id",
        )
        return self.submission_id + later

    def _uncount(self, lines):
        """Take deliveries out of these drafts, and count the rest again."""
        for actual in self:
            was_counted = actual._is_counted_draft()
            (lines & actual.delivery_line_ids).unlink()
            if actual.delivery_line_ids:
                if was_counted:
                    actual.value = actual._sum_of_deliveries()
            elif was_counted and not (actual.revision_ids or actual.evidence_ids):
                actual.unlink()
            elif was_counted:
                actual.value = False
        self.exists()._check_parts()
