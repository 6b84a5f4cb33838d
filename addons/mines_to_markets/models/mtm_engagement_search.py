from odoo import api, fields, models


class MtmEngagement(models.Model):
    """Found by name, code or stakeholder as one types, however many there are."""

    _inherit = "mtm.engagement"
    # the stakeholder's name is kept here: searching it by way of the partner looks
    # through all partners at each letter
    _rec_names_search = ["name", "code", "partner_name"]

    name = fields.Char(index="trigram")
    code = fields.Char(index="trigram")
    partner_name = fields.Char(
        related="partner_id.complete_name",
        string="Stakeholder Name",
        store=True,
        index="trigram",
        export_string_translation=False,
    )

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {"partner_name"}
