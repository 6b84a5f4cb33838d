from odoo.http import request

from odoo.addons.portal.controllers.web import Home


class LanguageAtLogin(Home):
    def _login_redirect(self, uid, redirect=None):
        # pages go by a cookie, which may be left from whoever used the browser before
        lang = request.env["res.users"].sudo().browse(uid).lang
        if lang:
            request.future_response.set_cookie("frontend_lang", lang)
        return super()._login_redirect(uid, redirect=redirect)
