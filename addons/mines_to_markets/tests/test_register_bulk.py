from odoo.tests import tagged

from .register_common import RegisterCommon

SMALLER_IMAGES = ["image_1024", "image_512", "image_256", "image_128"]
OF_EACH = ("id", "create_date", "write_date", "write_uid", "commercial_partner_id")


@tagged("post_install", "-at_install")
class TestRegisterBulk(RegisterCommon):
    """What is looked up once for all stakeholders of a file is what each would get."""

    def _imported(self, name):
        item = self._import("stakeholders", {"name": name, "country": "Rwanda"})
        self.assertCounts(item, add=1)
        return self.env["res.partner"].search([("name", "=", name)])

    def test_the_same_stakeholder_as_by_hand(self):
        partners = self.env["res.partner"].with_user(self.officer)
        by_hand = partners.create(
            {"name": "Hill", "country_id": self.rwanda.id, "is_company": True}
        ).sudo()
        imported = self._imported("Hill 2")
        imported.name = "Hill"
        names = [
            name
            for name, field in by_hand._fields.items()
            if field.store
            and field.type != "one2many"
            and not name.startswith(("message_", "activity_"))
            and name not in OF_EACH
        ]
        self.assertEqual(
            imported.read(names, load=None)[0] | {"id": 0},
            by_hand.read(names, load=None)[0] | {"id": 0},
        )
        self.assertEqual(imported.commercial_partner_id, imported)

    def test_defaults_of_the_administrator(self):
        defaults = self.env["ir.default"]
        defaults.set("res.partner", "user_id", self.elsewhere.id)
        defaults.set("res.partner", "function", "Of default")
        imported = self._imported("Valley")
        self.assertEqual(imported.user_id, self.elsewhere)
        self.assertEqual(imported.function, "Of default")

    def test_no_defaults_from_outside(self):
        partners = self.env["res.partner"].with_context(
            mtm_defaults={"function": "Of context"}
        )
        self.assertFalse(partners.create({"name": "Hill"}).function)

    def test_a_picture_that_comes_later(self):
        imported = self._imported("Lake")
        imported.image_1920 = self.env.company.logo
        self.env.flush_all()
        for name in SMALLER_IMAGES:
            self.assertTrue(imported[name], name)

    def test_history_has_a_line_for_each(self):
        item = self._import("stakeholders", {"name": "Lake"}, {"city": "Goma"})
        added = item.line_ids.filtered(lambda line: line.action == "add")
        self.assertEqual((added.row, added.message), (2, "Lake"))
        self.assertEqual(self.env["res.partner"].browse(added.res_id).name, "Lake")
        self.assertEqual(added.create_uid, self.officer)
        self.assertFalse(added.column)
        self.assertEqual(item.error_line_ids.row, 3)
