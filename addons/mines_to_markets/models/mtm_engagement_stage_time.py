from odoo import fields, models
from odoo.tools import SQL


class MtmEngagementStageTime(models.Model):
    """How long each engagement was in each stage: one row a stay.

    Read from the tracked changes of the stage, as the stage bar of the form is.
    """

    _name = "mtm.engagement.stage.time"
    _description = "Time in a Stage"
    _auto = False
    _order = "date_from desc, id desc"
    _rec_name = "engagement_id"

    engagement_id = fields.Many2one("mtm.engagement", readonly=True)
    stage_id = fields.Many2one("mtm.engagement.stage", readonly=True)
    date_from = fields.Datetime(string="Entered", readonly=True)
    date_to = fields.Datetime(string="Left", readonly=True)
    days = fields.Float(
        string="Days in Stage", digits=(16, 1), aggregator="avg", readonly=True
    )
    is_current = fields.Boolean(string="Still There", readonly=True)
    is_closed = fields.Boolean(string="Closing Stage", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Stakeholder", readonly=True)
    stakeholder_type_id = fields.Many2one("mtm.stakeholder.type", readonly=True)
    user_id = fields.Many2one("res.users", string="Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    _depends = {
        "mtm.engagement": [
            "active",
            "company_id",
            "partner_id",
            "stage_id",
            "stakeholder_type_id",
            "user_id",
        ],
        "mtm.engagement.stage": ["is_closed"],
        "mail.message": ["model", "res_id"],
        "mail.tracking.value": ["field_id", "mail_message_id", "old_value_integer"],
    }

    @property
    def _table_query(self):
        """Each change ends a stay; the stay that nothing ended goes on until now."""
        return SQL(
            """
            WITH stay AS (
                SELECT v.id, m.res_id AS engagement_id,
                       v.old_value_integer AS stage_id, v.create_date AS date_to
                  FROM mail_tracking_value v
                  JOIN mail_message m ON m.id = v.mail_message_id
                  JOIN ir_model_fields f ON f.id = v.field_id
                 WHERE m.model = 'mtm.engagement'
                   AND f.model = 'mtm.engagement' AND f.name = 'stage_id'
                 UNION ALL
                SELECT -e.id, e.id, e.stage_id, NULL
                  FROM mtm_engagement e
            ), dated AS (
                SELECT s.id, s.engagement_id, s.stage_id, s.date_to,
                       LAG(s.date_to) OVER (
                           PARTITION BY s.engagement_id
                           ORDER BY s.date_to NULLS LAST, s.id
                       ) AS date_from
                  FROM stay s
            )
            SELECT d.id, d.engagement_id, d.stage_id, d.date_to,
                   COALESCE(d.date_from, e.create_date) AS date_from,
                   d.date_to IS NULL AS is_current,
                   EXTRACT(EPOCH FROM
                       COALESCE(d.date_to, NOW() AT TIME ZONE 'UTC')
                       - COALESCE(d.date_from, e.create_date)
                   ) / 86400.0 AS days,
                   t.is_closed, e.partner_id, e.stakeholder_type_id, e.user_id,
                   e.company_id
              FROM dated d
              JOIN mtm_engagement e ON e.id = d.engagement_id AND e.active
              JOIN mtm_engagement_stage t ON t.id = d.stage_id
            """
        )
