from odoo import models


class MtmPartnerAccess(models.Model):
    """A new letter with a code: for a first login, or when the password is lost."""

    _inherit = "mtm.partner.access"

    def action_letter(self):
        """Print a letter; an earlier one ends."""
        self.ensure_one()
        self.check_access("write")
        self.env["mtm.login.code"]._check_may_issue(self)
        return self._letter_action(14)

    def _letter_action(self, days):
        """Let the browser fetch the letter: its code is made then, and kept nowhere.

        :param days: how long the code is valid
        """
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "mtm_login_letter",
            "params": {"access_id": self.id, "days": days},
        }
