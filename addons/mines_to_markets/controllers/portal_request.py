from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import MtmCustomerPortal, reads_only_unless_just_written
from .sent_once import sent_once


class ServiceRequestPortal(MtmCustomerPortal):
    """What an organisation asked us for, and the form to ask."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_request_count" in counters:
            values["service_request_count"] = self._count_readable(
                "mtm.service.request", [("state", "=", "new")]
            )
        return values

    @route(
        ["/my/requests", "/my/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=reads_only_unless_just_written,
    )
    def portal_my_requests(self, page=1, done=None, **kw):
        total = self._count_readable("mtm.service.request")
        pager = portal_pager("/my/requests", total, page, self._items_per_page)
        Request = request.env["mtm.service.request"]
        found = total and Request.search(
            self._of_current("mtm.service.request"),
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = {
            "requests": found._portal_cards() if total else [],
            "may_ask": bool(Request._portal_organisations()),
            "done": done,
            "pager": pager,
            "default_url": "/my/requests",
        }
        return self._render_page("portal_my_requests", "requests", values)

    @route(
        "/my/requests/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_my_request_new(self, partner_id=None, **kw):
        partner_id = partner_id or str(self._current_partner() or "")
        return self._render_request({"partner_id": partner_id})

    @route("/my/requests/new", type="http", auth="user", website=True, methods=["POST"])
    @sent_once
    def portal_my_request_ask(self, **post):
        typed = {
            name: post[name]
            for name in ("partner_id", "country_id", "description")
            if isinstance(post.get(name), str)
        }
        typed["service_ids"] = request.httprequest.form.getlist("service_ids")
        # portal users hold no right to create; their role is checked in there
        _asked, problems = request.env["mtm.service.request"].sudo()._portal_ask(typed)
        if problems:
            return self._render_request(typed, problems)
        return request.redirect("/my/requests?done=1")

    def _render_request(self, typed, problems=None):
        # the catalogue and the organisations' names are hidden from portal users
        form = request.env["mtm.service.request"].sudo()._portal_form(typed)
        values = {"form": form, "problems": problems or {}}
        response = self._render_page("portal_my_request_new", "request", values)
        response.status_code = 422 if problems else 200
        return response
