from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class AsmSubawardDeliverable(models.Model):
    """What a sub-grantee is to hand in by a day; payments may be due with it."""

    _name = "asm.subaward.deliverable"
    _description = "Deliverable of a Sub-Award"
    _inherit = ["mtm.attachment.mixin"]
    _order = "subaward_id, date_due, id"

    subaward_id = fields.Many2one(
        "asm.subaward",
        string="Sub-Award",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(string="What", required=True)
    date_due = fields.Date(string="Due", required=True)
    state = fields.Selection(
        [("open", "Open"), ("delivered", "Handed in"), ("accepted", "Accepted")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
    )
    note = fields.Text(string="Words of the Sub-Grantee", readonly=True, copy=False)
    delivered_on = fields.Date(string="Handed In On", readonly=True, copy=False)
    delivered_by = fields.Many2one(
        "res.users",
        string="Handed In By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    accepted_on = fields.Date(readonly=True, copy=False)
    accepted_by = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    line_ids = fields.One2many(
        "asm.subaward.line", "deliverable_id", string="Payments Due"
    )

    _delivered_is_whole = models.Constraint(
        "CHECK ((state = 'open') = (delivered_on IS NULL))",
        "What is handed in says since when.",
    )
    _accepted_is_whole = models.Constraint(
        "CHECK ((state = 'accepted') = (accepted_on IS NOT NULL))",
        "What is accepted says since when.",
    )
    _accepted_by_another = models.Constraint(
        "CHECK (accepted_by <> delivered_by)", "Whoever handed it in cannot accept it."
    )
    _stamped = frozenset(
        {
            "state",
            "note",
            "delivered_on",
            "delivered_by",
            "accepted_on",
            "accepted_by",
        }
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._without_stamps(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._without_stamps(vals))

    def _without_stamps(self, vals):
        if self.env.su:
            return vals
        return {k: v for k, v in vals.items() if k not in self._stamped}

    @api.constrains("date_due", "subaward_id")
    def _check_after_start(self):
        for deliverable in self.sudo():
            if deliverable.date_due < deliverable.subaward_id.date_start:
                raise ValidationError(
                    self.env._(
                        "%(deliverable)s is due before %(subaward)s starts.",
                        deliverable=deliverable.name,
                        subaward=deliverable.subaward_id.reference,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        if any(deliverable.state != "open" for deliverable in self):
            raise UserError(self.env._("What was handed in stays."))

    def action_accept(self):
        """Accept what was handed in, as somebody else than who did."""
        self.check_access("write")
        for deliverable in self:
            if deliverable.state != "delivered":
                raise UserError(
                    self.env._(
                        "%(deliverable)s is not handed in.",
                        deliverable=deliverable.name,
                    )
                )
        self.sudo().write(
            {
                "state": "accepted",
                "accepted_on": fields.Date.context_today(self),
                "accepted_by": self.env.uid,
            }
        )

    def action_reopen(self):
        """Ask for it again: what was handed in will not do."""
        self.check_access("write")
        self.filtered(lambda one: one.state == "delivered").sudo().write(
            {"state": "open", "delivered_on": False, "delivered_by": False}
        )
