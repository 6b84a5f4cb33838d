from odoo import api, fields, models

from .agreement_portal import BADGES as AGREEMENT_BADGES
from .mtm_portal_home import SHOWN
from .mtm_service_request_portal import BADGES as REQUEST_BADGES


class MtmPortalHome(models.AbstractModel):
    """What the first screen says of what it holds, in the reader's language."""

    _inherit = "mtm.portal.home"

    @api.model
    def _todo(self, parts):
        """Return what the user's organisations are to do next.

        :param parts: as :meth:`_read` returns them
        :return: list of dicts with title, text, url, date, badge, badge_class
        """
        today = fields.Date.context_today(self)
        return [
            {
                "title": promise["name"],
                # the name of an engagement that the user may not open stays hidden
                "text": self.env._("You promised this to us"),
                "url": promise["is_open_to_user"]
                and f"/my/engagements/{promise['engagement']}",
                "date": promise["date_due"],
                "badge": promise["date_due"] < today and self.env._("Overdue"),
                "badge_class": "text-bg-danger",
            }
            for promise in parts.get("theirs", ())
        ]

    @api.model
    def _sections(self, parts):
        """Return the parts of the first screen below what is to be done.

        :return: list of dicts with name, title, icon, url, more, empty and groups;
            a group has a title and entries as those of what is to be done
        """
        return [
            self._promises_section(parts),
            self._requests_section(parts),
            self._engagements_section(parts),
            self._agreements_section(parts),
        ]

    @api.model
    def _has_space(self, parts):
        """Say whether the user has a space of their own, beside organisations."""
        return False

    @api.model
    def _waiting_invitations(self, parts):
        Invitation = self.env["mtm.partner.invitation"]
        labels = dict(Invitation._fields["role"]._description_selection(self.env))
        return [
            invitation | {"role_label": labels[invitation["role"]]}
            for invitation in parts["invitations"]
        ]

    def _promises_section(self, parts):
        sides = (
            (self.env._("You promised us"), parts.get("theirs", ())[:SHOWN]),
            (self.env._("We promised you"), parts.get("ours", ())),
        )
        groups = [
            {"title": title, "entries": self._entries_of(promises)}
            for title, promises in sides
            if promises
        ]
        return {
            "name": "promises",
            "title": self.env._("What we promised each other"),
            "icon": "fa-flag-o",
            "url": "/my/commitments",
            "more": self.env._("All promises"),
            "empty": self.env._(
                "No promise is open. What one side promises the other by a day "
                "appears here until it is done."
            ),
            "groups": groups,
        }

    def _entries_of(self, promises):
        today = fields.Date.context_today(self)
        return [
            {
                "title": promise["name"],
                "text": promise["partner"],
                "url": "/my/commitments",
                "date": promise["date_due"],
                "badge": promise["date_due"] < today and self.env._("Overdue"),
                "badge_class": "text-bg-danger",
            }
            for promise in promises
        ]

    def _requests_section(self, parts):
        Request = self.env["mtm.service.request"]
        labels = dict(Request._fields["state"]._description_selection(self.env))
        return {
            "name": "requests",
            "title": self.env._("What you asked us for"),
            "icon": "fa-life-ring",
            "url": "/my/requests",
            "more": self.env._("All requests"),
            "empty": self.env._(
                "You have not asked for anything yet. What you ask us for appears "
                "here, with our answer."
            ),
            "groups": self._one_group(
                {
                    "title": asked["services"] or (asked["description"] or "")[:80],
                    "text": asked["partner"],
                    "url": "/my/requests",
                    "date": asked["asked_on"],
                    "badge": labels[asked["state"]],
                    "badge_class": REQUEST_BADGES[asked["state"]],
                }
                for asked in parts.get("requests", ())
            ),
        }

    def _engagements_section(self, parts):
        return {
            "name": "engagements",
            "title": self.env._("What we work on together"),
            "icon": "fa-handshake-o",
            "url": "/my/engagements",
            "more": self.env._("All engagements"),
            "empty": self.env._(
                "We have no engagement with you yet. Once we work together, it "
                "appears here with what was delivered."
            ),
            "groups": self._one_group(
                {
                    "title": engagement["name"],
                    "text": engagement["partner"],
                    "url": f"/my/engagements/{engagement['id']}",
                    "date": None,
                    "badge": engagement["stage"],
                    "badge_class": "text-bg-light"
                    if engagement["is_closed"]
                    else "text-bg-primary",
                }
                for engagement in parts.get("engagements", ())
            ),
        }

    def _agreements_section(self, parts):
        Agreement = self.env["agreement"]
        labels = dict(Agreement._fields["state"]._description_selection(self.env))
        _today, soon = Agreement._today_and_soon()
        entries = []
        for agreement in parts["agreements"]:
            end = agreement["date_end"]
            state = "expiring" if end and end <= soon else "in_force"
            entries.append(
                {
                    "title": agreement["name"],
                    "text": agreement["partner"],
                    "url": "/my/documents",
                    "date": end,
                    "date_words": self.env._("until"),
                    "badge": labels[state],
                    "badge_class": AGREEMENT_BADGES[state],
                }
            )
        return {
            "name": "documents",
            "title": self.env._("Agreements and documents"),
            "icon": "fa-file-text-o",
            "url": "/my/documents",
            "more": self.env._("All agreements and documents"),
            "empty": self.env._(
                "No agreement is in force. Agreements between us and files that we "
                "release to you appear here."
            ),
            "groups": self._one_group(entries),
        }

    def _one_group(self, entries):
        entries = list(entries)
        return [{"title": "", "entries": entries}] if entries else []
