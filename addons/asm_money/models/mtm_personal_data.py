from odoo import api, models

from odoo.addons.mines_to_markets.tools.personal_data import declared

from ..tools import personal_data


class MtmPersonalData(models.AbstractModel):
    """What ledgers hold about people."""

    _inherit = "mtm.personal.data"

    @api.model
    def _held(self):
        return super()._held() | declared(
            {}, personal_data.ACTORS, personal_data.ORGANISATIONS
        )
