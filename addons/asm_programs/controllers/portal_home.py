from odoo.http import request

from odoo.addons.mines_to_markets.controllers.portal_home import SHOWN, HomePortal

DUE = ("open", "returned")


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
        todo = super()._prepare_portal_todo()
        Submission = request.env["asm.submission"]
        if not Submission.has_access("read"):
            return todo
        due = Submission.search(
            self._of_current("asm.submission", [("state", "in", DUE)]),
            order="date_due, id",
            limit=5,
        )
        return due._portal_todo() + todo

    def _prepare_portal_sections(self):
        return [self._reviewed_section(), *super()._prepare_portal_sections()]

    def _reviewed_section(self):
        env = request.env
        found = env["asm.submission"]
        if found.has_access("read"):
            found = found.search(
                self._of_current("asm.submission", [("state", "=", "submitted")]),
                limit=SHOWN,
            )
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
                    "text": card["partner"],
                    "url": card["url"],
                    "date": card["submitted_on"],
                    "date_words": env._("sent"),
                    "badge": card["state_label"],
                    "badge_class": card["badge_class"],
                }
                for card in found._portal_cards()
            ),
        }
