from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError


class CrmLead(models.Model):
    """An opportunity that is won opens one engagement, however it was won."""

    _inherit = "crm.lead"

    service_ids = fields.Many2many(
        "mtm.service",
        "mtm_lead_service_rel",
        "lead_id",
        "service_id",
        string="Services Asked For",
    )
    operating_country_ids = fields.Many2many(
        "res.country",
        "mtm_lead_operating_country_rel",
        "lead_id",
        "country_id",
        string="Countries of Work",
        ondelete="restrict",
    )
    mineral_ids = fields.Many2many("mtm.mineral", string="Minerals")
    agreement_ids = fields.Many2many(
        "agreement",
        "mtm_lead_agreement_rel",
        "lead_id",
        "agreement_id",
        string="Agreements",
        groups="mines_to_markets.group_mtm_user",
        help="Prepared or signed with them already; they come along to the engagement.",
    )
    engagement_ids = fields.One2many("mtm.engagement", "lead_id", readonly=True)
    engagement_count = fields.Integer(compute="_compute_engagement_count")
    service_request_ids = fields.One2many("mtm.service.request", "lead_id")

    @api.depends("engagement_ids")
    def _compute_engagement_count(self):
        for lead in self:
            lead.engagement_count = len(lead.engagement_ids)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        try:
            leads._filtered_won()._open_what_was_won()
        except RedirectWarning as question:
            # there is no lead yet that the question could lead to
            raise UserError(question.args[0]) from question
        return leads

    def write(self, vals):
        won_before = self._filtered_won()
        result = super().write(vals)
        (self._filtered_won() - won_before)._open_what_was_won()
        return result

    def _filtered_won(self):
        return self.filtered(lambda lead: lead.won_status == "won")

    def _open_what_was_won(self):
        self._open_engagement()

    def _open_engagement(self):
        """Open one engagement a lead; one won again goes on with the one it has."""
        for lead in self:
            engagement = lead.with_context(active_test=False).engagement_ids
            if not engagement:
                lead._check_has_stakeholder()
                engagement = self.env["mtm.engagement"].create(
                    lead._prepare_engagement()
                )
            lead._hand_over_to(engagement)

    def _prepare_engagement(self):
        self.ensure_one()
        stakeholder = self._stakeholder()
        contacts = self.partner_id - stakeholder
        return {
            "name": self.name,
            "partner_id": stakeholder.id,
            "contact_ids": contacts.ids,
            "service_ids": self.service_ids.ids,
            "country_ids": (
                self.operating_country_ids or stakeholder.operating_country_ids
            ).ids,
            "mineral_ids": (self.mineral_ids or stakeholder.mineral_ids).ids,
            "agreement_ids": self.agreement_ids.ids,
            "user_id": self.user_id.id or self.env.uid,
            "member_ids": self._internal_followers().ids,
            "company_id": (self.company_id or self.env.company).id,
            "lead_id": self.id,
        }

    def _internal_followers(self):
        # who follows a lead is readable with the lead; their users are not always
        users = self.sudo().message_partner_ids.user_ids
        return users.filtered(lambda user: not user.share and user.active)

    def _hand_over_to(self, engagement):
        """Move open activities, conversation and files to the engagement.

        The conversation arrives as internal: a portal user who may read the
        engagement was no part of it.
        """
        self.ensure_one()
        # all of it comes along, also what this user may not read
        self.sudo().activity_ids.write(
            {
                "res_model_id": self.env["ir.model"]._get_id(engagement._name),
                "res_id": engagement.id,
            }
        )
        self._conversation().write(
            {
                "model": engagement._name,
                "res_id": engagement.id,
                "is_internal": True,
                "subtype_id": self.env.ref("mail.mt_note").id,
            }
        )
        self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id)]
        ).write({"res_model": engagement._name, "res_id": engagement.id})

    def _conversation(self):
        """Return what people wrote on this lead, without tracked changes."""
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("message_type", "in", ("comment", "email", "email_outgoing")),
                ]
            )
        )

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        self._merge_dependences_engagements(opportunities)
        return result

    def _merge_dependences_engagements(self, opportunities):
        """Keep the engagement of a merged lead; each lead has one at most."""
        engagements = (
            opportunities.sudo().with_context(active_test=False).engagement_ids
        )
        opportunities.sudo().service_request_ids.write({"lead_id": self.id})
        if not engagements:
            return
        if len(engagements | self.sudo().engagement_ids) > 1:
            raise UserError(
                self.env._(
                    "These opportunities have opened different engagements and cannot "
                    "be merged: %(engagements)s.",
                    engagements=", ".join(engagements.mapped("display_name")),
                )
            )
        engagements.write({"lead_id": self.id})

    def action_view_engagement(self):
        return self.engagement_ids._get_records_action(name=self.env._("Engagement"))
