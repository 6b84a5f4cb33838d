from odoo import api, models


class AsmRelease(models.Model):
    """Who released what to people outside, and who took it back, is in the log."""

    _inherit = "asm.release"

    @api.model_create_multi
    def create(self, vals_list):
        releases = super().create(vals_list)
        if releases:
            self.env["mtm.log.entry"]._note("release", releases)
        return releases

    def action_withdraw(self):
        shown = self.sudo().filtered(lambda release: not release.withdrawn_on)
        result = super().action_withdraw()
        if shown:
            self.env["mtm.log.entry"]._note("withdrawal", shown)
        return result
