from datetime import timedelta

from odoo import Command, fields, models

from ..tools import languages

DAYS_AHEAD = 90


class MtmEngagement(models.Model):
    """Who could help on an engagement, and who does from outside."""

    _inherit = "mtm.engagement"

    expert_ids = fields.Many2many(
        "res.partner",
        "mtm_engagement_expert_rel",
        "engagement_id",
        "partner_id",
        string="Outside Experts",
        domain="[('is_expert', '=', True)]",
    )

    def action_find_experts(self):
        """Open the list of experts, those first who fit this engagement best."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_expert_match_action"
        )
        title = self.env._("Who Fits %(name)s", name=self.name)
        return action | {
            "name": title,
            "display_name": title,
            "context": {"engagement_id": self.id},
        }

    def _expert_window(self):
        """Return the days for which an expert is asked: from now, to the end.

        Without an end, or when it has passed, the next three months.
        """
        today = fields.Date.context_today(self)
        start = max(self.date_start or today, today)
        end = self.date_end
        if not end or end < start:
            end = start + timedelta(days=DAYS_AHEAD)
        return start, end

    def _expert_languages(self):
        """Return the languages that this engagement's countries work in."""
        spoken = languages.spoken_in(self.country_ids.mapped("code"))
        return (
            self.env["res.lang"]
            .with_context(active_test=False)
            .search([("iso_code", "!=", False)])
            .filtered(lambda lang: languages.plain(lang.iso_code) in spoken)
        )

    def _add_expert(self, partner):
        """Put an expert on the team: a colleague as user, others as experts."""
        self.ensure_one()
        # who is a colleague is no secret, and not all may read users' groups
        users = partner.sudo().user_ids.filtered(lambda user: not user.share)
        if users:
            self.member_ids = [Command.link(users[0].id)]
        else:
            self.expert_ids = [Command.link(partner.id)]
