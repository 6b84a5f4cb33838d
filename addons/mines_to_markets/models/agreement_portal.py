from odoo import api, fields, models
from odoo.fields import Domain

BADGES = {
    "in_force": "text-bg-success",
    "expiring": "text-bg-warning",
    "signed": "text-bg-info",
}


class Agreement(models.Model):
    """What an organisation sees of its own agreements: their names and days."""

    _inherit = "agreement"

    released_file_ids = fields.One2many(
        "mtm.released.file", "agreement_id", string="Released to the Partner"
    )

    @api.model
    def _portal_in_force(self, partner_ids):
        """Return cards of the agreements with these organisations that are in force.

        :param partner_ids: ids of organisations that the caller knows the user acts
            for; an agreement signed by a person of theirs is theirs, too
        """
        with_them = Domain("partner_id", "in", partner_ids) | Domain(
            "partner_id.is_company", "=", False
        ) & Domain("partner_id.parent_id", "in", partner_ids)
        # agreements are hidden from portal users; the card holds no terms
        found = self.sudo().search_fetch(
            with_them
            & Domain("is_template", "=", False)
            & Domain("is_in_force", "=", True),
            [
                "name",
                "code",
                "partner_id",
                "signature_date",
                "start_date",
                "end_date",
                "date_terminated",
            ],
            order="end_date, id",
        )
        return [agreement._portal_card() for agreement in found]

    def _portal_card(self):
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "code": self.code,
            "partner": self.partner_id.commercial_partner_id.name,
            "state_label": labels[self.state],
            "badge_class": BADGES.get(self.state, "text-bg-light"),
            "date_signed": self.signature_date,
            "date_start": self.start_date or self.signature_date,
            "date_end": self.end_date,
        }
