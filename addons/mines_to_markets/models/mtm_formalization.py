from odoo import api, fields, models


class MtmFormalization(models.Model):
    """On which step of the ladder a group of miners was found, and when."""

    _name = "mtm.formalization"
    _description = "Formalization of a Cooperative"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Cooperative",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_company', '=', True)]",
    )
    step_id = fields.Many2one(
        "mtm.formalization.step", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    note = fields.Char()

    _day_unique = models.UniqueIndex(
        "(partner_id, date)",
        "The step of this cooperative on this day is recorded already. Change that "
        "record, or give this one another date.",
    )

    @api.depends("partner_id.name", "step_id.name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = (
                f"{record.partner_id.name or ''}, {record.step_id.name or ''}"
            )
