from odoo import models


class Agreement(models.Model):
    """Who signed an agreement, and who ended it early, as of which day."""

    _name = "agreement"
    _inherit = ["agreement", "mtm.decided.mixin"]

    _log_decisions = {"signature_date": "signature", "date_terminated": "ending"}
