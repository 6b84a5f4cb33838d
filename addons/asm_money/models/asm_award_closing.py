from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmAwardClosing(models.Model):
    """One closing of a period of an award, until somebody opened it again, and why.

    It is written by closing and opening alone, and kept.
    """

    _name = "asm.award.closing"
    _description = "Closing of an Award Period"
    _inherit = ["mtm.restrict.mixin"]
    _order = "closed_on desc, id desc"
    _rec_name = "period_id"

    period_id = fields.Many2one(
        "asm.award.period", required=True, index=True, ondelete="restrict"
    )
    award_id = fields.Many2one(
        related="period_id.award_id", store=True, index=True, precompute=True
    )
    closed_on = fields.Datetime(required=True)
    closed_by = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    reopened_on = fields.Datetime(string="Opened Again On")
    reopened_by = fields.Many2one(
        "res.users",
        string="Opened Again By",
        index="btree_not_null",
        ondelete="restrict",
    )
    reason = fields.Char(string="Why Opened Again")

    _closed_once = models.UniqueIndex(
        "(period_id) WHERE reopened_on IS NULL", "This period is closed already."
    )
    _reopened_is_whole = models.Constraint(
        "CHECK ((reopened_on IS NULL) = (reopened_by IS NULL) "
        "AND (reopened_on IS NULL) = (reason IS NULL) AND reopened_on >= closed_on)",
        "Opening a period again has a person, a moment and a reason.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("What was closed, and opened again, is kept. It cannot go.")
        )
