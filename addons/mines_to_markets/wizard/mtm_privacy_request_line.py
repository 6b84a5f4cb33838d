from odoo import fields, models


class MtmPrivacyRequestLine(models.TransientModel):
    """In which model, and how often."""

    _name = "mtm.privacy.request.line"
    _description = "Where a Person Is Found"
    _order = "count desc, model"
    _transient_max_hours = 24

    request_id = fields.Many2one(
        "mtm.privacy.request", required=True, index=True, ondelete="cascade"
    )
    model = fields.Char(required=True)
    name = fields.Char()
    count = fields.Integer(string="Records", aggregator=None)
