from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

_LONGEST_BEFORE = 366
_DAYS_OF_NEWS = 14


class MtmDigest(models.Model):
    """Messages tell of reports, too."""

    _inherit = "mtm.digest"

    @api.model
    def _digest_items(self, users, today):
        items = super()._digest_items(users, today)
        roles = self._roles_of(users, today)
        partner_ids = {id_ for partners in roles.values() for id_ in partners}
        reports = (
            self.env["asm.submission"]
            .sudo()
            .search(
                Domain("partner_id", "in", list(partner_ids))
                & self._reports_to_tell(today)
            )
            .grouped("partner_id")
        )
        return {
            user: items[user]
            + [
                item
                for partner, found in reports.items()
                if (role := roles[user].get(partner.id))
                for item in found._digest_of(user, role, today)
            ]
            for user in users
        }

    @api.model
    def _reports_to_tell(self, today):
        """Return a domain of what can be told of on a day."""
        return Domain.OR(
            [
                Domain("state", "=", "returned"),
                Domain("state", "=", "open")
                & Domain("date_due", "<=", today + timedelta(days=_LONGEST_BEFORE)),
                Domain("state", "=", "approved")
                & Domain("state_since", ">=", today - timedelta(days=_DAYS_OF_NEWS)),
            ]
        )
