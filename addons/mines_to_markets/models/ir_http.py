from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        names = super()._get_translation_frontend_modules_name()
        return [*names, "mines_to_markets"]

    @classmethod
    def _dispatch(cls, endpoint):
        if request.dispatcher.routing_type == "http":
            cls._drop_nul_characters()
        return super()._dispatch(endpoint)

    @classmethod
    def _drop_nul_characters(cls):
        """Leave out of forms what no database stores, and nobody types."""
        request.params = {
            name: text.replace("\0", "") if isinstance(text, str) else text
            for name, text in request.params.items()
        }
        for files in request.httprequest.files.listvalues():
            for file in files:
                file.filename = (file.filename or "").replace("\0", "")

    @classmethod
    def _serve_fallback(cls):
        # no page and no file has such an address; asking the database fails
        if "\0" in request.httprequest.path:
            return None
        return super()._serve_fallback()
