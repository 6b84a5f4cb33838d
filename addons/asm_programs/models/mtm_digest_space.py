from odoo import api, models
from odoo.fields import Domain

from odoo.addons.mines_to_markets.models.mtm_digest import MAY_ACT


class MtmDigest(models.Model):
    """Messages to a sub-grantee's people tell of its grants, too."""

    _inherit = "mtm.digest"

    @api.model
    def _digest_items(self, users, today):
        items = super()._digest_items(users, today)
        roles = self._roles_of(users, today)
        partner_ids = {id_ for partners in roles.values() for id_ in partners}
        running = Domain("state", "=", "active")
        found = (
            self.env["asm.subaward"]
            .sudo()
            .search(running & Domain("partner_id", "in", list(partner_ids)))
            .grouped("partner_id")
        )
        for user in users:
            items[user] = [
                *items.get(user, []),
                *(
                    item
                    for partner, subawards in found.items()
                    if roles[user].get(partner.id) in MAY_ACT
                    for item in subawards._digest_of(user, today)
                ),
            ]
        return items
