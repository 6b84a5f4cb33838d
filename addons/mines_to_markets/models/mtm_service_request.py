from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class MtmServiceRequest(models.Model):
    """A partner's wish for services, answered by an opportunity or a refusal."""

    _name = "mtm.service.request"
    _description = "Service Request"
    _inherit = [
        "mtm.portal.mixin",
        "mtm.rate.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    partner_id = fields.Many2one(
        "res.partner",
        string="Stakeholder",
        required=True,
        index=True,
        ondelete="restrict",
    )
    service_ids = fields.Many2many("mtm.service", string="Services")
    country_ids = fields.Many2many(
        "res.country", string="Countries", ondelete="restrict"
    )
    description = fields.Text()
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [("new", "New"), ("accepted", "Accepted"), ("declined", "Declined")],
        required=True,
        default="new",
        tracking=True,
        copy=False,
        group_expand=True,
    )

    @api.depends("partner_id.name")
    def _compute_name(self):
        for request in self:
            request.name = request.name or self.env._(
                "Request of %(partner)s", partner=request.partner_id.name or ""
            )

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {
            "name",
            "partner_id",
            "service_ids",
            "country_ids",
            "description",
            "state",
            "create_date",
        }

    def action_accept(self, answer=None):
        """Open an opportunity for each request that has none, and tell the partner.

        :param answer: words to the partner
        """
        for request in self:
            if request.state != "new":
                raise UserError(
                    self.env._("%(request)s is answered.", request=request.name)
                )
            request.lead_id = self.env["crm.lead"].create(request._prepare_lead())
        self.state = "accepted"
        self._tell_answer(answer)

    def action_decline(self, answer=None):
        """Refuse, and tell the partner.

        :param answer: words to the partner
        """
        for request in self:
            if request.state != "new":
                raise UserError(
                    self.env._("%(request)s is answered.", request=request.name)
                )
        self.state = "declined"
        self._tell_answer(answer)

    def action_view_lead(self):
        self.ensure_one()
        return self.lead_id._get_records_action(name=self.env._("Opportunity"))

    def _prepare_lead(self):
        self.ensure_one()
        return {
            "name": self.name,
            "type": "opportunity",
            "partner_id": self.partner_id.id,
            "service_ids": self.service_ids.ids,
            "operating_country_ids": self.country_ids.ids,
            "description": plaintext2html(self.description or ""),
            "user_id": self.env.uid,
        }
