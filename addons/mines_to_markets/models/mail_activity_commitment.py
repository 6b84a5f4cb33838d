from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def action_new_commitment(self):
        """Open a new commitment, made by this activity."""
        self.ensure_one()
        Commitment = self.env["mtm.commitment"]
        record = self.env[self.res_model or Commitment._name].browse(self.res_id)
        return Commitment._action_new(
            record, {"activity_id": self.id, "name": self.summary}
        )
