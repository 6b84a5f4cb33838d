from odoo import models

from ..tools import digests
from .mtm_digest import Item

_DAYS_BEFORE = 7


class MtmCommitment(models.Model):
    """Partners are told of what they promised."""

    _inherit = "mtm.commitment"

    def _digest_of(self, user, today):
        """Yield what a user of the partner is to be told of these, as system."""
        for promise in self:
            kind, since = digests.stage(promise.date_due, today, _DAYS_BEFORE)
            if kind:
                yield Item(
                    kind,
                    promise.name,
                    self.env._("You promised this to us"),
                    "/my/commitments",
                    promise.date_due,
                    self.env["mtm.digest"]._midnight(since, user),
                )
