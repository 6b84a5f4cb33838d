"""Fields for some alone are closed to all others, whichever way they ask."""

from access_fields import closed, portal
from access_tries import WORD, AccessTries

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

# who is nearest to a group, and not in it
NEAREST = {
    ".": "admin",
    "base.group_user": "porter",
    "mines_to_markets.group_mtm_user": "employee",
    "mines_to_markets.group_mtm_sensitive": "manager",
    "mines_to_markets.group_mtm_admin": "manager",
}


class FieldsCase(AccessTries):
    def _without_group(self):
        return [
            f"{model}.{name} has not the group {group}"
            for (model, name), group in closed().items()
            if self.env[model]._fields[name].groups != group
        ]

    def _portal_lists(self):
        return {
            model._name: set(model._portal_readable_fields())
            for model in self.env.values()
            if not model._abstract and hasattr(model, "_portal_readable_fields")
        }

    def _answers(self, model, name, user):
        """Return the ways in which a field answers somebody."""
        ways = {
            "searches": ("search_count", [[(name, "!=", False)]]),
            "sorts": ("search", [[], 0, 1, f"{name} desc"]),
            "groups": ("formatted_read_group", [[], [name], ["__count"]]),
        }
        answered = []
        own = self.env(user=user)[model]
        records = self._some(model)
        ways["reads"] = ("read", [records.ids, [name]])
        for way, (method, arguments) in ways.items():
            self.env.invalidate_all()
            try:
                with mute_logger("odoo.sql_db", "odoo.models"), self._undone():
                    call_kw(own, method, arguments, {})
            except (AccessError, UserError, ValueError):
                continue
            answered.append(way)
        return answered

    def _some(self, model):
        ours = {
            "asm.actual": self.actual,
            "asm.submission": self.submission,
            "mtm.engagement": self.engagement,
            "res.partner": self.partner,
        }
        return ours.get(model, self.env[model].search([], limit=1))


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessFields(FieldsCase):
    def test_closed_fields_have_their_group(self):
        self.assertFalse(self._without_group())

    def test_the_portal_reads_what_is_listed(self):
        self.assertEqual(self._portal_lists(), portal())

    def test_a_closed_field_answers_nobody_else(self):
        wrong, refused = [], 0
        for (model, name), group in closed().items():
            user = self.users[NEAREST[group]]
            said = self._answers(model, name, user)
            wrong += [f"{model}.{name} answers {user.login} who {way}" for way in said]
            refused += 4 - len(said)
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack("Fields for some alone, asked by others", "groups", cases=refused)

    def test_findings_are_for_those_with_that_duty(self):
        note = {"note": WORD}
        vetting = self._create("mtm.vetting", self._values("mtm.vetting") | note)
        link = {"url": "https://example.com", "vetting_ids": vetting.ids}
        evidence = self._create("mtm.evidence", link)
        self.env.flush_all()
        refused = 0
        for role in ("sensitive", "officer", "manager", "admin", "freezer"):
            user, may = self.users[role], role == "sensitive"
            with self.subTest(role=role):
                said = self._answers("mtm.vetting", "note", user)
                found = evidence.with_user(user).search([("id", "=", evidence.id)])
                self.assertEqual(("reads" in said, bool(found)), (may, may))
                refused += not may
        tried.attack("Findings asked for without that duty", "rules", cases=refused)

    def test_the_portal_is_answered_by_nothing_else(self):
        wrong, refused = [], 0
        for model, listed in portal().items():
            for name in set(self.env[model]._fields) - listed:
                said = self._answers(model, name, self.users["porter"])
                wrong += [f"{model}.{name} answers the portal that {w}" for w in said]
                refused += 4 - len(said)
        self.assertFalse(wrong, "\n".join(wrong))
        tried.attack(
            "Fields that the portal does not show, asked by RPC",
            "a list of fields",
            cases=refused,
        )
