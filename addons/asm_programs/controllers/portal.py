from odoo.http import request, route

from odoo.addons.mines_to_markets.controllers.portal import (
    MtmCustomerPortal,
    reads_only_unless_just_written,
)
from odoo.addons.portal.controllers.portal import pager as portal_pager

DUE = ("open", "returned")
# of a report where only its card is shown
SHOWN_FIELDS = (
    "program_id",
    "period_id",
    "partner_id",
    "date_due",
    "state",
    "return_reason",
    "submitted_on",
    "is_on_behalf",
    "receipt",
    "sent_count",
)


class AsmCustomerPortal(MtmCustomerPortal):
    @route(
        ["/my/reports", "/my/reports/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_reports(self, page=1, filterby="all", **kw):
        filters = self._report_filters()
        filterby = filterby if filterby in filters else "all"
        states = filters[filterby]["states"]
        counts = {
            state: self._count_readable("asm.submission", [("state", "in", state)])
            for state in self._report_parts(states)
        }
        pager = portal_pager(
            "/my/reports",
            sum(counts.values()),
            page,
            self._items_per_page,
            url_args={"filterby": filterby},
        )
        values = {
            "reports": self._find_reports(counts, pager["offset"])._portal_cards(),
            "pager": pager,
            "searchbar_filters": filters,
            "filterby": filterby,
            "default_url": "/my/reports",
        }
        return self._render_page(
            "portal_my_reports", "reports", values, addon="asm_programs"
        )

    def _report_filters(self):
        env = request.env
        return {
            "all": {"label": env._("All"), "states": (*DUE, "submitted", "approved")},
            "due": {"label": env._("To send"), "states": DUE},
            "submitted": {"label": env._("Under review"), "states": ("submitted",)},
            "approved": {"label": env._("Approved"), "states": ("approved",)},
        }

    def _report_parts(self, states):
        """Split states into those that wait for the partner, and the rest."""
        due = tuple(state for state in states if state in DUE)
        rest = tuple(state for state in states if state not in DUE)
        return [part for part in (due, rest) if part]

    def _find_reports(self, counts, offset):
        """Return one page: what is due by its date, then the rest, newest first."""
        reports = request.env["asm.submission"]
        limit = self._items_per_page
        for states, count in counts.items():
            order = "date_due, id" if states == DUE else "date_due desc, id desc"
            if offset < count and len(reports) < limit:
                reports += reports.search_fetch(
                    self._of_current("asm.submission", [("state", "in", states)]),
                    SHOWN_FIELDS,
                    order=order,
                    limit=limit - len(reports),
                    offset=offset,
                )
            offset = max(0, offset - count)
        return reports

    @route(
        "/my/reports/<int:submission_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=reads_only_unless_just_written,
    )
    def portal_my_report(self, submission_id, done=None, **kw):
        submission = self._find_readable("asm.submission", submission_id)
        values = {"report": submission._portal_form(), "done": done}
        return self._render_page(
            "portal_my_report", "report", values, addon="asm_programs"
        )

    @route("/my/reports/<int:submission_id>/save", type="jsonrpc", auth="user")
    def portal_my_report_save(
        self, submission_id, changes=None, shown=None, submit=False, lang=None
    ):
        """Store what was typed, and send the report if asked to.

        :param changes: ``{input name: text}``; whatever else comes is refused
        :param shown: ``{input name: text}`` that the page showed when it was opened
        :param lang: the language that the page was in, whatever the user's is now
        :return: as :meth:`_save_report`
        """
        submission = self._find_readable("asm.submission", submission_id)
        return self._save_report(submission, changes, shown, bool(submit), lang)

    def _save_report(self, submission, changes, shown, submit, lang):
        """Store what was typed into a report that the user may read.

        :return: ``{"problems": {input name: message}, "grid": ...}``
        """
        installed = [code for code, _name in request.env["res.lang"].get_installed()]
        if lang in installed:
            submission = submission.with_context(lang=lang)
        # portal users hold no right to write; their role is checked in there
        problems = submission.sudo()._portal_save(changes, shown=shown, submit=submit)
        return {"problems": problems} | self._form_after(submission, problems, submit)

    def _form_after(self, submission, problems, submit):
        """Return the grid anew, but once it is sent: the page is left then."""
        if submit and not problems:
            return {}
        return {"grid": submission._portal_form()}
