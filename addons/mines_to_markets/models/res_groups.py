from odoo import api, fields, models

CHANGES_ROLES = {"user_ids", "all_user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Members and implied groups of a group, changed from its own side, are logged."""

    _inherit = "res.groups"

    _log_has_name = True

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups.user_ids._note_roles(
            {
                user: (frozenset(user.group_ids.ids) - set(groups.ids), user.active)
                for user in groups.sudo().user_ids
            }
        )
        groups._note_implied(dict.fromkeys(groups, frozenset()))
        return groups

    def write(self, vals):
        if not CHANGES_ROLES & set(vals):
            return super().write(vals)
        implied = (self | self.implied_by_ids)._implied_by_group()
        before = self._members()
        result = super().write(vals)
        after = self._members()
        for user in after.keys() - before.keys():
            before[user] = (after[user][0] - set(self.ids), after[user][1])
        users = self.env["res.users"].union(*before)
        users._note_roles(before)
        now = (self | self.implied_by_ids)._implied_by_group()
        for group in now.keys() - implied.keys():
            implied[group] = now[group] - set(self.ids)
        self.union(*implied)._note_implied(implied)
        return result

    def unlink(self):
        before, names = self._members(), self._log_names()
        result = super().unlink()
        self.env["res.users"].union(*before)._note_roles(before, names)
        return result

    def _members(self):
        """Return ``{user: (ids of groups, is active)}`` of all who are in these."""
        users = self.sudo().with_context(active_test=False).user_ids
        return users._roles_by_user()

    def _implied_by_group(self):
        return {group: frozenset(group.implied_ids.ids) for group in self.sudo()}

    def _note_implied(self, before):
        for group, implied in self._implied_by_group().items():
            were = before[group]
            names = group.browse(implied ^ were)._log_names()
            details = {
                "added": sorted(names[one] for one in implied - were),
                "removed": sorted(names[one] for one in were - implied),
            }
            details = {name: value for name, value in details.items() if value}
            if details:
                self.env["mtm.log.entry"]._note("roles", group, details)

    def _tell_members(self, summary, note):
        """Give everybody who is in these groups, however, something to do today."""
        members = self.sudo().all_user_ids.with_env(self.env)
        for user in members.filtered(lambda u: u.active and not u.share):
            user.partner_id.activity_schedule(
                "mail.mail_activity_data_warning",
                date_deadline=fields.Date.context_today(self),
                user_id=user.id,
                summary=summary,
                note=note,
            )

    def _log_names(self):
        """Return ``{id: name}`` that stay the same in every language."""
        there = self.exists().sudo().with_context(lang="en_US")
        known = there.get_external_id()
        own = {group.id: f"{group.full_name} ({group.id})" for group in there}
        return {
            id_: known.get(id_) or own.get(id_) or f"res.groups,{id_}"
            for id_ in self.ids
        }
