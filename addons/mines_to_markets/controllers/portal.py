import uuid

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager


def reads_only(controller, rule, args):
    """Say that a page of Odoo's own, extended here, only reads.

    Odoo lets an override do that by a callable alone.
    """
    return True


def reads_only_unless_just_written(controller, rule, args):
    """Read what was just saved from the server that it was written to.

    A replica may lag behind, and after saving nobody should see what was before.
    """
    return "done" not in request.httprequest.args


class MtmCustomerPortal(CustomerPortal):
    _deliveries_shown = 80

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "engagement_count" in counters:
            values["engagement_count"] = self._count_readable("mtm.engagement")
        return values

    @route(
        ["/my/engagements", "/my/engagements/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_engagements(self, page=1, sortby="newest", **kw):
        sortings = self._engagement_sortings()
        sortby = sortby if sortby in sortings else "newest"
        total = self._count_readable("mtm.engagement")
        pager = portal_pager(
            "/my/engagements",
            total,
            page,
            self._items_per_page,
            url_args={"sortby": sortby},
        )
        engagements = total and request.env["mtm.engagement"].search(
            self._of_current("mtm.engagement"),
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = {
            "engagements": engagements._portal_cards() if total else [],
            "pager": pager,
            "searchbar_sortings": sortings,
            "sortby": sortby,
            "default_url": "/my/engagements",
        }
        return self._render_page("portal_my_engagements", "engagements", values)

    def _engagement_sortings(self):
        env = request.env
        return {
            "newest": {"label": env._("Newest"), "order": "date_start desc, id desc"},
            "name": {"label": env._("Name"), "order": "name, id"},
            "stage": {
                "label": env._("Stage"),
                "order": "stage_id, date_start desc, id",
            },
        }

    @route(
        "/my/engagements/<int:engagement_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_engagement(self, engagement_id, **kw):
        engagement = self._find_readable("mtm.engagement", engagement_id)
        under_it = [("engagement_id", "=", engagement.id)]
        deliveries = request.env["mtm.service.delivery"].search(
            under_it, limit=self._deliveries_shown
        )
        commitments = request.env["mtm.commitment"].search(
            [*under_it, ("state", "=", "open")]
        )
        values = {
            "engagement": engagement._portal_cards()[0],
            "deliveries": deliveries._portal_cards(),
            "delivery_count": self._count_readable("mtm.service.delivery", under_it),
            "commitments": commitments._portal_cards(),
            "findings": self._readable_cards("mtm.finding", under_it),
        }
        return self._render_page("portal_my_engagement", "engagement", values)

    def _portal_roles(self):
        """Return ``{organisation id: role}`` of the user, asked once a page."""
        if not hasattr(request, "mtm_portal_roles"):
            Access = request.env["mtm.partner.access"]
            request.mtm_portal_roles = Access._roles(request.env.user)
        return request.mtm_portal_roles

    def _current_partner(self):
        """Return the id of the organisation that the user looks at, None for all."""
        chosen = request.session.get("mtm_partner_id")
        return chosen if chosen in self._portal_roles() else None

    def _shown_partners(self):
        """Return the ids of the organisations that the user looks at."""
        current = self._current_partner()
        return [current] if current else list(self._portal_roles())

    def _of_current(self, model, domain=()):
        """Return a domain with what concerns the organisation that is looked at."""
        return Domain(domain) & request.env[model]._portal_domain(
            self._current_partner()
        )

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        # who acts for one organisation only is offered no choice, nor asked for it
        if len(self._portal_roles()) > 1:
            Access = request.env["mtm.partner.access"]
            organisations = Access._portal_organisations(request.env.user)
            current = self._current_partner()
            values |= {
                "mtm_organisations": organisations,
                "mtm_current_partner": current,
                "mtm_current_name": next(
                    (one["name"] for one in organisations if one["id"] == current), ""
                ),
            }
        return values

    @route("/my/organisation", type="http", auth="user", website=True, methods=["POST"])
    def portal_my_organisation(self, partner_id="", path="/my", **post):
        """Look at one of the user's organisations, or at all of them."""
        if not isinstance(path, str):
            raise request.not_found()
        chosen = [id_ for id_ in self._portal_roles() if str(id_) == partner_id]
        if partner_id and not chosen:
            raise request.not_found()
        request.session["mtm_partner_id"] = chosen[0] if chosen else None
        is_here = path.startswith("/my/") and path.isprintable()
        here = path if is_here else "/my"
        return request.redirect(here)

    def _count_readable(self, model, domain=()):
        """Count what the user may read of the organisation that is looked at."""
        Model = request.env[model]
        if not Model.has_access("read"):
            return 0
        return Model.search_count(self._of_current(model, domain))

    def _readable_cards(self, model, domain):
        Model = request.env[model]
        found = Model.search(domain) if Model.has_access("read") else Model
        return found._portal_cards()

    def _find_readable(self, model, record_id):
        """Return the record with that id, as the user who asks for it.

        :raises NotFound: the same answer whether it is hidden or does not exist
        """
        Model = request.env[model]
        record = Model.has_access("read") and Model._portal_find(record_id)
        if not record:
            raise request.not_found()
        return record

    def _portal_contact(self):
        """Return whom to write to, asked once a page and only where it is shown."""
        if not hasattr(request, "mtm_portal_contact"):
            Access = request.env["mtm.partner.access"]
            request.mtm_portal_contact = Access._portal_contact(request.env.user)
        return request.mtm_portal_contact

    def _render_page(self, template, page_name, values, addon="mines_to_markets"):
        values = self._prepare_portal_layout_values() | values
        # asked for by the few pages that name whom to write to
        values |= {
            "page_name": page_name,
            "portal_contact": self._portal_contact,
            # of the forms in it: each is carried out once
            "form_key": uuid.uuid4().hex,
        }
        response = request.render(f"{addon}.{template}", values)
        # nobody who takes over the device reads it by going back after a logout
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response
