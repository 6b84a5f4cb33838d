from odoo.addons.mines_to_markets.controllers.portal_home import HomePortal

from .portal import DUE


class ReportsOnHome(HomePortal):
    """Odoo's own counter of reports to send."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "report_count" in counters:
            values["report_count"] = self._count_readable(
                "asm.submission", [("state", "in", DUE)]
            )
        return values
