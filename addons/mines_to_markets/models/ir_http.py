import json
import re

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from ..tools import headers, throttle

_MOST_BODY = 8 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# what the screens of staff are reached by; all other pages are for people outside too
_SCREENS = ("/odoo", "/web", "/scoped_app")
# the pages of /web that anybody sees
_DOORS = ("/web/login", "/web/signup", "/web/reset_password")


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
        with throttle.coming_from(request.httprequest.remote_addr):
            return super()._dispatch(endpoint)

    @classmethod
    def _match(cls, path_info):
        rule, args = super()._match(path_info)
        # forms and calls of people outside are small; where files are taken, the route
        # says how large they may be. Before anything of the body is read
        if not cls._is_asked_by_staff():
            known = request.httprequest.max_content_length
            request.httprequest.max_content_length = min(known, _MOST_BODY)
        return rule, args

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        cls._say_what_browsers_may(response)
        return result

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if isinstance(response, HTTPException):
            if response.code is None:
                return response
            response = response.get_response(request.httprequest.environ)
        if hasattr(response, "headers"):
            cls._tell_nobody_how_it_failed(response)
            cls._say_what_browsers_may(response)
        return response

    @classmethod
    def _tell_nobody_how_it_failed(cls, response):
        """Leave out of a refusal where in our code it came from, but for staff."""
        if not response.is_json or cls._is_asked_by_staff():
            return
        said = response.get_json()
        if not isinstance(said, dict):
            return
        for place in (said, (said.get("error") or {}).get("data")):
            if place and "debug" in place:
                place["debug"] = ""
                response.set_data(json.dumps(said))

    @classmethod
    def _is_asked_by_staff(cls):
        try:
            return bool(request.session.uid) and request.env.user._is_internal()
        except Exception:  # noqa: BLE001 - what failed may have left nothing to ask with
            return False

    @classmethod
    def _redirect(cls, location, code=303):
        # browsers leave out tabs and line breaks: "/\t/host" names another host
        location = _CONTROL.sub("", str(location)).strip()
        if location.startswith("/"):
            location = "/" + location.lstrip("/\\")
        return super()._redirect(location, code)

    @classmethod
    def _say_what_browsers_may(cls, response):
        """Say in the headers what a browser may do with an answer, and keep of it."""
        given = response.headers
        is_encrypted = request.httprequest.scheme == "https"
        if given.get("Content-Type", "").startswith(("text/html", "application/xhtml")):
            path = request.httprequest.path
            is_staff = path.startswith(_SCREENS) and not path.startswith(_DOORS)
            given["Content-Security-Policy"] = headers.page_policy(
                is_staff, given.get("Content-Security-Policy")
            )
            given.setdefault("X-Frame-Options", "SAMEORIGIN")
        given.setdefault("X-Content-Type-Options", "nosniff")
        # addresses of ours are nobody else's business, least of all those with a token
        given.setdefault("Referrer-Policy", "same-origin")
        if is_encrypted:
            given.setdefault("Strict-Transport-Security", headers.strict_transport())
        cls._let_nothing_stay(response)
        cookies = [
            headers.safe_cookie(cookie, is_encrypted)
            for cookie in given.getlist("Set-Cookie")
        ]
        if cookies:
            given.setlist("Set-Cookie", cookies)

    @classmethod
    def _let_nothing_stay(cls, response):
        """Keep out of a browser's own store what only who is logged in may see.

        Left are pictures, which revalidate, and what its route lets stay for a while.
        """
        if request.httprequest.path == "/web/session/logout":
            response.headers["Clear-Site-Data"] = '"cache"'
        control = response.headers.get("Cache-Control", "")
        is_picture = response.headers.get("Content-Type", "").startswith("image/")
        if not request.session.uid or "no-store" in control or is_picture:
            return
        if request.httprequest.method == "GET" and not response.cache_control.max_age:
            response.headers["Cache-Control"] = "private, no-store"

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
