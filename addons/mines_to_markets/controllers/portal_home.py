from odoo.http import request, route

from ..models.mtm_service_request_portal import BADGES
from .portal import MtmCustomerPortal, reads_only

SHOWN = 3


def _by_day(entry):
    """Put what is due first before the rest, and what has no day last."""
    return (not entry["date"], str(entry["date"] or ""))


class HomePortal(MtmCustomerPortal):
    """The first screen: what to do, what is under way, what there is."""

    @route(readonly=reads_only)
    def home(self, **kw):
        response = super().home(**kw)
        response.headers["Cache-Control"] = "private, no-store"
        response.qcontext |= {
            "portal_invitations": request.env["mtm.partner.invitation"]._portal_of(
                request.env.user
            ),
            "portal_todo": sorted(self._prepare_portal_todo(), key=_by_day),
            "portal_sections": self._prepare_portal_sections(),
            "portal_may_ask": bool(
                {"editor", "officer"}.intersection(self._portal_roles().values())
            ),
            "portal_contact": self._portal_contact,
        }
        return response

    def _prepare_portal_sections(self):
        """Return the parts of the first screen below what is to be done.

        :return: list of dicts with name, title, icon, url, more, empty and groups;
            a group has a title and entries as those of what is to be done
        """
        return [
            self._promises_section(),
            self._requests_section(),
            self._engagements_section(),
            self._agreements_section(),
        ]

    def _promises_section(self):
        env = request.env
        sides = (
            (env._("You promised us"), False),
            (env._("We promised you"), True),
        )
        groups = [
            {"title": title, "entries": self._promises_of(is_ours)}
            for title, is_ours in sides
        ]
        return {
            "name": "promises",
            "title": env._("What we promised each other"),
            "icon": "fa-flag-o",
            "url": "/my/commitments",
            "more": env._("All promises"),
            "empty": env._(
                "No promise is open. What one side promises the other by a day "
                "appears here until it is done."
            ),
            "groups": [group for group in groups if group["entries"]],
        }

    def _promises_of(self, is_ours):
        found = self._ours_open() if is_ours else self._theirs_open()[:SHOWN]
        return [
            {
                "title": promise.name,
                "text": promise.partner_id.name,
                "url": "/my/commitments",
                "date": promise.date_due,
                "badge": promise.is_overdue and request.env._("Overdue"),
                "badge_class": "text-bg-danger",
            }
            # the name of the user's own organisation is hidden from them
            for promise in found.sudo()
        ]

    def _ours_open(self):
        return self._open_promises(True, SHOWN)

    def _requests_section(self):
        env = request.env
        # names of organisations and services are hidden from portal users
        found = self._first(
            "mtm.service.request",
            ("partner_id", "description", "state", "create_date"),
        ).sudo()
        labels = dict(found._fields["state"]._description_selection(env))
        return {
            "name": "requests",
            "title": env._("What you asked us for"),
            "icon": "fa-life-ring",
            "url": "/my/requests",
            "more": env._("All requests"),
            "empty": env._(
                "You have not asked for anything yet. What you ask us for appears "
                "here, with our answer."
            ),
            "groups": self._one_group(
                {
                    "title": asked._asked_for(),
                    "text": asked.partner_id.name,
                    "url": "/my/requests",
                    "date": asked.create_date,
                    "badge": labels[asked.state],
                    "badge_class": BADGES[asked.state],
                }
                for asked in found
            ),
        }

    def _engagements_section(self):
        env = request.env
        # names of stages and organisations are hidden from portal users
        found = self._first(
            "mtm.engagement", ("name", "partner_name", "stage_id")
        ).sudo()
        return {
            "name": "engagements",
            "title": env._("What we work on together"),
            "icon": "fa-handshake-o",
            "url": "/my/engagements",
            "more": env._("All engagements"),
            "empty": env._(
                "We have no engagement with you yet. Once we work together, it "
                "appears here with what was delivered."
            ),
            "groups": self._one_group(
                {
                    "title": engagement.name,
                    "text": engagement.partner_name,
                    "url": f"/my/engagements/{engagement.id}",
                    "date": None,
                    "badge": engagement.stage_id.name,
                    "badge_class": "text-bg-light"
                    if engagement.stage_id.is_closed
                    else "text-bg-primary",
                }
                for engagement in found
            ),
        }

    def _agreements_section(self):
        env = request.env
        # agreements are hidden from portal users: these are of their own
        # organisations, and no more than a name and days is shown
        found = env["agreement"]._portal_in_force(self._shown_partners(), limit=SHOWN)
        return {
            "name": "documents",
            "title": env._("Agreements and documents"),
            "icon": "fa-file-text-o",
            "url": "/my/documents",
            "more": env._("All agreements and documents"),
            "empty": env._(
                "No agreement is in force. Agreements between us and files that we "
                "release to you appear here."
            ),
            "groups": self._one_group(
                {
                    "title": card["name"],
                    "text": card["partner"],
                    "url": "/my/documents",
                    "date": card["date_end"],
                    "date_words": env._("until"),
                    "badge": card["state_label"],
                    "badge_class": card["badge_class"],
                }
                for card in found
            ),
        }

    def _first(self, model, names, domain=(), **search):
        """Return the first few records of a model that the page shows.

        :param names: of the fields that are shown, read in the same query
        """
        Model = request.env[model]
        if not Model.has_access("read"):
            return Model
        search.setdefault("limit", SHOWN)
        return Model.search_fetch(self._of_current(model, domain), names, **search)

    def _one_group(self, entries):
        entries = list(entries)
        return [{"title": "", "entries": entries}] if entries else []
