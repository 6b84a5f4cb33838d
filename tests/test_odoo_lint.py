"""The checks of Odoo's own test_lint that look at loaded models, over our addons.

The others need no database and run with ./m2m lint.
"""

import unittest
from unittest.mock import patch

from m2m import database

from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, tagged
from odoo.tests.common import get_db_name

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_index,
    test_naming,
    test_override_signatures,
    test_routes,
)

OURS = database.ours()


def our_models(db_name):
    """The models that our addons define or extend, as a registry would give them."""
    prefixes = tuple(f"odoo.addons.{name}." for name in OURS)
    return {
        name: model
        for name, model in Registry(db_name).items()
        if any(part.__module__.startswith(prefixes) for part in model.mro())
    }


class TestOdooLint(unittest.TestCase):
    """Those that check one thing after the other in subtests, by Odoo's runner."""

    def _run(self, case, method):
        result = unittest.TestResult()
        unittest.TestSuite([case(method)]).run(result)
        problems = [
            text
            for test, text in result.failures + result.errors
            if getattr(test, "params", {}).get("module", "") in ("", *OURS)
        ]
        self.assertFalse(problems, "\n".join(problems))
        self.assertFalse(result.skipped)
        self.assertEqual(result.testsRun, 1)

    def test_there_are_models(self):
        self.assertGreater(len(our_models(get_db_name())), 20)

    def test_docstrings_name_existing_parameters(self):
        with patch.object(test_docstring, "Registry", our_models):
            self._run(test_docstring.TestDocstring, "test_docstring")

    def test_overrides_keep_signatures(self):
        with patch.object(test_override_signatures, "Registry", our_models):
            case = test_override_signatures.TestLintOverrideSignatures
            self._run(case, "test_lint_override_signature")

    def test_public_methods_have_rpc_compatible_parameters(self):
        with patch.object(test_naming, "Registry", our_models):
            self._run(test_naming.TestNaming, "test_parameter_rpc_compatible")


@tagged("post_install", "-at_install")
class TestOdooLintDatabase(TransactionCase):
    def test_inverses_of_one2many_are_indexed(self):
        lines = []
        with patch.object(self, "fail", lines.append):
            test_index.TestIndex.test_enforce_index_on_one2many_inverse(self)
        ours = {
            str(field)
            for model in our_models(self.env.cr.dbname).values()
            for field in model._fields.values()
            if field._module in OURS
        }
        missing = [
            line
            for line in "".join(lines).splitlines()
            if set(line.rstrip(")").split(" (inverse of ")) & ours
        ]
        self.assertFalse(missing)

    def test_routes_repeat_nothing(self):
        # It complains in the log, which fails the test.
        test_routes.RoutesLinter.test_routes_definition(self)
