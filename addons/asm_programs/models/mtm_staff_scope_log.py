from odoo import models


class MtmStaffScope(models.Model):
    _inherit = "mtm.staff.scope"

    def _scope_details(self):
        return {
            **super()._scope_details(),
            "programmes": sorted(self.sudo().program_ids.mapped("code")),
        }
