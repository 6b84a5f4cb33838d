import inspect
from collections import defaultdict

from odoo.tests import tagged

from odoo.addons.mines_to_markets.controllers.portal import MtmCustomerPortal

from .test_portal import ReportPortalCommon


def classes_below(base):
    """Return a controller and all that extend it, of our addons."""
    found = [base]
    for child in base.__subclasses__():
        found += classes_below(child)
    return dict.fromkeys(found)


@tagged("post_install", "-at_install")
class TestPortalControllers(ReportPortalCommon):
    """All that extend the portal's controller become one class when Odoo starts."""

    def test_no_two_pages_have_a_helper_of_the_same_name(self):
        owners = defaultdict(list)
        for owner in classes_below(MtmCustomerPortal):
            if not owner.__module__.startswith("odoo.addons."):
                continue
            for name, method in vars(owner).items():
                if inspect.isfunction(method):
                    method = inspect.unwrap(method)
                    if "super()" not in inspect.getsource(method):
                        owners[name].append(owner.__qualname__)
        twice = {name: names for name, names in owners.items() if len(names) > 1}
        self.assertEqual(twice, {})

    def test_people_pages_work_beside_those_of_programmes(self):
        page = self._post(
            self.partner_officer,
            "/my/people/invite",
            partner_id=self.partner.id,
            name="Colleague",
            email="colleague@example.org",
            role="viewer",
        )
        self.assertIn("colleague@example.org", page)
