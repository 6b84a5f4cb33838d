from werkzeug.exceptions import BadRequest

from odoo.exceptions import AccessDenied, UserError
from odoo.http import Controller, request, route

# no letter, login or password is longer; to make a hash of more takes long, or fails
LONGEST = 1_000


class CodePortal(Controller):
    """Where somebody without e-mail types what stands on their letter."""

    # nosemgrep: route-for-everybody - an empty form, for who has no password yet
    @route(
        "/my/code",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def portal_my_code(self, **kw):
        return self._render_code()

    # nosemgrep: route-for-everybody - has no login yet; guesses are counted
    @route("/my/code", type="http", auth="public", website=True, methods=["POST"])
    def portal_my_code_use(self, **post):
        typed = {
            name: post.get(name) if isinstance(post.get(name), str) else ""
            for name in ("login", "code", "password", "again")
        }
        if any(len(text) > LONGEST for text in typed.values()):
            raise BadRequest()
        login = typed["login"].strip().lower()
        # nobody is logged in yet, and nobody outside reads codes or users: the code is
        # checked and counted in there
        Code = request.env["mtm.login.code"].sudo()
        Users = request.env["res.users"].sudo()
        Attempt = request.env["mtm.login.attempt"]
        try:
            # a password that is too short is no guess of a code, nor a right one
            problem = Code._password_problem(
                typed["code"], typed["password"], typed["again"]
            )
            if not problem:
                pair = Attempt._begin("code", login)
                problem = Code._redeem(
                    login, typed["code"], typed["password"], typed["again"]
                )
                Attempt._succeed(pair)
                if not problem:
                    Attempt._welcome(login)
        except (AccessDenied, UserError) as error:
            # that a code was tried stays counted
            problem = str(error)
        if problem:
            return self._render_code(typed["login"], problem)
        # the next steps run in transactions of their own
        request.env.cr.commit()
        request.session.authenticate(
            request.env,
            {"login": login, "password": typed["password"], "type": "password"},
        )
        # as any login does: pages go by a cookie
        lang = Users.search([("login", "=", login)]).lang
        if lang:
            request.future_response.set_cookie("frontend_lang", lang)
        return request.redirect("/my")

    def _render_code(self, login="", problem=None):
        response = request.render(
            "mines_to_markets.portal_my_code", {"login": login, "problem": problem}
        )
        response.status_code = 422 if problem else 200
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response
