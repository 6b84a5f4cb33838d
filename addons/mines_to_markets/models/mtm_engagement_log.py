from odoo import models


class MtmEngagement(models.Model):
    """Who moved an engagement from stage to stage."""

    _name = "mtm.engagement"
    _inherit = ["mtm.engagement", "mtm.decided.mixin"]

    _log_decisions = {"stage_id": "stage"}
