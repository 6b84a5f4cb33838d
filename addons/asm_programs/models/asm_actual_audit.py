from collections import defaultdict
from decimal import Decimal

from odoo import fields, models


class AsmActual(models.Model):
    """A number as an audit takes it: with its corrections."""

    _inherit = "asm.actual"

    audit_line_ids = fields.One2many("asm.audit.line", "actual_id", string="Audits")

    def _new_audit_lines(self):
        """Return commands that put these numbers on the sample of an audit."""
        reported = self._reported_for_audit()
        return [
            fields.Command.create(
                {
                    "actual_id": row.id,
                    "typed_by": row.typed_by.id,
                    "reported": reported[row][0],
                    "reported_denominator": reported[row][1],
                }
            )
            for row in self
        ]

    def _reported_for_audit(self):
        """Return ``{number: (value or numerator, denominator)}``, False for blank.

        What approved corrections changed is in it.
        """
        corrections = self.sudo().search(
            [("correction_of_id", "in", self.ids), ("state", "=", "approved")]
        )
        by_row = defaultdict(corrections.browse)
        for correction in corrections:
            by_row[correction.correction_of_id.id] |= correction
        found = {}
        for row in self:
            rows = row.sudo() | by_row[row.id]
            first = "numerator" if row.is_ratio else "value"
            found[row] = (rows._sum_of(first), rows._sum_of("denominator"))
        return found

    def _sum_of(self, name):
        """Add up a number exactly; blank when it is blank in the first row."""
        if self[:1][name] is False:
            return False
        numbers = [row[name] for row in self if row[name] is not False]
        return float(sum(Decimal(str(number)) for number in numbers))
