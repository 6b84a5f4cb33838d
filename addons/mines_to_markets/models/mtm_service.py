from odoo import api, fields, models


class MtmService(models.Model):
    """A service offering: to which types of stakeholder, and where."""

    _name = "mtm.service"
    _description = "Service"
    _inherit = ["mtm.restrict.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    stakeholder_type_ids = fields.Many2many(
        "mtm.stakeholder.type",
        "mtm_service_stakeholder_type_rel",
        "service_id",
        "stakeholder_type_id",
        string="Offered To",
        help="Types of stakeholder this is offered to, their subtypes included.",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Available In",
        ondelete="restrict",
        help="Empty: available everywhere.",
    )
    theme_ids = fields.Many2many("mtm.theme", string="Themes")
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        index="btree_not_null",
        ondelete="restrict",
        help="Unit in which its deliveries are counted.",
    )
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Playbook",
        index="btree_not_null",
        ondelete="set null",
    )
    active = fields.Boolean(default=True)
    engagement_count = fields.Integer(compute="_compute_engagement_count")
    delivery_count = fields.Integer(compute="_compute_delivery_count")

    _code_unique = models.UniqueIndex(
        "(code)", "There is a service with this code already."
    )

    def _compute_engagement_count(self):
        counts = self._count_uses("mtm.engagement", "service_ids")
        for service in self:
            service.engagement_count = counts.get(service, 0)

    def _compute_delivery_count(self):
        counts = self._count_uses("mtm.service.delivery", "service_id")
        for service in self:
            service.delivery_count = counts.get(service, 0)

    def _count_uses(self, model, field):
        Model = self.env[model]
        # whoever is logged in reads what we offer, with no role of ours as well
        if not Model.has_access("read"):
            return {}
        return dict(Model._read_group([(field, "in", self.ids)], [field], ["__count"]))

    @api.model
    def _offered_to(self, stakeholder_type):
        """Return the services offered to a type, by itself or by one above it."""
        return self.search(
            [("stakeholder_type_ids", "in", stakeholder_type._self_and_ancestors().ids)]
        )

    def _is_available_in(self, countries):
        """Say whether this service can be had in one of the countries at least."""
        self.ensure_one()
        return not self.country_ids or bool(self.country_ids & countries)

    def action_view_deliveries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_service_delivery_action"
        )
        return action | {"domain": [("service_id", "in", self.ids)], "context": {}}

    def action_view_engagements(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mines_to_markets.mtm_engagement_action"
        )
        return action | {"domain": [("service_ids", "in", self.ids)], "context": {}}
