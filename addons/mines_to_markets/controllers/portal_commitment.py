from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import MtmCustomerPortal


class CommitmentPortal(MtmCustomerPortal):
    """What an organisation promised us, and what we promised to it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "commitment_count" in counters:
            values["commitment_count"] = self._count_readable(
                "mtm.commitment", [("state", "=", "open")]
            )
        return values

    @route(
        ["/my/commitments", "/my/commitments/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_commitments(self, page=1, filterby="open", **kw):
        filters = self._commitment_filters()
        filterby = filterby if filterby in filters else "open"
        chosen = filters[filterby]
        total = self._count_readable("mtm.commitment", chosen["domain"])
        pager = portal_pager(
            "/my/commitments",
            total,
            page,
            self._items_per_page,
            url_args={"filterby": filterby},
        )
        commitments = total and request.env["mtm.commitment"].search(
            self._of_current("mtm.commitment", chosen["domain"]),
            order=chosen["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = {
            "commitments": commitments._portal_cards_with_links() if total else [],
            "pager": pager,
            "searchbar_filters": filters,
            "filterby": filterby,
            "default_url": "/my/commitments",
        }
        return self._render_page("portal_my_commitments", "commitments", values)

    def _commitment_filters(self):
        env = request.env
        is_open = Domain("state", "=", "open")
        return {
            "open": {
                "label": env._("Open"),
                "domain": is_open,
                "order": "date_due, id",
            },
            "overdue": {
                "label": env._("Overdue"),
                "domain": is_open & Domain("date_due", "<", "today"),
                "order": "date_due, id",
            },
            "done": {
                "label": env._("Done"),
                "domain": Domain("state", "=", "done"),
                "order": "date_due desc, id desc",
            },
        }
