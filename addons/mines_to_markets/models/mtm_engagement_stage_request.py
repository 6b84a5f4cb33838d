from odoo import fields, models


class MtmEngagementStage(models.Model):
    _inherit = "mtm.engagement.stage"

    requires_request = fields.Boolean(
        string="Requires the Documented Request",
        help="An engagement with a kind of stakeholder that has to ask first enters "
        "this stage once the request is on file.",
    )
