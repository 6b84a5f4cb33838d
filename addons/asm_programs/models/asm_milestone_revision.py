from odoo import api, fields, models
from odoo.exceptions import UserError


class AsmMilestoneRevision(models.Model):
    """An earlier state of a step: what it was, from when to when, and who changed
    it. Append-only, for everybody."""

    _name = "asm.milestone.revision"
    _description = "Earlier State of a Milestone"
    _order = "milestone_id, valid_to desc, id desc"
    _rec_name = "milestone_id"

    milestone_id = fields.Many2one(
        "asm.milestone",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(string="Step", required=True, readonly=True)
    weight = fields.Float(required=True, readonly=True, aggregator=None)
    date_planned = fields.Date(string="Planned For", readonly=True)
    date_done = fields.Date(string="Done On", readonly=True)
    is_dropped = fields.Boolean(string="Dropped", readonly=True)
    reason = fields.Char(string="Reason for Change", readonly=True)
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_to = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Changed By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )

    _in_order = models.Constraint(
        "CHECK (valid_to >= valid_from)", "A state cannot end before it began."
    )

    def write(self, vals):
        if self:
            self.check_access("write")
            raise UserError(self.env._("Earlier states of a step are never changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Earlier states of a step are never deleted."))
