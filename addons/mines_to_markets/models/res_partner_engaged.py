from odoo import api, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """A stakeholder that somebody has worked with stays; it is archived at most."""

    _inherit = "res.partner"

    _open_named_at_most = 10

    @api.ondelete(at_uninstall=False)
    def _unlink_except_engaged(self):
        """Refuse, and list the open engagements; what else rests is told after."""
        # an engagement that is hidden from the user refuses too
        Engagement = self.env["mtm.engagement"].sudo().with_context(active_test=False)
        engagements = Engagement.search([("partner_id", "in", self.ids)])
        if not engagements:
            return
        names = ", ".join(engagements.partner_id.mapped("display_name")[:3])
        message = self.env._(
            "%(names)s cannot be deleted: there are engagements with them. Archive "
            "them instead, under Actions.",
            names=names,
        )
        still_open = engagements.filtered(lambda e: e.active and not e.is_closed)
        lines = self._describe_open_engagements(still_open)
        raise UserError("\n".join([message, *lines]))

    def _describe_open_engagements(self, engagements):
        """Name the open engagements, to a reader who may see them."""
        if not engagements:
            return [self.env._("None of the engagements is open.")]
        visible = engagements.with_env(self.env)._filtered_access("read")
        shown = visible[: self._open_named_at_most]
        lines = [
            f"- {engagement.display_name} ({engagement.stage_id.name})"
            for engagement in shown
        ]
        more = len(engagements) - len(shown)
        if more:
            lines.append(self.env._("- and %(number)s more", number=more))
        return [self.env._("Open engagements:"), *lines]
