from odoo import fields, models


class AsmAward(models.Model):
    """Which days of an award are closed, and what came late."""

    _inherit = "asm.award"

    late_count = fields.Integer(
        string="Late Postings",
        compute="_compute_late_count",
        help="What came after its period had been closed.",
    )

    def _compute_late_count(self):
        counts = dict(
            self.env["asm.award.late.fact"]._read_group(
                [("award_id", "in", self.ids)],
                ["award_id"],
                ["__count"],
            )
        )
        for award in self:
            award.late_count = counts.get(award, 0)

    def _closed_period(self, day):
        """Return the closed period of this award that holds a day, empty if none."""
        self.ensure_one()
        # it is about what may be written, whoever may see the periods
        closed = self.sudo().period_ids.filtered("closed_on")
        return closed.filtered(lambda period: period._holds(day))[:1]

    def action_view_late(self):
        """Show what came after its period had been closed."""
        self.ensure_one()
        return self._action_late([])

    def _action_late(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "asm_money.asm_award_late_fact_action"
        )
        return action | {"domain": [("award_id", "=", self.id), *domain]}
