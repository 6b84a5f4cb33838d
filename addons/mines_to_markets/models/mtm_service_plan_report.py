from odoo import fields, models
from odoo.tools import SQL


class MtmServicePlanReport(models.Model):
    """What is planned and what was delivered, side by side, to be added up.

    A plan is one row and a confirmed delivery is one row. A delivery in another
    unit is converted to the service's; one in a unit of another kind adds nothing.
    """

    _name = "mtm.service.plan.report"
    _description = "Delivered Against Plan"
    _auto = False
    _order = "engagement_id, service_id, date"
    _rec_name = "service_id"
    _depends = {
        "mtm.service.plan": ["engagement_id", "service_id", "quantity"],
        "mtm.service.delivery": [
            "engagement_id",
            "service_id",
            "date",
            "quantity",
            "uom_id",
            "country_id",
            "state",
        ],
        "mtm.engagement": ["partner_id", "user_id", "company_id"],
        "mtm.service": ["uom_id"],
        "uom.uom": ["factor", "parent_path"],
    }

    engagement_id = fields.Many2one("mtm.engagement", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Stakeholder", readonly=True)
    user_id = fields.Many2one("res.users", string="Manager", readonly=True)
    service_id = fields.Many2one("mtm.service", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    date = fields.Date(string="Delivered On", readonly=True)
    planned = fields.Float(digits=(16, 3), readonly=True)
    delivered = fields.Float(digits=(16, 3), readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT rows.*, engagement.partner_id, engagement.user_id,
                   engagement.company_id
              FROM (%s UNION ALL %s) AS rows
              JOIN mtm_engagement engagement ON engagement.id = rows.engagement_id
            """,
            self._planned(),
            self._delivered(),
        )

    def _planned(self):
        return SQL(
            """
            SELECT 2 * id AS id, engagement_id, service_id,
                   NULL::integer AS country_id, NULL::date AS date,
                   quantity AS planned, NULL::numeric AS delivered
              FROM mtm_service_plan
            """
        )

    def _delivered(self):
        return SQL(
            """
            SELECT 2 * delivery.id + 1 AS id, delivery.engagement_id,
                   delivery.service_id, delivery.country_id, delivery.date,
                   NULL::numeric AS planned,
                   CASE
                       WHEN delivery.uom_id IS NULL OR service.uom_id IS NULL
                            OR delivery.uom_id = service.uom_id
                       THEN delivery.quantity
                       WHEN split_part(unit.parent_path, '/', 1)
                            = split_part(service_unit.parent_path, '/', 1)
                       THEN delivery.quantity
                            * (unit.factor / service_unit.factor)::numeric
                   END AS delivered
              FROM mtm_service_delivery delivery
              JOIN mtm_service service ON service.id = delivery.service_id
              LEFT JOIN uom_uom unit ON unit.id = delivery.uom_id
              LEFT JOIN uom_uom service_unit ON service_unit.id = service.uom_id
             WHERE delivery.state = 'confirmed'
            """
        )
