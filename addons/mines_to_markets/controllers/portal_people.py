from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from .portal import MtmCustomerPortal, reads_only_unless_just_written
from .sent_once import sent_once

DONE = ("invited", "role", "removed", "substitute", "withdrawn", "accepted", "declined")


class PeoplePortal(MtmCustomerPortal):
    """Who acts for an organisation; its officers look after them.

    Portal users have no access to the models behind this. Each method called here
    finds out the user's own role before it reads or changes anything.
    """

    @route(
        "/my/people",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=reads_only_unless_just_written,
    )
    def portal_my_people(self, done=None, **kw):
        return self._render_people(done=done if done in DONE else None)

    @route(
        "/my/people/invite", type="http", auth="user", website=True, methods=["POST"]
    )
    @sent_once
    def portal_my_people_invite(self, **post):
        typed = self._typed(post, "partner_id", "name", "email", "role")
        invitation, problems = request.env["mtm.partner.invitation"]._portal_invite(
            typed
        )
        if invitation is None:
            raise request.not_found()
        if problems:
            return self._render_people(typed=typed, problems=problems)
        return request.redirect("/my/people?done=invited")

    @route(
        "/my/people/<int:access_id>/<string:what>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_my_people_change(self, access_id, what, **post):
        access = request.env["mtm.partner.access"]._portal_managed(access_id)
        if not access or what not in ("role", "removed", "substitute"):
            raise request.not_found()
        typed = self._typed(post, "role", "date_from", "date_until")
        try:
            if what == "role":
                access._portal_set_role(typed.get("role"))
            elif what == "removed":
                access._portal_remove()
            else:
                access._portal_substitute(
                    typed.get("date_from"), typed.get("date_until")
                )
        except AccessError:
            raise
        except UserError as error:
            return self._render_people(message=str(error))
        return request.redirect(f"/my/people?done={what}")

    @route(
        "/my/people/invitations/<int:invitation_id>/<string:what>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_my_people_answer(self, invitation_id, what, **post):
        Invitation = request.env["mtm.partner.invitation"]
        find = (
            Invitation._portal_managed
            if what == "withdrawn"
            else Invitation._portal_mine
        )
        invitation = find(invitation_id)
        if not invitation or what not in ("withdrawn", "accepted", "declined"):
            raise request.not_found()
        if what == "accepted":
            invitation._accept()
        else:
            invitation._end(what)
        return request.redirect(f"/my/people?done={what}")

    def _typed(self, post, *names):
        """Return the texts with these names; whatever else is sent is left."""
        return {name: post[name] for name in names if isinstance(post.get(name), str)}

    def _render_people(self, done=None, typed=None, problems=None, message=None):
        values = {
            "organisations_shown": request.env["mtm.partner.access"]._portal_people(
                self._shown_partners()
            ),
            "my_invitations": request.env["mtm.partner.invitation"]._portal_of(
                request.env.user
            ),
            "done": done,
            "typed": typed or {},
            "problems": problems or {},
            "message": message,
        }
        response = self._render_page("portal_my_people", "people", values)
        response.status_code = 422 if problems or message else 200
        return response
