from odoo import Command
from odoo.tests import tagged

from .common import AsmCommon


@tagged("post_install", "-at_install")
class TestPartnerGlance(AsmCommon):
    """What the form of a stakeholder says of programmes and awards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.partner_line_ids = [
            Command.create({"partner_id": cls.donor.id, "role": "funding"})
        ]
        cls.award = cls.env["asm.award"].create(
            {
                "reference": "AW-1",
                "donor_id": cls.donor.id,
                "amount": 1000,
                "currency_id": cls.env.ref("base.USD").id,
                "date_start": "2025-01-01",
                "date_end": "2026-12-31",
            }
        )

    def _read(self, partner, user):
        sections = partner.with_user(user).read_glance()["sections"]
        return {section["name"]: section for section in sections}

    def test_roles_in_programmes_and_awards(self):
        sections = self._read(self.donor, self.officer)
        (role,) = sections["programs"]["rows"]
        self.assertEqual(role["cells"][1], "Funding")
        self.assertEqual(
            (role["res_model"], role["res_id"]), ("asm.program", self.program.id)
        )
        (award,) = sections["awards"]["rows"]
        self.assertEqual(award["cells"][0], "AW-1")
        self.assertIn("1,000.00", award["cells"][2])
        self.assertFalse(self._read(self.partner, self.officer)["awards"]["rows"])

    def test_all_opens_programmes(self):
        action = self.donor.with_user(self.officer).action_view_glance("programs")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.program)

    def test_restricted_staff_see_no_programme_of_others(self):
        self.donor.operating_country_ids = self.env.ref("base.tz")
        self.env["mtm.staff.scope"].create(
            {
                "user_id": self.officer.id,
                "country_ids": self.env.ref("base.tz").ids,
            }
        )
        sections = self._read(self.donor, self.officer)
        self.assertFalse(sections["programs"]["rows"])
        self.assertFalse(sections["awards"]["rows"])
