from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MtmEngagement(models.Model):
    """A wall keeps what is done for one client from the staff of another.

    Behind it are the engagement and all that hangs on it; inside are its manager,
    its team and the administrators. The rules are in the security folder, one for
    each model that hangs on an engagement.
    """

    _inherit = "mtm.engagement"

    is_walled = fields.Boolean(
        string="Team Only",
        tracking=True,
        help="Only the manager, the team and administrators see this engagement and "
        "what belongs to it: deliveries, findings, commitments, meetings, files and "
        "messages. The partners' own portal users keep seeing what concerns them.",
    )

    # what is behind a wall is looked up for each reader, and is little
    _walled_idx = models.Index("(id) WHERE is_walled")

    @api.constrains("is_walled", "user_id", "member_ids")
    def _check_somebody_is_inside(self):
        for engagement in self:
            if engagement.is_walled and not (
                engagement.user_id or engagement.member_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(engagement)s is open to its team only, so it needs a "
                        "manager or a member of the team.",
                        engagement=engagement.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_walled"):
            self._check_not_locking_oneself_out()
        return result

    def _check_not_locking_oneself_out(self):
        """:raises UserError: when the user would not see the engagement any more."""
        if self.env.su:
            return
        outside = self - self._filtered_access("read")
        if outside:
            raise UserError(
                self.env._(
                    "You are not on the team of %(engagement)s and would not see it "
                    "any more. Put yourself on the team first.",
                    engagement=outside[:1].sudo().name,
                )
            )
