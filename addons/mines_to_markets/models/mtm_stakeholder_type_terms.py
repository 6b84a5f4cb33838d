from odoo import fields, models


class MtmStakeholderType(models.Model):
    """What working with this kind of organisation brings along."""

    _inherit = "mtm.stakeholder.type"

    has_footprint = fields.Boolean(
        help="Its engagements show the places that it holds and the disputes in them."
    )
    requires_request = fields.Boolean(
        help="Its engagements start from a request in writing."
    )
