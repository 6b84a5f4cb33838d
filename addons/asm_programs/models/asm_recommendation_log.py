from odoo import models


class AsmRecommendation(models.Model):
    """Who answered a recommendation, and who verified that it is done."""

    _name = "asm.recommendation"
    _inherit = ["asm.recommendation", "mtm.decided.mixin"]

    _log_decisions = {
        "response": {
            "accepted": "approval",
            "partly": "approval",
            "rejected": "rejection",
            None: "reopening",
        },
        "state": {"verified": "verification", "open": "reopening"},
    }
