from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AsmDeviation(models.Model):
    """What a sub-grantee says about a deviation, beside what the donor is told.

    The donor's table takes the award's own explanation; that of a sub-grantee helps
    whoever writes it.
    """

    _inherit = "asm.deviation"

    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Explained Under",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The sub-award whose sub-grantee says this; empty for what the donor is "
        "told.",
    )

    _period_unique = models.UniqueIndex(
        "(award_indicator_id, award_period_id, COALESCE(subaward_id, 0)) "
        "WHERE closed_on IS NULL",
        "This deviation is explained already: change it there.",
    )

    @api.constrains("subaward_id", "award_period_id")
    def _check_subaward_of_award(self):
        for deviation in self.sudo().filtered("subaward_id"):
            if deviation.subaward_id.award_id != deviation.award_period_id.award_id:
                raise ValidationError(
                    self.env._(
                        "%(subaward)s is of another award.",
                        subaward=deviation.subaward_id.reference,
                    )
                )

    @api.model
    def _portal_open_proposal(self, subaward, values):
        """Return what was said about the same already and is not rejected."""
        return self.search(
            [
                ("award_indicator_id", "=", values["award_indicator_id"]),
                ("award_period_id", "=", values["award_period_id"]),
                ("subaward_id", "=", subaward.id),
                ("closed_on", "=", False),
            ],
            limit=1,
        )
