from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class MtmEngagement(models.Model):
    """What an engagement plans and delivers."""

    _inherit = "mtm.engagement"

    plan_ids = fields.One2many(
        "mtm.service.plan", "engagement_id", string="Planned Services", copy=True
    )

    @api.constrains("date_start", "date_end")
    def _check_deliveries_within_dates(self):
        # who may end an engagement does not depend on which deliveries they may read
        deliveries = self.env["mtm.service.delivery"].sudo()
        for engagement in self:
            outside = Domain.FALSE
            if engagement.date_start:
                outside |= Domain("date", "<", engagement.date_start)
            if engagement.date_end:
                outside |= Domain("date", ">", engagement.date_end)
            domain = Domain("engagement_id", "=", engagement.id) & outside
            delivery = deliveries.search(domain, order="date, id", limit=1)
            delivery.with_env(self.env)._check_date_within_engagement()

    @api.constrains("service_ids")
    def _check_services_delivered_stay(self):
        # a service leaves with its deliveries, whoever may read them
        delivered = (
            self.env["mtm.service.delivery"]
            .sudo()
            ._read_group(
                [("engagement_id", "in", self.ids)],
                ["engagement_id"],
                ["service_id:recordset"],
            )
        )
        for engagement, services in delivered:
            missing = services - engagement.service_ids
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(services)s stays on %(engagement)s: it has been delivered "
                        "there.",
                        services=", ".join(missing.mapped("name")),
                        engagement=engagement.display_name,
                    )
                )

    def action_record_deliveries(self):
        """Open the grid for many deliveries, with this engagement in its first row."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "mines_to_markets.mtm_service_delivery_action_record"
        )
        return action | {"context": {"default_engagement_id": self.id}}
