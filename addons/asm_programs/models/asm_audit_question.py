from odoo import fields, models

DIMENSIONS = [
    ("validity", "Validity"),
    ("reliability", "Reliability"),
    ("precision", "Precision"),
    ("integrity", "Integrity"),
    ("timeliness", "Timeliness"),
]


class AsmAuditQuestion(models.Model):
    """What an audit asks about the way numbers come about, by dimension of quality."""

    _name = "asm.audit.question"
    _description = "Question of Data-Quality Audits"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    dimension = fields.Selection(DIMENSIONS, required=True, default="validity")
    name = fields.Text(string="Question", required=True, translate=True)
    active = fields.Boolean(default=True)
