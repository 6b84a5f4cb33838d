from odoo import Command, models
from odoo.tools import email_normalize


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's own search for somebody finds them in our records as well."""

    _inherit = "privacy.lookup.wizard"

    def action_lookup(self):
        action = super().action_lookup()
        known = {(line.res_model, line.res_id) for line in self.line_ids}
        found = {}
        for person in self._people():
            for model, ids in (
                self.env["mtm.personal.data"].sudo()._find(person).items()
            ):
                found.setdefault(model, set()).update(ids)
        self.line_ids = [
            Command.create(
                {
                    "res_model_id": self.env["ir.model"]._get_id(model),
                    "res_id": record_id,
                    "is_active": True,
                }
            )
            for model, ids in found.items()
            for record_id in sorted(ids)
            if (model, record_id) not in known and self.env[model]._auto
        ]
        return action

    def _people(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(
            [
                ("is_company", "=", False),
                "|",
                ("email_normalized", "=", email_normalize(self.email)),
                ("name", "=ilike", self.name.strip()),
            ]
        )
