from odoo import models


class MtmAgreementAmendment(models.Model):
    """Who signed an amendment, as of which day."""

    _name = "mtm.agreement.amendment"
    _inherit = ["mtm.agreement.amendment", "mtm.decided.mixin"]

    _log_decisions = {"date_signed": "signature"}
