from odoo import fields, models


class AsmAwardShareSetLine(models.TransientModel):
    _name = "asm.award.share.set.line"
    _description = "Share to Set"

    set_id = fields.Many2one(
        "asm.award.share.set", required=True, index=True, ondelete="cascade"
    )
    award_id = fields.Many2one("asm.award", required=True, ondelete="cascade")
    percentage = fields.Float(
        digits=(7, 4), required=True, help="In percent: 20 for 20 %."
    )

    _award_unique = models.UniqueIndex("(set_id, award_id)", "Name each award once.")
