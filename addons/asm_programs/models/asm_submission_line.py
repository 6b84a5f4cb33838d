from odoo import api, fields, models

from ..tools import grid


class AsmSubmissionLine(models.Model):
    """What a report asks for: an indicator, at a place, and how it is split.

    Kept with the report, so that it can be said years later how many numbers were
    expected, whatever the assignments have become. ``split`` is as in
    :mod:`..tools.grid`.
    """

    _name = "asm.submission.line"
    _description = "Number Asked For in a Submission"
    _inherit = ["asm.derived.mixin"]
    _order = "submission_id, program_indicator_id, site_id, id"
    _rec_name = "program_indicator_id"

    submission_id = fields.Many2one(
        "asm.submission", required=True, index=True, ondelete="cascade"
    )
    program_indicator_id = fields.Many2one(
        "asm.program.indicator",
        string="Indicator",
        required=True,
        index=True,
        ondelete="cascade",
    )
    site_id = fields.Many2one("mtm.site", index="btree_not_null", ondelete="restrict")
    split = fields.Json(export_string_translation=False)
    cell_count = fields.Integer(
        string="Numbers Asked For",
        required=True,
        default=1,
        help="The total and each of its parts.",
    )
    asked_on = fields.Date(
        string="Asked Since",
        required=True,
        default=fields.Date.context_today,
    )

    _key_unique = models.UniqueIndex(
        "(submission_id, program_indicator_id, COALESCE(site_id, 0))",
        "This report asks for this indicator at this place already.",
    )
    _cells_counted = models.Constraint(
        "CHECK (cell_count > 0)", "A line asks for at least one number."
    )

    @api.model
    def _values_of(self, submission, asked):
        """Return the values of new lines.

        :param asked: ``{(program indicator id, site id or 0): split}``
        """
        return [
            {
                "submission_id": submission.id,
                "program_indicator_id": line_id,
                "site_id": site_id or False,
                "split": split,
                "cell_count": grid.count_of(split),
            }
            for (line_id, site_id), split in asked.items()
        ]

    def _place(self):
        self.ensure_one()
        return self.program_indicator_id.id, self.site_id.id or 0
