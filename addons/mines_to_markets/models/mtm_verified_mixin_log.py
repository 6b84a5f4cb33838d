from odoo import models


class MtmVerifiedMixin(models.AbstractModel):
    """Who verified that something is put right, and who opened it again."""

    _name = "mtm.verified.mixin"
    _inherit = ["mtm.verified.mixin", "mtm.decided.mixin"]

    _log_decisions = {"state": {"closed": "verification", "open": "reopening"}}
