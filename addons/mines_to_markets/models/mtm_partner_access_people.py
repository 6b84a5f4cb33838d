from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tools import SQL


class MtmPartnerAccess(models.Model):
    """Officers look after the people of their own organisation.

    No one from outside may read or write this model. The pages call as the user;
    each method here finds out the user's role first, and acts with sudo() on rows
    of the user's own organisations only.
    """

    _inherit = "mtm.partner.access"

    @api.model
    def _portal_organisations(self, user):
        """Return ``[{id, name, role}]`` of what this user acts for, by name."""
        roles = self._roles(user)
        # names of organisations are hidden from people outside, but not their own
        partners = self.env["res.partner"].sudo().browse(roles).sorted("name")
        return [
            {"id": partner.id, "name": partner.name, "role": roles[partner.id]}
            for partner in partners
        ]

    @api.model
    def _portal_people(self, partner_ids):
        """Return who acts for these organisations, as the page shows it.

        :param partner_ids: ids of organisations; those that the user has no access
            to are left out
        """
        user = self.env.user
        roles = self._roles(user)
        mine = [partner_id for partner_id in partner_ids if partner_id in roles]
        accesses = self.sudo().search([("partner_id", "in", mine)])
        by_partner = accesses.grouped("partner_id")
        invitations = (
            self.env["mtm.partner.invitation"]
            .sudo()
            .search([("partner_id", "in", mine)])
            .grouped("partner_id")
        )
        partners = self.env["res.partner"].sudo().browse(mine).sorted("name")
        return [
            {
                "id": partner.id,
                "name": partner.name,
                "role": roles[partner.id],
                "is_officer": roles[partner.id] == "officer",
                "people": by_partner.get(partner, accesses.browse())._portal_rows(),
                "invitations": [
                    invitation._portal_card()
                    for invitation in invitations.get(partner, ())
                ],
            }
            for partner in partners
        ]

    def _portal_rows(self):
        """Return one row for each of these, officers first."""
        user = self.env.user
        own = self.filtered(lambda access: access.user_id == user)
        today = self._day_of(user)
        labels = dict(self._fields["role"]._description_selection(self.env))
        order = ("officer", "editor", "viewer")
        is_officer = bool(own) and own._role_on(today) == "officer"
        rows = []
        for access in self.sorted(lambda a: (order.index(a.role), a.user_id.name)):
            person = access.user_id
            rows.append(
                {
                    "id": access.id,
                    "name": person.name,
                    "login": person.email or person.login if is_officer else "",
                    "is_me": person == user,
                    "is_active": person.active,
                    "role": access.role,
                    "role_label": labels[access.role],
                    "login_date": access._login_date(),
                    "substitute_from": access.substitute_from,
                    "substitute_until": access.substitute_until,
                    "stands_in": access._stands_in_on(today),
                    "may_change": is_officer and access._may_be_changed_by(own),
                    "may_stand_in": is_officer
                    and own.role == "officer"
                    and access.role != "officer",
                }
            )
        return rows

    def _login_date(self):
        """Return when this person last logged in since they act for this one.

        What they did before, for another organisation, is not told.
        """
        self.ensure_one()
        moment = self.user_id.login_date
        return moment if moment and moment >= self.create_date else False

    def _may_be_changed_by(self, own):
        """Say whether the holder of an access may change this one of a colleague.

        Who stands in for an officer does not decide about officers.
        """
        return own.role == "officer" or self.role != "officer" and self != own

    @api.model
    def _portal_managed(self, access_id):
        """Return a colleague's access for an officer of the same organisation.

        :return: an empty set where the user has nothing to do with it
        :raises AccessError: for who is not an officer there
        """
        roles = self._roles(self.env.user)
        access = self.sudo().search(
            [("id", "=", access_id), ("partner_id", "in", list(roles))]
        )
        if access:
            own = self._portal_officer(access.partner_id.id)
            if not access._may_be_changed_by(own):
                raise AccessError(
                    self.env._(
                        "You stand in for an officer, so you cannot change officers."
                    )
                )
        return access

    @api.model
    def _portal_officer(self, partner_id):
        """Return the user's own access, who is an officer there today.

        :raises AccessError: for anybody else
        """
        own = self.sudo().search(
            [("user_id", "=", self.env.uid), ("partner_id", "=", partner_id)]
        )
        if not own or own._role_on(self._day_of(self.env.user)) != "officer":
            raise AccessError(
                self.env._(
                    "Only an officer of your organisation can change who has access."
                )
            )
        return own

    @api.model
    def _check_may_give(self, partner_id, role):
        """:raises UserError: for a role that there is not, or not to be given"""
        if role not in dict(self._fields["role"].selection):
            raise UserError(self.env._("Choose a role: viewer, editor or officer."))
        if role == "officer" and self._portal_officer(partner_id).role != "officer":
            raise UserError(
                self.env._("You stand in for an officer, so you cannot name officers.")
            )

    def _portal_set_role(self, role):
        """Change what a colleague may do.

        :raises UserError: for the last officer, or no role
        """
        self.ensure_one()
        self._check_may_give(self.partner_id.id, role)
        if role != "officer":
            self._check_not_last_officer()
        self.role = role

    def _portal_remove(self):
        """Take away a colleague's access; what they did stays.

        :raises UserError: for the last officer
        """
        self.ensure_one()
        self._check_not_last_officer()
        self.unlink()

    def _check_not_last_officer(self):
        """:raises UserError: where nobody would be left to submit and to invite"""
        self.ensure_one()
        if self.role != "officer":
            return
        # two officers who remove each other at once wait here, and the second one
        # is told by the database to look again
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "SELECT id FROM mtm_partner_access "
                "WHERE partner_id = %s AND role = 'officer' FOR UPDATE",
                self.partner_id.id,
            )
        )
        others = self.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("role", "=", "officer"),
                ("id", "!=", self.id),
                ("user_id.active", "=", True),
            ],
            limit=1,
        )
        if not others:
            raise UserError(
                self.env._(
                    "%(name)s is the only officer. Make a colleague an officer first.",
                    name=self.user_id.name,
                )
            )

    def _portal_substitute(self, first, last):
        """Let a colleague stand in for the user, an officer who will be absent.

        :param first, last: days as YYYY-MM-DD; both blank end it
        :raises UserError: saying what is wrong with the days
        """
        self.ensure_one()
        own = self._portal_officer(self.partner_id.id)
        if own.role != "officer":
            raise UserError(self.env._("Only the officer can name who stands in."))
        if self.role == "officer":
            raise UserError(
                self.env._("%(name)s is an officer already.", name=self.user_id.name)
            )
        days = [self._portal_day(text) for text in (first, last)]
        if any(days) and not all(days):
            raise UserError(self.env._("Say from which day and until which day."))
        if all(days):
            self._check_absence(*days)
        self.write(
            {
                "substitute_from": days[0],
                "substitute_until": days[1],
                "substitute_for_id": own.user_id.id if all(days) else False,
            }
        )

    def _check_absence(self, first, last):
        if last < first:
            raise UserError(self.env._("The last day is before the first."))
        if last < self._day_of(self.env.user):
            raise UserError(self.env._("The last day is over already."))
        if (last - first).days > 366:
            raise UserError(
                self.env._(
                    "That is more than a year. Make this person an officer instead."
                )
            )

    @api.model
    def _portal_day(self, text):
        try:
            return Date.to_date((text or "").strip()) or False
        except ValueError:
            raise UserError(
                self.env._("%(text)s is not a day. Write it as 2026-12-31.", text=text)
            ) from None
