"""A dialog is of whoever opened it: nobody else reads or changes what is in it."""

import re

from access_matrix import matrix
from access_ways import WAYS
from test_access_ways import AccessWays

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

OWN = re.compile(r"\[\('(?:(\w+)\.)?create_uid', '=', user\.id\)\]")
# who may most, of the ladder and beside it
ROLES = ("officer", "admin", "privacy")


class DialogsCase(AccessWays):
    def _dialogs(self):
        return [model for model in matrix() if self.env[model].is_transient()]

    def _without_rule(self):
        """Return the dialogs that no rule for everybody keeps to their creator."""
        rules = self.env["ir.rule"].search([("global", "=", True)])
        own = {rule.model_id.model for rule in rules if self._is_own(rule)}
        return [model for model in self._dialogs() if model not in own]

    def _is_own(self, rule):
        match = OWN.fullmatch(rule.domain_force or "")
        operations = ("perm_read", "perm_write", "perm_create", "perm_unlink")
        if not match or not all(rule[operation] for operation in operations):
            return False
        dialog = self.env[rule.model_id.model]
        parent = match[1] and dialog._fields[match[1]]
        return not parent or (
            parent.required and self.env[parent.comodel_name].is_transient()
        )

    def _through(self, model, role):
        """Return the ways in to a dialog that somebody else has open, and all tried."""
        through, count = [], 0
        with self._undone():
            asked = self._asked_for_a_record(model)
            asked = asked._replace(env=self.env(user=self.users[role]))
            is_part = any(
                field.type == "many2one" and self.env[field.comodel_name].is_transient()
                for field in self.env[model]._fields.values()
            )
            for way in WAYS:
                if not way.applies(asked) or not (way.needs_record or is_part):
                    continue
                count += 1
                if self._tried(way, asked):
                    through.append(way.go.__name__)
        return through, count


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessDialogs(DialogsCase):
    def test_every_dialog_has_its_rule(self):
        self.assertFalse(self._without_rule())

    def test_nobody_gets_at_the_dialogs_of_others(self):
        wrong, refused = [], 0
        for model in self._dialogs():
            for role in ROLES:
                if not matrix()[model][role]:
                    continue
                through, count = self._through(model, role)
                wrong += [f"{role} gets at {model} of others by {w}" for w in through]
                refused += count - len(through)
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack("Dialogs that somebody else has open", "rules", cases=refused)
