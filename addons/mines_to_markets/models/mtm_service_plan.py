from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmServicePlan(models.Model):
    """How much of a service an engagement plans, against what was delivered."""

    _name = "mtm.service.plan"
    _description = "Planned Service"
    _order = "engagement_id, service_id"
    _rec_name = "service_id"

    engagement_id = fields.Many2one(
        "mtm.engagement", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="engagement_id.partner_id", store=True, index=True, precompute=True
    )
    engagement_service_ids = fields.Many2many(
        related="engagement_id.service_ids",
        string="Services of the Engagement",
        export_string_translation=False,
    )
    service_id = fields.Many2one(
        "mtm.service", required=True, index=True, ondelete="restrict"
    )
    quantity = fields.Float(string="Planned", digits=(16, 3), required=True)
    uom_id = fields.Many2one(related="service_id.uom_id", string="Unit")
    delivered = fields.Float(
        digits=(16, 3),
        compute="_compute_delivered",
        help="Confirmed deliveries of the service, in its unit.",
    )
    remaining = fields.Float(digits=(16, 3), compute="_compute_delivered")
    progress = fields.Float(
        compute="_compute_delivered", help="Delivered, in percent of what is planned."
    )
    company_id = fields.Many2one(
        related="engagement_id.company_id", store=True, index=True, precompute=True
    )

    _service_unique = models.UniqueIndex(
        "(engagement_id, service_id)",
        "This service is planned in this engagement already: change that line.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "What is planned is more than 0."
    )

    @api.depends("engagement_id", "service_id", "quantity")
    def _compute_delivered(self):
        delivered = self._read_delivered()
        for plan in self:
            key = (plan.engagement_id._origin, plan.service_id._origin)
            plan.delivered = delivered.get(key, 0)
            plan.remaining = max(plan.quantity - plan.delivered, 0)
            plan.progress = plan.quantity and 100 * plan.delivered / plan.quantity

    def _read_delivered(self):
        """Return ``{(engagement, service): quantity}`` of what is confirmed."""
        rows = self.env["mtm.service.plan.report"]._read_group(
            [
                ("engagement_id", "in", self.engagement_id._origin.ids),
                ("service_id", "in", self.service_id._origin.ids),
            ],
            ["engagement_id", "service_id"],
            ["delivered:sum"],
        )
        return {(engagement, service): sum_ for engagement, service, sum_ in rows}

    @api.constrains("engagement_id", "service_id")
    def _check_service_of_engagement(self):
        for plan in self:
            if plan.service_id not in plan.engagement_id.service_ids:
                raise ValidationError(
                    self.env._(
                        "%(service)s is not one of the services of %(engagement)s, so "
                        "nothing of it is planned there.",
                        service=plan.service_id.name,
                        engagement=plan.engagement_id.display_name,
                    )
                )

    def action_view_deliveries(self):
        self.ensure_one()
        action = self.engagement_id._action_view("mtm_service_delivery_action")
        action["domain"] += [("service_id", "=", self.service_id.id)]
        action["context"]["default_service_id"] = self.service_id.id
        return action
