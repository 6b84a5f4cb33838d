from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MtmServiceDelivery(models.Model):
    _inherit = "mtm.service.delivery"

    # to search by: whether the engagement plans a quantity of this service
    is_planned = fields.Boolean(store=False, search="_search_is_planned")

    def _search_is_planned(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["mtm.service.plan"].flush_model(["engagement_id", "service_id"])
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "EXISTS (SELECT FROM mtm_service_plan plan "
                "WHERE plan.engagement_id = %s AND plan.service_id = %s)",
                SQL.identifier(alias, "engagement_id"),
                SQL.identifier(alias, "service_id"),
            )
        )
