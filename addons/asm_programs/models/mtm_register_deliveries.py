from odoo import models

from odoo.addons.mines_to_markets.tools.registers import Column


class MtmRegisterDeliveries(models.AbstractModel):
    _inherit = "mtm.register.deliveries"

    def _columns(self):
        return [
            *super()._columns(),
            Column(
                "programme",
                self.env._("Programme"),
                "one",
                "program_id",
                self.env._("One name or code. Blank: stays as it is."),
                26,
                keep=True,
            ),
        ]
