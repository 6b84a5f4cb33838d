from odoo import Command, api, fields, models

_TEMPLATE = "mines_to_markets.mail_template_request_answer"
_TO_DO = "mail.mail_activity_data_todo"


class MtmServiceRequest(models.Model):
    """Whom a request reaches, and how the answer reaches who asked."""

    _inherit = "mtm.service.request"

    answer = fields.Text(
        readonly=True,
        copy=False,
        help="What the partner reads beside the answer, in the portal and by e-mail.",
    )
    answered_on = fields.Datetime(readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _portal_readable_fields(self):
        return super()._portal_readable_fields() | {"answer", "answered_on"}

    @api.model
    def _portal_ask(self, typed):
        asked, problems = super()._portal_ask(typed)
        if asked and not asked.activity_ids:
            asked._inform()
        return asked, problems

    def _inform(self):
        """Give the request to whoever answers it, as a follower and as an activity."""
        self.ensure_one()
        user = self._responsible()
        request = self.with_context(lang=user.lang).sudo()
        request.message_subscribe(user.partner_id.ids)
        request.activity_schedule(
            _TO_DO,
            summary=request.env._(
                "Answer what %(partner)s asks for", partner=self.partner_id.name
            ),
            user_id=user.id,
        )

    def _responsible(self):
        """Return who looks after the partner, or works with them, or an administrator.

        Somebody who may not see the request is passed over.
        """
        self.ensure_one()
        partner = self.sudo().partner_id
        engaged = (
            self.env["mtm.engagement"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("stage_id.is_closed", "=", False),
                ],
                order="date_start desc, id desc",
                limit=1,
            )
        )
        admins = self.env.ref("mines_to_markets.group_mtm_admin").sudo().all_user_ids
        candidates = partner.user_id, engaged.user_id, *admins.sorted("id", True)
        for user in candidates:
            is_staff = user and user.active and user._is_internal()
            if is_staff and self.with_user(user).has_access("read"):
                return user
        return self.env.ref("base.user_admin")

    def action_open_reply(self):
        """Answer in words."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mtm.service.request.reply",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _tell_answer(self, answer):
        self.write(
            {
                "answer": (answer or "").strip() or False,
                "answered_on": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
            }
        )
        # the activity may be a colleague's, and is done by whoever answers
        self.sudo().activity_unlink([_TO_DO])
        for request in self:
            request._mail_answer()

    def _mail_answer(self):
        """Write to who asked and to the officers, each by themselves."""
        self.ensure_one()
        Access = self.env["mtm.partner.access"]
        everybody = ("viewer", "editor", "officer")
        people = Access._people(self.partner_id, everybody).get(self.partner_id)
        officers = Access._people(self.partner_id, ("officer",)).get(self.partner_id)
        if not people:
            return
        asking = self.sudo().create_uid & people
        template = self.env.ref(_TEMPLATE).sudo()
        for user in asking | (officers or people.browse()):
            if user.email:
                template.with_context(lang=user.lang).send_mail(
                    self.id,
                    email_values={
                        "recipient_ids": [Command.set(user.partner_id.ids)],
                        "email_to": False,
                    },
                )

    def _asked_for(self):
        """Say in a line what was asked for."""
        self.ensure_one()
        services = ", ".join(self.sudo().service_ids.mapped("name"))
        return services or (self.description or "")[:80]

    def _portal_card(self):
        return super()._portal_card() | {
            "answer": self.answer or "",
            "answered_on": self.answered_on,
            "engagement_url": None,
        }

    def _portal_cards(self):
        """Add where the work on a request is seen, once it has begun."""
        leads = self.sudo().lead_id
        engagements = (
            self.env["mtm.engagement"].sudo().search([("lead_id", "in", leads.ids)])
        )
        # what came of it is shown to who may open it
        seen = engagements.sudo(False)._filtered_access("read")
        urls = {
            engagement.lead_id: f"/my/engagements/{engagement.id}"
            for engagement in seen.sudo()
        }
        cards = super()._portal_cards()
        for request, card in zip(self.sudo(), cards, strict=True):
            card["engagement_url"] = urls.get(request.lead_id)
            if card["engagement_url"]:
                card["state_label"] = self.env._("In work")
        return cards
