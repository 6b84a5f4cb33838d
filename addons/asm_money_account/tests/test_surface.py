"""This addon opens nothing: it has no model, route or public method of its own."""

import inspect

from odoo.exceptions import AccessError
from odoo.http import _generate_routing_rules
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, tagged

OURS = "odoo.addons.asm_money_account."


@tagged("post_install", "-at_install")
class TestSurface(TransactionCase):
    def test_no_model(self):
        models = self.env["ir.model"].search([])
        ours = [
            model.model
            for model in models
            if self.env[model.model]._original_module == "asm_money_account"
        ]
        self.assertFalse(ours)

    def test_no_route(self):
        modules = self.env.registry._init_modules
        self.assertIn("asm_money_account", modules)
        ours = [
            route
            for route, endpoint in _generate_routing_rules(modules, nodb_only=False)
            if any(
                home.__module__.startswith(OURS)
                for home in type(endpoint.func.__self__).mro()
            )
        ]
        self.assertFalse(ours)

    def test_no_public_method(self):
        ours = [
            f"{model._name}.{name}"
            for model in self.env.values()
            for name, _method in inspect.getmembers(type(model), inspect.isroutine)
            if self._is_ours(model, name)
        ]
        self.assertFalse(ours)

    def _is_ours(self, model, name):
        """Say whether this addon defined a method first, and did not close it."""
        first = [one for one in type(model).mro() if name in vars(one)][-1:]
        if not first or not first[0].__module__.startswith(OURS):
            return False
        try:
            get_public_method(model, name)
        except AccessError:
            return False
        return True
