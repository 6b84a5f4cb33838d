from odoo import fields, models


class MtmChallenge(models.Model):
    """What stands in the way of formal mining: permits, taxes, conflict, labour law.

    A word that engagements, results and risks share, so that one page shows
    everything that works on the same challenge.
    """

    _name = "mtm.challenge"
    _description = "Challenge"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, name, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    engagement_ids = fields.Many2many(
        "mtm.engagement",
        "mtm_engagement_challenge_rel",
        "challenge_id",
        "engagement_id",
        string="Engagements",
    )
    engagement_count = fields.Integer(compute="_compute_engagement_count")

    _code_unique = models.UniqueIndex(
        "(code)", "There is a challenge with this code already."
    )

    def _compute_engagement_count(self):
        self._count_sharing("mtm.engagement", "engagement_count")

    def _count_sharing(self, model, name):
        """Count what shares these challenges, as far as the reader sees it."""
        # the list of challenges is open to more people than what shares them
        if not self.env[model].has_access("read"):
            self[name] = 0
            return
        counts = dict(
            self.env[model]._read_group(
                [("challenge_ids", "in", self.ids)], ["challenge_ids"], ["__count"]
            )
        )
        for challenge in self:
            challenge[name] = counts.get(challenge, 0)

    def _view_sharing(self, action):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action)
        return action | {"domain": [("challenge_ids", "in", self.ids)], "context": {}}

    def action_view_engagements(self):
        return self._view_sharing("mines_to_markets.mtm_engagement_action")
