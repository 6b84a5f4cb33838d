from odoo import fields, models


class AsmNarrative(models.Model):
    """What a report says in one section of its story.

    Written through the grid of the report only, by whoever may write there.
    """

    _name = "asm.narrative"
    _description = "Narrative"
    _order = "submission_id, section_id, id"
    _rec_name = "section_id"

    submission_id = fields.Many2one(
        "asm.submission", required=True, index=True, ondelete="cascade"
    )
    section_id = fields.Many2one(
        "asm.narrative.section", required=True, index=True, ondelete="restrict"
    )
    text = fields.Text(required=True)

    _key_unique = models.UniqueIndex(
        "(submission_id, section_id)",
        "This report has a text for this section already: change that one.",
    )
