"""``docs/roles.md`` says what the access matrix says."""

import os
from pathlib import Path

from access_matrix import matrix
from roles_page import AREAS, area_of, page

from odoo.tests import TransactionCase, tagged

PAGE = Path(__file__).parent.parent / "docs" / "roles.md"


@tagged("post_install", "-at_install")
class TestRolesPage(TransactionCase):
    maxDiff = None

    def test_the_page_is_as_the_matrix(self):
        """After a change: ``M2M_WRITE_ROLES=1 ./m2m test tests/test_roles_page.py``."""
        text = page(self.env(context={"lang": "en_US"}))
        if os.environ.get("M2M_WRITE_ROLES"):
            PAGE.write_text(text)
        self.assertEqual(PAGE.read_text(), text)

    def test_every_model_is_in_an_area(self):
        self.assertLessEqual({area_of(model) for model in matrix()}, set(AREAS))
