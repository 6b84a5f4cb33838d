from odoo.http import request, route

from .portal import MtmCustomerPortal, reads_only

SHOWN = 3


class HomePortal(MtmCustomerPortal):
    """The first screen: what to do, what is under way, what there is."""

    @route(readonly=reads_only)
    def home(self, **kw):
        response = super().home(**kw)
        response.qcontext |= {
            "portal_invitations": request.env["mtm.partner.invitation"]._portal_of(
                request.env.user
            ),
            "portal_todo": self._prepare_portal_todo(),
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
        Commitment = request.env["mtm.commitment"]
        if not Commitment.has_access("read"):
            return []
        open_ones = [("state", "=", "open"), ("is_ours", "=", is_ours)]
        found = Commitment.search(
            self._of_current("mtm.commitment", open_ones), limit=SHOWN
        )
        return [
            {
                "title": card["name"],
                "text": card["engagement"] or card["partner"],
                "url": card["url"],
                "date": card["date_due"],
                "badge": card["is_overdue"] and request.env._("Overdue"),
                "badge_class": "text-bg-danger",
            }
            for card in found._portal_cards_with_links()
        ]

    def _requests_section(self):
        env = request.env
        found = self._first("mtm.service.request")
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
                    "title": ", ".join(card["services"]) or card["description"],
                    "text": card["partner"],
                    "url": "/my/requests",
                    "date": card["date"],
                    "badge": card["state_label"],
                    "badge_class": card["badge_class"],
                }
                for card in found._portal_cards()
            ),
        }

    def _engagements_section(self):
        env = request.env
        found = self._first("mtm.engagement")
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
                    "title": card["name"],
                    "text": card["partner"],
                    "url": card["url"],
                    "date": None,
                    "badge": card["stage"],
                    "badge_class": "text-bg-light"
                    if card["is_closed"]
                    else "text-bg-primary",
                }
                for card in found._portal_cards()
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

    def _first(self, model):
        """Return the first few records of a model that the page shows."""
        Model = request.env[model]
        if not Model.has_access("read"):
            return Model
        return Model.search(self._of_current(model), limit=SHOWN)

    def _one_group(self, entries):
        entries = list(entries)
        return [{"title": "", "entries": entries}] if entries else []
