from itertools import combinations

from odoo.tests import BaseCase, tagged

from odoo.addons.portal.controllers.portal import CustomerPortal

OURS = ("odoo.addons.mines_to_markets.", "odoo.addons.asm_programs.")


def extensions_of(controller):
    for extension in controller.__subclasses__():
        yield extension
        yield from extensions_of(extension)


@tagged("post_install", "-at_install")
class TestPortalControllers(BaseCase):
    """Odoo makes one class of all that extend the portal's controller."""

    def test_no_two_pages_have_methods_of_one_name(self):
        pages = [
            page
            for page in extensions_of(CustomerPortal)
            if page.__module__.startswith(OURS)
        ]
        self.assertTrue(pages)
        for one, other in combinations(pages, 2):
            if issubclass(one, other) or issubclass(other, one):
                continue
            shared = [base for base in one.__mro__[1:] if issubclass(other, base)]
            both = {
                name
                for name in vars(one).keys() & vars(other).keys()
                if not name.startswith("__")
            }
            alone = [
                name for name in both if not any(name in vars(base) for base in shared)
            ]
            self.assertFalse(alone, f"{one} and {other}: one hides the other's")
