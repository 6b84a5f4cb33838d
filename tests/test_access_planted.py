"""A leak that is planted on purpose is found: one of each kind.

Each is planted where the run of the matrix looks, and is gone when the test ends.
"""

from contextlib import ExitStack
from unittest.mock import patch

import test_access_matrix
import test_access_routes
from access_matrix import matrix
from test_access_dialogs import DialogsCase
from test_access_fields import FieldsCase
from test_access_routes import RoutesOfOurs
from test_access_ways import AccessWays
from test_public_methods import MethodsCase

from odoo import api
from odoo.tests import tagged

from odoo.addons.base.models.ir_actions_report import IrActionsReport
from odoo.addons.mines_to_markets.tests import tried

PORTAL = "base.group_portal"


def found(kind):
    tried.attack(f"Leaks planted in tests: {kind}", "the matrix reports it")


@tagged("post_install", "-at_install", "access_matrix")
class TestPlantedLeaks(AccessWays):
    def _assert_found(self, sentence, model):
        wrong, _refused = self._wrong_in([model])
        self.assertIn(sentence, "\n".join(wrong))

    def _allow(self, model, group, **letters):
        operations = dict.fromkeys(
            ("perm_read", "perm_write", "perm_create", "perm_unlink"), False
        )
        self._create(
            "ir.model.access",
            {
                "name": "Planted",
                "model_id": self.env["ir.model"]._get_id(model),
                "group_id": self.env.ref(group).id,
            }
            | operations
            | letters,
        )

    def test_an_access_line_too_many(self):
        self._allow("asm.award.term", PORTAL, perm_read=True)
        self._assert_found(
            "viewer gets through by read of asm.award.term", "asm.award.term"
        )
        found("an access line too many")

    def test_an_access_line_that_lets_delete(self):
        officers = "mines_to_markets.group_mtm_user"
        self._allow("mtm.letter", officers, perm_unlink=True)
        self._assert_found("officer gets through by unlink of mtm.letter", "mtm.letter")
        found("an access line that lets delete")

    def test_a_rule_removed(self):
        rules = self.env["ir.rule"].search(
            [("model_id.model", "=", "mtm.letter"), ("global", "=", True)]
        )
        self.assertTrue(rules)
        rules.active = False
        self._assert_found(
            "elsewhere gets through by search_read of mtm.letter", "mtm.letter"
        )
        found("a rule removed")

    def test_sudo_in_a_report(self):
        render = IrActionsReport._render_qweb_html

        def leak(report, *args, **kwargs):
            return render(report.with_user(1), *args, **kwargs)

        with patch.object(IrActionsReport, "_render_qweb_html", leak):
            self._assert_found("gets through by report of asm.audit", "asm.audit")
        found("sudo() in a report")

    def test_sudo_in_a_search_as_one_types(self):
        letters = self.env.registry["mtm.letter"]
        search = letters.name_search

        @api.model
        def leak(model, *args, **kwargs):
            return search(model.sudo(), *args, **kwargs)

        with patch.object(letters, "name_search", leak):
            self._assert_found(
                "elsewhere gets through by name_search of mtm.letter", "mtm.letter"
            )
        found("sudo() in a search")

    def test_followers_shown_to_all(self):
        followers = self.env.registry["mail.followers"]

        def leak(_model, rows):
            return {row[0] for row in rows}

        with patch.object(followers, "_allowed_among", leak):
            self._assert_found(
                "elsewhere gets through by followers of mtm.letter", "mtm.letter"
            )
        found("followers shown to all")

    def _unbound(self, model, name):
        """Let a method of a model, for this test, do as system what it does."""
        models = self.env.registry[model]
        method = getattr(models, name)

        def leak(records, *args, **kwargs):
            return method(records.sudo(), *args, **kwargs)

        for mark in ("_api_model", "_readonly"):
            if hasattr(method, mark):
                setattr(leak, mark, getattr(method, mark))
        patcher = patch.object(models, name, leak)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_sudo_in_grouped_counts(self):
        self._unbound("mtm.letter", "formatted_read_group")
        self._assert_found(
            "elsewhere gets through by formatted_read_group of mtm.letter", "mtm.letter"
        )
        found("sudo() in grouped counts")

    def test_sudo_in_an_export(self):
        self._unbound("mtm.letter", "export_data")
        self._assert_found(
            "elsewhere gets through by export of mtm.letter", "mtm.letter"
        )
        found("sudo() in an export")

    def test_sudo_in_what_writes_a_list(self):
        self._unbound("mtm.engagement", "write")
        wrong = "\n".join(self._wrong_in(["mtm.service.delivery"])[0])
        for way in ("write_in_a_list", "create_in_a_list", "delete_in_a_list"):
            self.assertIn(
                f"stranger gets through by {way} of mtm.service.delivery", wrong
            )
        found("sudo() in what writes the lists of a record")

    def test_sudo_in_messages(self):
        self._unbound("mtm.engagement", "message_post")
        self._assert_found(
            "stranger gets through by post of mtm.engagement", "mtm.engagement"
        )
        found("sudo() in posting a message")

    def test_a_public_attachment(self):
        attach = self._create

        def public(model, values):
            if model == "ir.attachment":
                values = values | {"public": True}
            return attach(model, values)

        with patch.object(type(self), "_create", staticmethod(public)):
            self._assert_found(
                "stranger gets through by download of mtm.letter", "mtm.letter"
            )
        found("a public attachment")

    def test_a_model_without_a_row(self):
        rows = matrix()
        del rows["mtm.letter"]
        check = test_access_matrix.TestAccessMatrix("test_every_model_has_a_row")
        check.env = self.env
        with (
            patch.object(test_access_matrix, "matrix", lambda: rows),
            self.assertRaisesRegex(AssertionError, "'mtm.letter'$"),
        ):
            check.test_every_model_has_a_row()
        found("a model without a row")


@tagged("post_install", "-at_install", "access_matrix")
class TestPlantedDialogs(DialogsCase):
    def test_a_dialog_that_is_everybodys(self):
        rule = self.env.ref("mines_to_markets.mtm_engagement_close_rule_own")
        rule.active = False
        self.assertEqual(self._without_rule(), ["mtm.engagement.close"])
        through, _count = self._through("mtm.engagement.close", "officer")
        self.assertIn("write", through)
        found("a dialog that is everybody's")


@tagged("post_install", "-at_install", "access_matrix")
class TestPlantedFields(FieldsCase):
    def test_a_field_without_its_group(self):
        field = self.env["mtm.vetting"]._fields["note"]
        with patch.object(field, "groups", None):
            self.assertIn("mtm.vetting.note", "\n".join(self._without_group()))
            said = self._answers("mtm.vetting", "note", self.users["manager"])
        self.assertIn("searches", said)
        found("a field without its group")

    def test_a_field_too_many_for_the_portal(self):
        engagements = self.env.registry["mtm.engagement"]
        listed = self.env["mtm.engagement"]._portal_readable_fields() | {"health"}
        with patch.object(engagements, "_portal_readable_fields", lambda _m: listed):
            self.assertIn("health", self._portal_lists()["mtm.engagement"])
            said = self._answers("mtm.engagement", "health", self.users["porter"])
        self.assertIn("reads", said)
        found("a field too many for the portal")


@tagged("post_install", "-at_install", "access_matrix")
class TestPlantedMethods(MethodsCase):
    def test_a_public_method_that_is_nowhere_declared(self):
        letters = self._first_class("mtm.letter")
        with patch.object(letters, "action_planted", lambda _m: True, create=True):
            letters.action_planted.__module__ = letters.__module__
            self.assertIn(("mtm.letter", "action_planted"), set(self._public()))
        found("a public method that is nowhere declared")

    def test_sudo_in_a_public_method(self):
        engagements = self.env.registry["mtm.engagement"]

        def leak(engagement):
            return {"name": engagement.sudo().name}

        def change(engagement):
            engagement.sudo().name = "Planted"

        with ExitStack() as stack:
            planted = {"action_view_sites": leak, "action_close": change}
            for name, method in planted.items():
                stack.enter_context(patch.object(engagements, name, method))
            with self._undone():
                said = {
                    name: self._try(self.engagement, name, "stranger")
                    for name in ("action_view_sites", "action_close")
                }
        self.assertEqual(said["action_view_sites"], "names what is hidden")
        self.assertIn("changes mtm_engagement", said["action_close"])
        found("sudo() in a public method")

    def _first_class(self, model):
        """Return the class of an addon that defines the model."""
        classes = type(self.env[model]).mro()
        return next(
            one
            for one in reversed(classes)
            if one.__module__.startswith("odoo.addons.mines_to_markets.models")
            and getattr(one, "_name", None) == model
        )


@tagged("post_install", "-at_install", "access_matrix")
class TestPlantedRoutes(RoutesOfOurs):
    def test_sudo_in_a_route(self):
        route = "/my/engagements/<int:engagement_id>"
        routes = {
            key: routing for key, routing in self._routes().items() if key[0] == route
        }
        engagements = self.env.registry["mtm.engagement"]

        def leak(model, record_id):
            return model.browse(record_id).sudo()

        with patch.object(engagements, "_portal_find", leak):
            wrong, _refused = self._wrong_routes(routes)
        self.assertIn(f"GET {route} as stranger: named", "\n".join(wrong))
        found("sudo() in a route")

    def test_a_route_without_a_row(self):
        rows = test_access_routes.declared()
        del rows["/my/requests", "GET"]
        check = test_access_routes.TestAccessRoutes("test_every_route_is_declared")
        check.env, check.maxDiff = self.env, None
        with (
            patch.object(test_access_routes, "declared", lambda: rows),
            self.assertRaisesRegex(AssertionError, r"(?m)^- .*'/my/requests', 'GET'"),
        ):
            check.test_every_route_is_declared()
        found("a route without a row")
