from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EventRegistration(models.Model):
    """What somebody who registers says, if they want to: sex and age band."""

    _inherit = "event.registration"

    sex_id = fields.Many2one(
        "mtm.dimension.value",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dimension_id.code', '=', 'sex')]",
    )
    age_band_id = fields.Many2one(
        "mtm.dimension.value",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dimension_id.code', '=', 'age_band')]",
    )
    session_ids = fields.Many2many(
        "mtm.event.session",
        "mtm_event_attendance_rel",
        "registration_id",
        "session_id",
        string="Sessions Attended",
        copy=False,
        groups="mines_to_markets.group_mtm_user",
    )

    @api.constrains("sex_id", "age_band_id")
    def _check_categories(self):
        for registration in self:
            for category, code in (
                (registration.sex_id, "sex"),
                (registration.age_band_id, "age_band"),
            ):
                if category and category.dimension_id.code != code:
                    raise ValidationError(
                        self.env._(
                            "%(category)s is a category of %(dimension)s.",
                            category=category.name,
                            dimension=category.dimension_id.name,
                        )
                    )
