from odoo import api, fields, models
from odoo.exceptions import UserError


class MtmServiceDelivery(models.Model):
    """A check has findings; a delivery to a party in its own right is its affair."""

    _inherit = "mtm.service.delivery"

    finding_ids = fields.One2many("mtm.finding", "delivery_id", string="Findings")
    date_next = fields.Date(
        compute="_compute_date_next",
        store=True,
        readonly=False,
        help="The earliest next check of the open findings, where there are findings.",
    )
    is_for_other_party = fields.Boolean(
        compute="_compute_is_for_other_party",
        store=True,
        precompute=True,
        export_string_translation=False,
        help="Delivered to a party in its own right, so that the engagement's "
        "stakeholder does not see it in the portal.",
    )

    @api.depends("finding_ids.date_next", "finding_ids.state")
    def _compute_date_next(self):
        for delivery in self:
            is_open = delivery.finding_ids.filtered(lambda f: f.state == "open")
            dates = [date for date in is_open.mapped("date_next") if date]
            if dates:
                delivery.date_next = min(dates)
            elif delivery.finding_ids:
                delivery.date_next = False
            else:
                # typed, without a finding
                delivery.date_next = delivery.date_next

    @api.depends(
        "partner_id",
        "engagement_id.partner_id",
        "engagement_id.party_ids.partner_id",
        "engagement_id.party_ids.role",
    )
    def _compute_is_for_other_party(self):
        served = self.env["mtm.engagement.party"]._roles_served()
        for delivery in self:
            engagement = delivery.engagement_id
            in_own_right = engagement.party_ids.filtered(
                lambda party: party.role not in served
            )
            delivery.is_for_other_party = (
                delivery.partner_id != engagement.partner_id
                and delivery.partner_id in in_own_right.partner_id
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_findings(self):
        # a finding that the user may not read keeps its check as well
        for delivery in self.sudo():
            if delivery.finding_ids:
                raise UserError(
                    self.env._(
                        "%(delivery)s has findings. Delete these first, if they were "
                        "entered by mistake.",
                        delivery=delivery.display_name,
                    )
                )
