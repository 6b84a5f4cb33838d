from odoo.http import content_disposition, request, route

from odoo.addons.mines_to_markets.controllers.portal import (
    MtmCustomerPortal,
    reads_only_unless_just_written,
)
from odoo.addons.mines_to_markets.controllers.sent_once import sent_once
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools import papers

AWARD_TABS = ("results", "money", "reports", "evidence", "payments")


class Spaces(MtmCustomerPortal):
    """What the spaces of funders, sub-grantees and governments have in common.

    People from outside hold no right on these models: what they may see is found by
    a domain that names them, and shown as plain values.
    """

    def _space_find(self, model, record_id):
        """Return a record of a space of the user who asks, as system.

        :raises NotFound: the same answer whether it is hidden or does not exist
        """
        record = request.env[model]._space_search([("id", "=", record_id)], limit=1)
        if not record:
            raise request.not_found()
        return record

    def _space_page(self, model, url, page, domain=()):
        """Return the records of one page of a list, and its pager."""
        Model = request.env[model]
        pager = portal_pager(
            url, Model._space_count(domain), page, self._items_per_page
        )
        records = Model._space_search(
            domain, limit=self._items_per_page, offset=pager["offset"]
        )
        return records, pager

    def _space_render(self, template, page_name, values, has_problems=False):
        response = self._render_page(template, page_name, values, addon="asm_programs")
        if has_problems:
            response.status_code = 422
        return response

    def _space_file(self, name, raw, mimetype):
        """Hand out a file; a browser stores it and never runs what is in it."""
        return request.make_response(
            raw,
            headers=[
                ("Content-Type", papers.served_as(mimetype)),
                ("Content-Length", len(raw)),
                ("Content-Disposition", content_disposition(name or "file")),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'; sandbox"),
                ("Cache-Control", "private, no-store"),
            ],
        )

    def _space_attachment(self, attachment):
        if not attachment or not attachment.raw:
            raise request.not_found()
        request.env["mtm.log.entry"]._describe_export(attachment)
        return self._space_file(attachment.name, attachment.raw, attachment.mimetype)

    def _space_typed(self, post):
        return {name: text for name, text in post.items() if isinstance(text, str)}

    def _uploads(self):
        """Return ``[(name, bytes)]``; no more is read than one byte too many."""
        sent = request.httprequest.files.getlist("file")
        files = [file for file in sent if file.filename]
        return [(file.filename, file.read(papers.MOST_BYTES + 1)) for file in files]


class FunderPortal(Spaces):
    """An award, as its funder's named people see it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "award_count" in counters:
            values["award_count"] = request.env["asm.award"]._space_count()
        return values

    @route(
        ["/my/awards", "/my/awards/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_awards(self, page=1, **kw):
        awards, pager = self._space_page("asm.award", "/my/awards", page)
        values = {
            "awards": [award._portal_card() for award in awards],
            "pager": pager,
            "default_url": "/my/awards",
        }
        return self._space_render("portal_my_awards", "awards", values)

    @route(
        "/my/awards/<int:award_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=reads_only_unless_just_written,
    )
    def portal_my_award(self, award_id, tab="results", done=None, **kw):
        award = self._space_find("asm.award", award_id)
        return self._render_award(award, tab, {"done": done})

    def _render_award(self, award, tab, values):
        tab = tab if tab in AWARD_TABS else "results"
        values |= {
            "award": award._portal_card(),
            "tab": tab,
            "tabs": self._award_tabs(),
            "may_answer": award._portal_may_answer(),
        }
        shown = {
            "results": lambda: {
                "programs": award._portal_results(),
                "sites": award._portal_sites(),
            },
            "money": lambda: {"money": award._portal_money()},
            "reports": lambda: {"reports": award._portal_reports()},
            "evidence": lambda: {"evidence": award._portal_evidence()},
            "payments": lambda: {"payments": award._portal_payments()},
        }
        return self._space_render(
            "portal_my_award",
            "award",
            {"problem": None, "done": None, "typed": {}} | values | shown[tab](),
            bool(values.get("problem")),
        )

    def _award_tabs(self):
        env = request.env
        return [
            ("results", env._("Results")),
            ("money", env._("Money")),
            ("reports", env._("Reports")),
            ("evidence", env._("Evidence")),
            ("payments", env._("Payments")),
        ]

    def _find_report(self, award, report_id):
        reports = award._portal_releases("report").report_id
        report = reports.filtered(lambda one: one.id == report_id)
        if not report or report.state not in report._sent_states:
            raise request.not_found()
        return report

    @route(
        "/my/awards/<int:award_id>/reports/<int:report_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @sent_once
    def portal_my_award_answer(self, award_id, report_id, **post):
        award = self._space_find("asm.award", award_id)
        report = self._find_report(award, report_id)
        typed = self._space_typed(post)
        # they hold no right to write; whether they may answer is checked in there
        problem = report._portal_take_answer(award, typed)
        if problem:
            values = {"problem": problem, "typed": typed | {"report_id": report.id}}
            return self._render_award(award, "reports", values)
        return request.redirect(f"/my/awards/{award.id}?tab=reports&done=answer")

    @route(
        "/my/awards/<int:award_id>/reports/<int:report_id>/file",
        type="http",
        auth="user",
    )
    def portal_my_award_report_file(self, award_id, report_id, **kw):
        award = self._space_find("asm.award", award_id)
        report = self._find_report(award, report_id)
        if not report._offers_file(award):
            raise request.not_found()
        raw = report._frozen_bytes()
        if raw is None:
            raise request.not_found()
        file = report.file_id
        request.env["mtm.log.entry"]._describe_export(report)
        return self._space_file(file.name, raw, file.mimetype)

    @route(
        "/my/awards/<int:award_id>/evidence/<int:release_id>",
        type="http",
        auth="user",
    )
    def portal_my_award_evidence(self, award_id, release_id, **kw):
        award = self._space_find("asm.award", award_id)
        release = award._portal_releases("evidence").filtered(
            lambda one: one.id == release_id
        )
        return self._space_attachment(release.evidence_id.attachment_id)

    @route(
        "/my/awards/<int:award_id>/sites/<int:release_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_award_site(self, award_id, release_id, **kw):
        award = self._space_find("asm.award", award_id)
        release = award._portal_releases("site").filtered(
            lambda one: one.id == release_id
        )
        if not release:
            raise request.not_found()
        values = {"award": award._portal_card(), "card": release._portal_site_card()}
        return self._space_render("portal_my_statement", "award", values)

    @route(
        "/my/awards/<int:award_id>/payments/<int:tranche_id>/paid",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    @sent_once
    def portal_my_award_paid(self, award_id, tranche_id, **post):
        award = self._space_find("asm.award", award_id)
        tranche = award.tranche_ids.filtered(
            lambda one: one.id == tranche_id and one.state != "planned"
        )
        if not tranche:
            raise request.not_found()
        # they hold no right to write; whether they may answer is checked in there
        tranche._portal_tell_paid(self._space_typed(post).get("reference"))
        return request.redirect(f"/my/awards/{award.id}?tab=payments&done=paid")


class GovernmentPortal(Spaces):
    """What lies in the jurisdiction of an office and was released to it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "jurisdiction_count" in counters:
            values["jurisdiction_count"] = request.env[
                "asm.jurisdiction"
            ]._space_count()
        return values

    @route("/my/jurisdiction", type="http", auth="user", website=True, readonly=True)
    def portal_my_jurisdiction(self, **kw):
        spaces = request.env["asm.jurisdiction"]._space_search()._portal_spaces()
        return self._space_render(
            "portal_my_jurisdiction", "jurisdiction", {"spaces": spaces}
        )

    @route(
        "/my/jurisdiction/evidence/<int:release_id>",
        type="http",
        auth="user",
    )
    def portal_my_jurisdiction_evidence(self, release_id, **kw):
        _own, release = self._find_release(release_id, ("evidence",))
        return self._space_attachment(release.evidence_id.attachment_id)

    @route(
        "/my/jurisdiction/<int:release_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_jurisdiction_numbers(self, release_id, **kw):
        own, release = self._find_release(release_id, ("results", "site"))
        values = {
            "card": release._portal_site_card()
            if release.kind == "site"
            else release._portal_program_card(own),
        }
        return self._space_render("portal_my_statement", "jurisdiction", values)

    def _find_release(self, release_id, kinds):
        jurisdictions = request.env["asm.jurisdiction"]._space_search()
        own, release = jurisdictions._portal_find_release(release_id)
        if release.kind not in kinds:
            raise request.not_found()
        return own, release
