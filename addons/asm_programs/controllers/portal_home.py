from odoo.http import request

from odoo.addons.mines_to_markets.controllers.portal_home import HomePortal

from .portal import DUE, SHOWN_FIELDS


class ReportsOnHome(HomePortal):
    """Reports on the first screen: those to send, those that came back, those sent."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "report_count" in counters:
            values["report_count"] = self._count_readable(
                "asm.submission", [("state", "in", DUE)]
            )
        return values

    def _prepare_portal_todo(self):
        due, _reviewed = self._reports_shown()
        return due._portal_todo() + super()._prepare_portal_todo()

    def _reports_shown(self):
        """Return the reports to send and those under review, asked once a page.

        What they point to is read for all of them at once.
        """
        if not hasattr(request, "asm_portal_reports"):
            due = self._first(
                "asm.submission",
                SHOWN_FIELDS,
                [("state", "in", DUE)],
                order="date_due, id",
                limit=5,
            )
            reviewed = self._first(
                "asm.submission", SHOWN_FIELDS, [("state", "=", "submitted")]
            )
            together = (due + reviewed)._ids
            request.asm_portal_reports = [
                reports.with_prefetch(together) for reports in (due, reviewed)
            ]
        return request.asm_portal_reports

    def _prepare_portal_sections(self):
        return [self._reviewed_section(), *super()._prepare_portal_sections()]

    def _reviewed_section(self):
        env = request.env
        _due, found = self._reports_shown()
        return {
            "name": "reviewed",
            "title": env._("What is being reviewed"),
            "icon": "fa-search",
            "url": "/my/reports?filterby=submitted",
            "more": env._("All under review"),
            "empty": env._(
                "No report is being reviewed. A report that you sent appears here "
                "until it is approved or comes back with comments."
            ),
            "groups": self._one_group(
                {
                    "title": card["name"],
                    "text": " · ".join(
                        filter(None, (card["receipt"], card["partner"]))
                    ),
                    "url": card["url"],
                    "date": card["submitted_on"],
                    "date_words": env._("sent"),
                    "badge": card["state_label"],
                    "badge_class": card["badge_class"],
                }
                for card in found._portal_cards()
            ),
        }
