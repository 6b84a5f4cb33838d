from collections import Counter

from odoo import models


class AsmAward(models.Model):
    """How much of an award's money there is to be read."""

    _inherit = "asm.award"

    def _count_money(self, model):
        """Return ``{award id: records of a model}`` that the reader may see."""
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        if "award_id" in records._fields and records._fields["award_id"].store:
            groups = records._read_group(
                [("award_id", "in", self.ids)], ["award_id"], ["__count"]
            )
            return {award.id: count for award, count in groups}
        groups = records._read_group(
            [("subaward_id.award_id", "in", self.ids)], ["subaward_id"], ["__count"]
        )
        found = Counter()
        for subaward, count in groups:
            found[subaward.sudo().award_id.id] += count
        return dict(found)
