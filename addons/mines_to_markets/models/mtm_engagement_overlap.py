from odoo import api, fields, models
from odoo.tools import SQL


class MtmEngagement(models.Model):
    """Warns of a second engagement for the same stakeholder, service and country.

    It may be meant (another donor pays, another team works), so it is no error.
    """

    _inherit = "mtm.engagement"

    overlapping_ids = fields.Many2many(
        "mtm.engagement",
        string="Overlapping Engagements",
        compute="_compute_overlapping_ids",
        groups="mines_to_markets.group_mtm_user",
    )

    @api.depends(
        "partner_id",
        "service_ids",
        "country_ids",
        "date_start",
        "date_end",
        "active",
        "stage_id.is_closed",
    )
    @api.depends_context("uid")
    def _compute_overlapping_ids(self):
        """One statement for all of them, which looks at what the user may see."""
        self.overlapping_ids = False
        open_ones = self.filtered(lambda e: e.active and not e.stage_id.is_closed)
        spans = [
            engagement._overlap_span(number)
            for number, engagement in enumerate(open_ones)
            if engagement.partner_id.ids
        ]
        if not spans:
            return
        self.flush_model(["partner_id", "date_start", "date_end", "stage_id", "active"])
        self.flush_model(["service_ids", "country_ids"])
        found = {}
        for number, other_id in self.env.execute_query(self._overlap_query(spans)):
            found.setdefault(number, []).append(other_id)
        for number, ids in found.items():
            open_ones[number].overlapping_ids = self.browse(ids)

    def _overlap_span(self, number):
        """Return what is compared, also of an engagement that is not saved yet."""
        return SQL(
            "(%s, %s, %s, %s::int[], %s::int[], %s::date, %s::date)",
            number,
            self._origin.id or 0,
            self.partner_id.ids[0],
            self.service_ids.ids,
            self.country_ids.ids,
            self.date_start or None,
            self.date_end or None,
        )

    @api.model
    def _overlap_query(self, spans):
        visible = self._search([("stage_id.is_closed", "=", False)])
        return SQL(
            """
            WITH span (number, id, partner_id, services, countries, first, last)
              AS (VALUES %(spans)s)
            SELECT span.number, other.id
              FROM span
              JOIN mtm_engagement other
                ON other.partner_id = span.partner_id AND other.id <> span.id
             WHERE daterange(other.date_start, other.date_end, '[]')
                && daterange(span.first, span.last, '[]')
               AND EXISTS (
                    SELECT FROM mtm_engagement_service_rel rel
                     WHERE rel.engagement_id = other.id
                       AND rel.service_id = ANY(span.services)
               )
               AND EXISTS (
                    SELECT FROM mtm_engagement_country_rel rel
                     WHERE rel.engagement_id = other.id
                       AND rel.country_id = ANY(span.countries)
               )
               AND other.id IN %(visible)s
             ORDER BY span.number, other.date_start DESC, other.id DESC
            """,
            spans=SQL(", ").join(spans),
            visible=visible.subselect(),
        )
