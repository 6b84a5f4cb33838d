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
    def _get_error_html(cls, env, code, values):
        """Say on the portal's pages what went wrong, and how to go on."""
        is_ours = request.httprequest.path.startswith("/my")
        if not (is_ours and code in (400, 429)):
            return super()._get_error_html(env, code, values)
        page = env["ir.ui.view"]._render_template(
            "mines_to_markets.portal_error", values
        )
        return code, page

    @classmethod
    def _serve_fallback(cls):
        # no page and no file has such an address; asking the database fails
        if "\0" in request.httprequest.path:
            return None
        return super()._serve_fallback()
