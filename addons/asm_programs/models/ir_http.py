from odoo import api, models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        names = super()._get_translation_frontend_modules_name()
        return [*names, "asm_programs"]

    @api.model
    def get_frontend_session_info(self):
        info = super().get_frontend_session_info()
        # whose what a browser keeps is; nobody logged in has none
        if info["uid"] and not info["is_public"]:
            info["report_owner"] = self.env["asm.submission"]._draft_owner()
        return info
