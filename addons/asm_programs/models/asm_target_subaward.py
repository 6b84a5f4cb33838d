from odoo import api, fields, models


class AsmTarget(models.Model):
    """Targets that a sub-grantee proposed."""

    _inherit = "asm.target"

    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Proposed Under",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The sub-award whose sub-grantee proposed this target.",
    )

    @api.model
    def _portal_open_proposal(self, subaward, values):
        """Return an undecided proposal for the same cell, whoever made it."""
        same = ("program_indicator_id", "date_from", "date_to")
        return self.search(
            [
                *[(name, "=", values[name]) for name in same],
                ("site_id", "=", values["site_id"] or False),
                ("award_id", "=", False),
                ("disaggregation_id", "=", False),
                ("state", "=", "proposed"),
            ],
            limit=1,
        )
