from datetime import timedelta

from odoo import fields, models

from odoo.addons.mines_to_markets.models.mtm_digest import Item
from odoo.addons.mines_to_markets.tools import digests

_DAYS_BEFORE = 7
_DAYS_OF_NEWS = 14


class AsmSubaward(models.Model):
    """What a sub-grantee's people are told of these in their messages."""

    _inherit = "asm.subaward"

    def _digest_of(self, user, today):
        """Yield what a user is to be told of these grants, as system."""
        for subaward in self:
            yield from subaward._digest_of_deliverables(user, today)
            yield from subaward._digest_of_requests()

    def _digest_of_deliverables(self, user, today):
        for one in self.deliverable_ids.filtered(lambda due: due.state == "open"):
            kind, since = digests.stage(one.date_due, today, _DAYS_BEFORE)
            if kind:
                yield Item(
                    kind,
                    one.name,
                    self.env._("Hand it in"),
                    f"/my/subawards/{self.id}?tab=deliverables",
                    one.date_due,
                    self.env["mtm.digest"]._midnight(since, user),
                )

    def _digest_of_requests(self):
        """Yield what was decided lately; refusals as what came back."""
        recent = fields.Datetime.now() - timedelta(days=_DAYS_OF_NEWS)
        decided = self.request_ids.filtered(
            lambda one: one.decided_on and one.decided_on > recent
        )
        for one in decided:
            is_approved = one.state == "approved"
            yield Item(
                "approved" if is_approved else "returned",
                f"{self.reference}: {self._space_label(one, 'kind')}",
                self.env._("Thank you")
                if is_approved
                else self.env._("We could not agree: read why"),
                f"/my/subawards/{self.id}/requests/{one.id}",
                False,
                one.decided_on,
            )
