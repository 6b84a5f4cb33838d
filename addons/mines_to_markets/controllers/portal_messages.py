from odoo.http import request, route

from .portal import MtmCustomerPortal, reads_only_unless_just_written


class MessagesPortal(MtmCustomerPortal):
    """How often a user hears from us, and what the next message would say."""

    @route(
        "/my/messages",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=reads_only_unless_just_written,
    )
    def portal_my_messages(self, done=None, **kw):
        user = request.env.user
        field = user._fields["mtm_digest"]
        values = {
            "choices": field._description_selection(request.env),
            "chosen": user.mtm_digest,
            "email": user.email,
            "tz": user.tz or "UTC",
            "groups": request.env["mtm.digest"]._portal_preview(user),
            "done": done,
        }
        return self._render_page("portal_my_messages", "messages", values)

    @route("/my/messages", type="http", auth="user", website=True, methods=["POST"])
    def portal_my_messages_choose(self, choice="", **post):
        field = request.env["res.users"]._fields["mtm_digest"]
        if choice not in dict(field.selection):
            raise request.not_found()
        # portal users may not write on users: this is their own choice alone
        request.env.user.sudo().mtm_digest = choice
        return request.redirect("/my/messages?done=1")
