from odoo import api, models
from odoo.fields import Domain

from odoo.addons.mines_to_markets.models.mtm_digest import MAY_ACT


class MtmDigest(models.Model):
    """Messages tell a sub-grantee's people of grants, and a funder's of awards."""

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
        return self._with_awards(items)

    def _with_awards(self, items):
        """Add what is new for people of funders."""
        Access = self.env["asm.award.access"].sudo()
        mine = Access.search(
            Access._domain_today()
            & Domain("user_id", "in", [user.id for user in items])
        ).grouped("user_id")
        return {
            user: [*found, *mine.get(user, Access).award_id._digest_of()]
            for user, found in items.items()
        }

    @api.model
    def _domain_of_readers(self):
        awards = self.env["asm.award.access"].sudo()._search([])
        return super()._domain_of_readers() | Domain(
            "id", "in", awards.subselect("user_id")
        )
