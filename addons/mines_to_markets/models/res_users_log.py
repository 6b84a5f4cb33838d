from odoo import api, models


class ResUsers(models.Model):
    """Who gave which roles to whom is in the log, whichever side it was done from."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        none = dict.fromkeys(users, (frozenset(), False))
        users._note_roles(none)
        return users

    def write(self, vals):
        if not {"group_ids", "active"} & vals.keys():
            return super().write(vals)
        before = self._roles_by_user()
        result = super().write(vals)
        self._note_roles(before)
        return result

    def _roles_by_user(self):
        """Return ``{user: (ids of groups, is active)}``."""
        return {
            user: (frozenset(user.group_ids.ids), user.active) for user in self.sudo()
        }

    def _note_roles(self, before, known=None):
        """Log whose roles are not what they were.

        :param before: as :meth:`_roles_by_user` gave it
        :param known: names of groups that are gone by now, by their ids
        """
        after = self._roles_by_user()
        changed = frozenset().union(
            *(before[user][0] ^ after[user][0] for user in after)
        )
        names = self.env["res.groups"].sudo().browse(changed)._log_names()
        names |= known or {}
        for user, (groups, is_active) in after.items():
            were, was_active = before[user]
            details = {
                "added": sorted(names[group] for group in groups - were),
                "removed": sorted(names[group] for group in were - groups),
            }
            if is_active != was_active:
                details["active"] = is_active
            details = {name: value for name, value in details.items() if value != []}
            if details:
                self.env["mtm.log.entry"]._note("roles", user, details)
