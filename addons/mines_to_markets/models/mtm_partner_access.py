from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MtmPartnerAccess(models.Model):
    """What one portal user may do for one organisation.

    A viewer reads, an editor also fills in reports, an officer also submits
    them. Somebody who stands in for an absent officer is one between two days.
    Nothing follows from belonging to the same commercial partner.
    """

    _name = "mtm.partner.access"
    _description = "Portal Access"
    _rec_name = "user_id"
    _order = "partner_id, role, id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Organisation",
        required=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', True)]",
    )
    role = fields.Selection(
        [("viewer", "Viewer"), ("editor", "Editor"), ("officer", "Officer")],
        required=True,
        default="viewer",
    )

    substitute_from = fields.Date(
        string="Officer From",
        help="The first day on which this person stands in for an absent officer.",
    )
    substitute_until = fields.Date(
        string="Officer Until", help="The last day of standing in."
    )
    substitute_for_id = fields.Many2one(
        "res.users",
        string="Stands In For",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The officer who named this person.",
    )

    _partner_user_unique = models.UniqueIndex(
        "(partner_id, user_id)", "This user has access to this organisation already."
    )
    _substitute_has_both_days = models.Constraint(
        "CHECK ((substitute_from IS NULL) = (substitute_until IS NULL))",
        "Say from which day and until which day this person stands in.",
    )
    _substitute_days_ordered = models.Constraint(
        "CHECK (substitute_until >= substitute_from)",
        "Standing in cannot end before it starts.",
    )
    _substitute_is_for_an_absence = models.Constraint(
        "CHECK (substitute_until - substitute_from <= 366)",
        "Standing in lasts a year at most. Make this person an officer instead.",
    )
    _substitute_is_no_officer = models.Constraint(
        "CHECK (substitute_from IS NULL OR role <> 'officer')",
        "An officer needs nobody's absence to be one.",
    )

    @api.constrains("user_id")
    def _check_user_is_from_outside(self):
        for access in self:
            if not access.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is a member of staff; portal access is for people "
                        "of other organisations.",
                        user=access.user_id.name,
                    )
                )

    @api.model
    def _roles(self, user):
        """Return ``{partner id: role}`` of what this user may act for today."""
        accesses = self._of_user(user)
        today = any(access.substitute_from for access in accesses) and self._day_of(
            user
        )
        return {access.partner_id.id: access._role_on(today) for access in accesses}

    @api.model
    def _of_user(self, user):
        """Return the accesses of a user, asked for once a transaction."""
        # no one from outside may read this model: asking for oneself is safe
        Access = self.sudo()
        known = self.env.cr.cache.setdefault(self._name, {})
        if user.id not in known:
            known[user.id] = Access.search_fetch(
                [("user_id", "=", user.id)],
                ["partner_id", "role", "substitute_from", "substitute_until"],
            )._ids
        return Access.browse(known[user.id])

    def _forget_known(self):
        self.env.cr.cache.pop(self._name, None)

    @api.model
    def _day_of(self, user):
        """Return which day it is where this user is."""
        return fields.Date.context_today(self.with_context(tz=user.tz or "UTC"))

    def _role_on(self, day):
        """Return the role on a day: who stands in for an officer is one.

        :param day: False where it is known that this person stands in for nobody
        """
        self.ensure_one()
        if self._stands_in_on(day):
            return "officer"
        return self.role

    def _stands_in_on(self, day):
        self.ensure_one()
        first, last = self.substitute_from, self.substitute_until
        return bool(first and last and first <= day <= last)

    @api.model
    def _people(self, partners, roles):
        """Return ``{partner: users}`` of the active people who have a role today.

        :param partners: organisations
        :param roles: names of roles, of which one is enough
        """
        accesses = self.sudo().search([("partner_id", "in", partners.ids)])
        people = {}
        for access in accesses:
            user = access.user_id
            if user.active and access._role_on(self._day_of(user)) in roles:
                people[access.partner_id] = people.get(access.partner_id, user) | user
        return people

    @api.model
    def _portal_contact(self, user):
        """Return name and e-mail of whom this user writes to with a question.

        The person who looks after one of the user's organisations, else the office.
        """
        accesses = self._of_user(user)
        contact = accesses.partner_id.user_id.filtered("email")[:1].partner_id
        contact = contact or user.sudo().company_id.partner_id
        contact.fetch(["name", "email"])
        return {"name": contact.name, "email": contact.email}
