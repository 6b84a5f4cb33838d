from odoo.http import request, route

from .portal import MtmCustomerPortal, reads_only


def _by_day(entry):
    """Put what is due first before the rest, and what has no day last."""
    return (not entry["date"], str(entry["date"] or ""))


class HomePortal(MtmCustomerPortal):
    """The first screen: what to do, what is under way, what there is."""

    @route(readonly=reads_only)
    def home(self, **kw):
        response = super().home(**kw)
        response.headers["Cache-Control"] = "private, no-store"
        Home = request.env["mtm.portal.home"]
        parts = Home._read(self._current_partner())
        # who acts for no organisation has none of what organisations have
        is_partner = bool(self._portal_roles()) or not Home._has_space(parts)
        response.qcontext |= {
            "portal_parts": parts,
            "portal_invitations": Home._waiting_invitations(parts),
            "portal_todo": sorted(Home._todo(parts), key=_by_day),
            "portal_is_partner": is_partner,
            "portal_sections": Home._sections(parts) if is_partner else [],
            "portal_may_ask": bool(
                {"editor", "officer"}.intersection(self._portal_roles().values())
            ),
            "portal_contact": self._portal_contact,
        }
        return response
