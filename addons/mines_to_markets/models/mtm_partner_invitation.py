from datetime import timedelta

from odoo import Command, api, fields, models, tools
from odoo.exceptions import AccessError, UserError

_TEMPLATE = "mines_to_markets.mail_template_invitation"
_DAYS_VALID = 14
_DAYS_KEPT = 90
_MOST_A_DAY = 30
_LONGEST_NAME = 100


class MtmPartnerInvitation(models.Model):
    """An officer asks somebody to act for their organisation, who has not answered.

    The officer sees the same, and gets the same answer, whether there is an account
    with this address, of whom, or none: an invitation waits until its holder accepts
    it. One to an address of our staff waits for ever.
    """

    _name = "mtm.partner.invitation"
    _description = "Invitation to the Portal"
    _order = "partner_id, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(required=True)
    email = fields.Char(required=True, help="In small letters, without a name.")
    role = fields.Selection(
        [("viewer", "Viewer"), ("editor", "Editor"), ("officer", "Officer")],
        required=True,
        default="viewer",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Who can accept it: known from the day of the invitation, so that nobody "
        "gets one by changing their address.",
    )
    is_new_account = fields.Boolean(
        readonly=True,
        help="The account was made for this: setting its password accepts.",
    )
    date_expiry = fields.Date(string="Valid Until", required=True)

    _partner_email_unique = models.UniqueIndex(
        "(partner_id, email)", "This address is invited to this organisation already."
    )

    def _portal_card(self):
        self.ensure_one()
        labels = dict(self._fields["role"]._description_selection(self.env))
        today = fields.Date.context_today(self)
        return {
            "id": self.id,
            "name": self.name,
            "email": self.email,
            "partner": self.partner_id.name,
            "role_label": labels[self.role],
            "date": self.write_date,
            "date_expiry": self.date_expiry,
            "is_expired": self.date_expiry < today,
        }

    @api.model
    def _portal_of(self, user):
        """Return the invitations that wait for this user's answer."""
        # no one from outside may read this model: asking for one's own is safe
        mine = self.sudo().search(
            [
                ("user_id", "=", user.id),
                ("date_expiry", ">=", fields.Date.context_today(self)),
            ]
        )
        return [invitation._portal_card() for invitation in mine]

    @api.model
    def _portal_invite(self, typed):
        """Invite whom an officer names in a form.

        :param typed: dict of texts ``partner_id``, ``name``, ``email``, ``role``
        :return: ``(invitation, problems)``; the invitation is None where the user
            has nothing to do with the organisation
        :raises AccessError: for who is not an officer there
        """
        Access = self.env["mtm.partner.access"]
        roles = Access._roles(self.env.user)
        partner_id = next(
            (id_ for id_ in roles if str(id_) == typed.get("partner_id")), None
        )
        if not partner_id:
            return None, {}
        Access._portal_officer(partner_id)
        values = {
            "partner_id": partner_id,
            "name": " ".join((typed.get("name") or "").split()),
            "email": tools.email_normalize(typed.get("email") or "") or "",
            "role": typed.get("role") or "",
        }
        problems = self.sudo()._portal_problems(values)
        if problems:
            return self.browse(), problems
        return self.sudo()._invite(values), {}

    def _portal_problems(self, values):
        problems = {}
        Access = self.env["mtm.partner.access"]
        if not values["name"] or len(values["name"]) > _LONGEST_NAME:
            problems["name"] = self.env._("Say who it is, in 100 letters at most.")
        if not values["email"]:
            problems["email"] = self.env._(
                "This is no e-mail address. Write it as name@example.org. For somebody "
                "without an e-mail address, ask us for a letter with a code."
            )
        try:
            Access._check_may_give(values["partner_id"], values["role"])
        except UserError as error:
            problems["role"] = str(error)
        waiting = self.search(
            [
                ("partner_id", "=", values["partner_id"]),
                ("email", "=", values["email"]),
                ("role", "=", "officer"),
            ]
        )
        own = Access._portal_officer(values["partner_id"])
        if waiting and own.role != "officer":
            problems["role"] = self.env._(
                "You stand in for an officer, so you cannot change officers."
            )
        colleague = Access.search(
            [
                ("partner_id", "=", values["partner_id"]),
                ("user_id.email_normalized", "=", values["email"] or None),
            ],
            limit=1,
        )
        if values["email"] and colleague:
            problems["email"] = self.env._(
                "%(name)s has access already. You can change the role in the list.",
                name=colleague.user_id.name,
            )
        if not problems and self._invited_today(values) >= _MOST_A_DAY:
            problems["email"] = self.env._(
                "Your organisation has sent %(count)s invitations since yesterday. "
                "Please go on tomorrow.",
                count=_MOST_A_DAY,
            )
        return problems

    def _invited_today(self, values):
        return self.env["mtm.partner.access.event"].search_count(
            [
                ("partner_id", "=", values["partner_id"]),
                ("action", "=", "invited"),
                ("create_date", ">", fields.Datetime.now() - timedelta(days=1)),
            ]
        )

    def _invite(self, values):
        """Make or renew an invitation, and write to the person."""
        today = fields.Date.context_today(self)
        values = values | {"date_expiry": today + timedelta(days=_DAYS_VALID)}
        invitation = self.search(
            [
                ("partner_id", "=", values["partner_id"]),
                ("email", "=", values["email"]),
            ]
        )
        if invitation:
            invitation.write(values)
        else:
            invitation = self.create(values)
            invitation._find_holder()
        self.env["mtm.partner.access.event"]._note(
            "invited", invitation.partner_id, detail=invitation.email
        )
        invitation._send()
        return invitation

    def _find_holder(self):
        """Set who can accept this: an account with that login, or a new one.

        An account is found by its login alone. The address in it can be changed by
        its holder, who could wait in that way for the invitation of another.
        """
        self.ensure_one()
        Users = self.env["res.users"].with_context(active_test=False)
        found = Users.search(
            ["|", ("login", "=", self.email), ("email_normalized", "=", self.email)]
        )
        holder = found.filtered(lambda user: user.login == self.email)
        if found.filtered(lambda user: not user.share) or not all(
            holder.mapped("active")
        ):
            return
        holder = holder or self._create_account()
        self.user_id = holder
        # an account that nobody ever used, for nobody: its first password accepts
        self.is_new_account = not (holder.login_date or holder.partner_access_ids)

    def _create_account(self):
        partner = self.env["res.partner"].search(
            [
                ("parent_id", "=", self.partner_id.id),
                ("email_normalized", "=", self.email),
                ("user_ids", "=", False),
            ],
            limit=1,
        ) or self.env["res.partner"].create(
            {
                "name": self.name,
                "email": self.email,
                "parent_id": self.partner_id.id,
                "lang": self.env.user.lang,
                "tz": self.env.user.tz,
            }
        )
        company = self.partner_id.company_id or self.env.user.company_id
        return (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            ._create_user_from_template(
                {
                    "login": self.email,
                    "email": self.email,
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                }
            )
        )

    def _send(self):
        """Write to the person, by the queue: it takes as long for whomever it is."""
        self.ensure_one()
        user = self.user_id
        if user:
            if not user.login_date:
                user.partner_id.signup_prepare()
            self.env.ref(_TEMPLATE).sudo().with_context(lang=user.lang).send_mail(
                self.id
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _link(self):
        """Return where the person answers: sets a password first, or logs in."""
        self.ensure_one()
        user = self.user_id.sudo()
        if not user.login_date and user.partner_id.signup_type:
            return user.partner_id._get_signup_url()
        return f"{self.get_base_url()}/my/people"

    @api.model
    def _portal_mine(self, invitation_id):
        """Return the invitation with this id if it waits for the user's answer."""
        return self.sudo().search(
            [
                ("id", "=", invitation_id),
                ("user_id", "=", self.env.uid),
                ("date_expiry", ">=", fields.Date.context_today(self)),
            ]
        )

    @api.model
    def _portal_managed(self, invitation_id):
        """Return an invitation for an officer of the organisation that it is of.

        :return: an empty set where the user has nothing to do with it
        :raises AccessError: for who is not an officer there
        """
        Access = self.env["mtm.partner.access"]
        invitation = self.sudo().search(
            [
                ("id", "=", invitation_id),
                ("partner_id", "in", list(Access._roles(self.env.user))),
            ]
        )
        if invitation:
            own = Access._portal_officer(invitation.partner_id.id)
            if invitation.role == "officer" and own.role != "officer":
                raise AccessError(
                    self.env._(
                        "You stand in for an officer, so you cannot change officers."
                    )
                )
        return invitation

    def _accept(self):
        """Give the access that these invite to, and end them."""
        Access = self.env["mtm.partner.access"].sudo()
        for invitation in self.sudo():
            partner, user = invitation.partner_id, invitation.user_id
            known = Access.search_count(
                [("partner_id", "=", partner.id), ("user_id", "=", user.id)]
            )
            if not known:
                Access.create(
                    {
                        "partner_id": partner.id,
                        "user_id": user.id,
                        "role": invitation.role,
                    }
                )
            self.env["mtm.partner.access.event"]._note("accepted", partner, user)
        self.sudo().unlink()

    def _end(self, action):
        """End these without giving access.

        :param action: "declined" or "withdrawn"
        """
        for invitation in self.sudo():
            self.env["mtm.partner.access.event"]._note(
                action, invitation.partner_id, detail=invitation.email
            )
            holder = invitation.user_id
            if invitation.is_new_account and not holder.login_date:
                holder.partner_id.signup_cancel()
        self.sudo().unlink()

    @api.model
    def _accept_by_signing_up(self, user):
        """Accept what a new account was made for, once it has its own password."""
        self.sudo().search(
            [("user_id", "=", user.id), ("is_new_account", "=", True)]
        )._accept()

    @api.autovacuum
    def _gc_expired(self):
        """Forget names and addresses of who never answered."""
        limit = fields.Date.today() - timedelta(days=_DAYS_KEPT)
        self.sudo().search([("date_expiry", "<", limit)]).unlink()
