from odoo import models

from odoo.addons.mines_to_markets.tools.registers import Column


class MtmRegisterEngagements(models.AbstractModel):
    _inherit = "mtm.register.engagements"

    def _columns(self):
        return [
            *super()._columns(),
            Column(
                "programmes",
                self.env._("Programmes"),
                "many",
                "program_ids",
                self.env._("Names or codes, separated by a semicolon."),
                26,
            ),
        ]
