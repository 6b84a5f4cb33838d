from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmVerifiedMixin(models.AbstractModel):
    """Something to be put right: open until it is written down how that was verified.

    Who inherits this has a ``name`` and a day by which somebody sees to it.
    """

    _name = "mtm.verified.mixin"
    _description = "Followed until verified and closed"
    _inherit = ["mtm.follow.mixin"]

    _due_field = "date_due"

    state = fields.Selection(
        [("open", "Open"), ("closed", "Verified and closed")],
        required=True,
        default="open",
        copy=False,
        tracking=True,
    )
    verification = fields.Text(string="How It Was Verified", copy=False, tracking=True)
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _closed_is_verified = models.Constraint(
        "CHECK ((state = 'closed') = (date_closed IS NOT NULL) "
        "AND (state <> 'closed' OR COALESCE(btrim(verification), '') <> ''))",
        "It is closed by saying how it was verified.",
    )

    @api.depends(lambda self: ("state", self._due_field))
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for record in self:
            due = record[self._due_field]
            record.is_overdue = bool(record.state == "open" and due and due < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), (self._due_field, "<", "today")]

    def write(self, vals):
        if vals.get("state") == "open":
            vals = vals | {"date_closed": False}
        return super().write(vals)

    def action_close(self):
        """Close what was put right; how that was verified has been written down."""
        self._check_verified()
        self.write(self._closed_values())

    def _check_verified(self):
        for record in self:
            if not (record.verification or "").strip():
                raise UserError(
                    self.env._(
                        "Write down how it was verified that “%(record)s” is put "
                        "right, then close it.",
                        record=record.name,
                    )
                )

    def _closed_values(self):
        return {"state": "closed", "date_closed": fields.Date.context_today(self)}

    def action_reopen(self):
        self.write({"state": "open", "verification": False})

    def _followup_outcome(self):
        return self.verification if self.state == "closed" else False
