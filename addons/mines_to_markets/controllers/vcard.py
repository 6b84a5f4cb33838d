from odoo import http
from odoo.http import request

from odoo.addons.web.controllers import vcard


class Partner(vcard.Partner):
    """A card to take along is a file: of people for who may take out names alone."""

    @http.route()
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        asked = partner or request.env["res.partner"].browse(
            int(one) for one in (partner_ids or "").split(",") if one.isdecimal()
        )
        # as the system: what somebody may not read is answered like what is not there
        known = asked.sudo().exists()
        may = request.env["mtm.personal.data"]._may_see_names()
        is_open = may or all(one.is_company for one in known)
        if not known or not is_open or not known.sudo(False).has_access("read"):
            raise request.not_found()
        ids = ",".join(map(str, known.ids))
        return super().download_vcard(ids if partner is None else None, partner)
