from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class AsmAwardAccess(models.Model):
    """A person at a funder who has a space for one award.

    A reader reads what was released to the award's people; a responder also comments
    on reports, returns or accepts them. Nothing follows from working at the donor.
    """

    _name = "asm.award.access"
    _description = "Person at a Funder"
    _rec_name = "user_id"
    _order = "award_id, role desc, id"

    award_id = fields.Many2one(
        "asm.award", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', True)]",
    )
    role = fields.Selection(
        [("reader", "Reads"), ("responder", "Reads and answers")],
        required=True,
        default="reader",
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")

    _person_unique = models.UniqueIndex(
        "(award_id, user_id)", "This person has a space for this award already."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "Access cannot end before it starts."
    )

    @api.constrains("user_id")
    def _check_user_is_from_outside(self):
        for access in self:
            if not access.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is a member of staff; the space of an award is for "
                        "people of its funder.",
                        user=access.user_id.name,
                    )
                )

    @api.model
    def _domain_open(self):
        """Return the accesses of the user who asks that hold today."""
        return Domain("user_id", "=", self.env.uid) & self._domain_today()

    @api.model
    def _domain_today(self):
        today = fields.Date.context_today(self)
        return (
            Domain("date_start", "=", False) | Domain("date_start", "<=", today)
        ) & (Domain("date_end", "=", False) | Domain("date_end", ">=", today))

    @api.model
    def _domain_responder(self):
        return Domain("role", "=", "responder")
