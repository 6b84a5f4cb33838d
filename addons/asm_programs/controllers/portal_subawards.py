from odoo.exceptions import AccessError
from odoo.http import request, route

from odoo.addons.mines_to_markets.controllers.portal import (
    reads_only_unless_just_written,
)
from odoo.addons.mines_to_markets.controllers.sent_once import sent_once

from ..models.asm_subaward_request_portal import FILES_AT_MOST
from ..tools import papers
from .portal_spaces import Spaces

TABS = ("money", "requests", "deliverables", "targets", "deviations")
KINDS = ("advance", "expense")
# a little more than the files, for the rest of the form
MOST_BODY = papers.MOST_BYTES * FILES_AT_MOST + 64 * 1024


class SubgranteePortal(Spaces):
    """The money that an organisation gets from us, and what it owes for it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "subaward_count" in counters:
            values["subaward_count"] = request.env["asm.subaward"]._space_count()
        return values

    @route(
        ["/my/subawards", "/my/subawards/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_subawards(self, page=1, **kw):
        subawards, pager = self._space_page(
            "asm.subaward", "/my/subawards", page, self._subawards_looked_at()
        )
        values = {
            "subawards": [subaward._portal_card() for subaward in subawards],
            "pager": pager,
            "default_url": "/my/subawards",
        }
        return self._space_render("portal_my_subawards", "subawards", values)

    def _subawards_looked_at(self):
        """Return the domain of the organisation that the user looks at."""
        current = self._current_partner()
        return [("partner_id", "=", current)] if current else []

    @route(
        "/my/subawards/<int:subaward_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=reads_only_unless_just_written,
    )
    def portal_my_subaward(self, subaward_id, tab="money", done=None, **kw):
        subaward = self._space_find("asm.subaward", subaward_id)
        return self._render_subaward(subaward, tab, {"done": done})

    def _render_subaward(self, subaward, tab, values):
        tab = tab if tab in TABS else "money"
        places, windows, indicators, periods = {}, {}, {}, {}
        if tab == "targets":
            places = {
                key: place[0] for key, place in subaward._portal_target_places().items()
            }
            windows = {
                key: one[0] for key, one in subaward._portal_target_windows().items()
            }
        if tab == "deviations":
            indicators, periods = subaward._portal_explainable()
        values = {
            "subaward": subaward._portal_page(),
            "tab": tab,
            "tabs": self._subaward_tabs(),
            "places": places,
            "windows": windows,
            "indicators": indicators,
            "periods": periods,
            "problems": {},
            "typed": {},
            "done": None,
        } | values
        return self._space_render(
            "portal_my_subaward", "subaward", values, bool(values["problems"])
        )

    def _subaward_tabs(self):
        env = request.env
        return [
            ("money", env._("Budget")),
            ("requests", env._("Requests and reports")),
            ("deliverables", env._("Deliverables")),
            ("targets", env._("Targets")),
            ("deviations", env._("Explanations")),
        ]

    # -- asking for money and reporting expenses --

    @route(
        "/my/subawards/<int:subaward_id>/requests/new/<string:kind>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_my_subaward_ask(self, subaward_id, kind, **kw):
        subaward = self._space_find("asm.subaward", subaward_id)
        self._check_may_type(subaward, kind)
        return self._render_request_form(subaward, kind)

    def _check_may_type(self, subaward, kind):
        """:raises NotFound: where there is no such form for the user"""
        try:
            subaward._portal_check_role(("editor", "officer"))
        except AccessError:
            raise request.not_found() from None
        if kind not in KINDS:
            raise request.not_found()

    @route(
        "/my/subawards/<int:subaward_id>/requests/new/<string:kind>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MOST_BODY,
    )
    @sent_once
    def portal_my_subaward_asked(self, subaward_id, kind, **post):
        subaward = self._space_find("asm.subaward", subaward_id)
        self._check_may_type(subaward, kind)
        return self._save_request(subaward, kind, post)

    @route(
        "/my/subawards/<int:subaward_id>/requests/<int:request_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=reads_only_unless_just_written,
    )
    def portal_my_subaward_request(self, subaward_id, request_id, done=None, **kw):
        subaward = self._space_find("asm.subaward", subaward_id)
        asked = self._find_request(subaward, request_id)
        role = subaward._portal_role()
        if asked.state == "draft" and role in ("editor", "officer"):
            return self._render_request_form(subaward, asked.kind, asked)
        values = {
            "subaward": subaward._portal_card(),
            "asked": asked._portal_card(),
            "done": done,
        }
        return self._space_render("portal_my_subaward_request", "subaward", values)

    @route(
        "/my/subawards/<int:subaward_id>/requests/<int:request_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MOST_BODY,
    )
    def portal_my_subaward_request_save(self, subaward_id, request_id, **post):
        subaward = self._space_find("asm.subaward", subaward_id)
        asked = self._find_request(subaward, request_id)
        if asked.state != "draft":
            return request.redirect(asked._portal_card()["url"])
        if post.get("action") == "discard":
            # they hold no right to delete; their role is checked in there
            asked._portal_discard()
            return request.redirect(f"/my/subawards/{subaward.id}?tab=requests")
        return self._save_request(subaward, asked.kind, post, asked)

    def _find_request(self, subaward, request_id):
        asked = subaward.request_ids.filtered(lambda one: one.id == request_id)
        if not asked:
            raise request.not_found()
        return asked

    def _save_request(self, subaward, kind, post, asked=None):
        typed = self._space_typed(post)
        # they hold no right to create; their role is checked in there
        Request = request.env["asm.subaward.request"].sudo()
        saved, problems = Request._portal_save(
            subaward,
            kind,
            typed,
            self._uploads(),
            asked,
            submit=post.get("action") == "send",
        )
        if problems:
            return self._render_request_form(subaward, kind, asked, typed, problems)
        done = "sent" if saved.state == "submitted" else "kept"
        return request.redirect(f"/my/subawards/{subaward.id}?tab=requests&done={done}")

    def _render_request_form(
        self, subaward, kind, asked=None, typed=None, problems=None
    ):
        # they hold no right to read it; the sub-award was found as one of theirs
        Request = request.env["asm.subaward.request"].sudo()
        values = {
            "subaward": subaward._portal_card(),
            "form": Request._portal_form(subaward, kind, typed, asked),
            "problems": problems or {},
        }
        return self._space_render(
            "portal_my_subaward_form", "subaward", values, bool(problems)
        )

    @route(
        "/my/subawards/<int:subaward_id>/files/<int:attachment_id>",
        type="http",
        auth="user",
    )
    def portal_my_subaward_file(self, subaward_id, attachment_id, **kw):
        subaward = self._space_find("asm.subaward", subaward_id)
        files = (
            subaward.request_ids.attachment_ids
            | subaward.deliverable_ids.attachment_ids
        )
        return self._space_attachment(
            files.filtered(lambda one: one.id == attachment_id)
        )

    # -- handing in, proposing, explaining --

    @route(
        "/my/subawards/<int:subaward_id>/deliverables/<int:deliverable_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MOST_BODY,
    )
    @sent_once
    def portal_my_subaward_deliver(self, subaward_id, deliverable_id, **post):
        subaward = self._space_find("asm.subaward", subaward_id)
        deliverable = subaward.deliverable_ids.filtered(
            lambda one: one.id == deliverable_id
        )
        if not deliverable:
            raise request.not_found()
        typed = self._space_typed(post)
        # they hold no right to write; their role is checked in there
        problems = deliverable._portal_deliver(typed.get("note"), self._uploads())
        typed["deliverable_id"] = deliverable.id
        return self._space_answer(subaward, "deliverables", typed, problems)

    @route(
        "/my/subawards/<int:subaward_id>/targets",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @sent_once
    def portal_my_subaward_target(self, subaward_id, **post):
        subaward = self._space_find("asm.subaward", subaward_id)
        typed = self._space_typed(post)
        # they hold no right to create; their role is checked in there
        problems = subaward._portal_propose_target(typed)
        return self._space_answer(subaward, "targets", typed, problems)

    @route(
        "/my/subawards/<int:subaward_id>/deviations",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @sent_once
    def portal_my_subaward_deviation(self, subaward_id, **post):
        subaward = self._space_find("asm.subaward", subaward_id)
        typed = self._space_typed(post)
        # they hold no right to create; their role is checked in there
        problems = subaward._portal_explain(typed)
        return self._space_answer(subaward, "deviations", typed, problems)

    def _space_answer(self, subaward, tab, typed, problems):
        if problems:
            values = {"typed": typed, "problems": problems}
            return self._render_subaward(subaward, tab, values)
        return request.redirect(f"/my/subawards/{subaward.id}?tab={tab}&done=kept")
