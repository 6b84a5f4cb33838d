from odoo import models


class ResPartner(models.Model):
    """Whom a ledger names stays: its lines are kept by law."""

    _inherit = "res.partner"

    def _privacy_holds(self):
        holds = super()._privacy_holds()
        lines = self.env["account.analytic.line"].sudo()
        if lines.search_count([("partner_id", "=", self.id)], limit=1):
            holds.append(
                self.env._(
                    "A ledger says that money was paid to them; its lines are kept by "
                    "law."
                )
            )
        return holds
