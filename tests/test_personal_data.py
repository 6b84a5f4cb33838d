"""What is held about people is declared, field by field, and stands in the document."""

from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.mines_to_markets.tools import personal_data

DOCUMENT = Path(__file__).parents[1] / "docs/privacy.md"
OURS = ("mines_to_markets", "asm_")
# what a field is called that says how to reach somebody, or what they look like
CONTACTS = ("email", "phone", "mobile", "street", "passport", "birth", "photo", "login")
PEOPLE = ("res.partner", "res.users")


@tagged("post_install", "-at_install")
class TestPersonalData(TransactionCase):
    def _fields(self):
        """Yield ``model.field`` of all that leads to people, or may name one."""
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for name, field in model._fields.items():
                if not field.store or name in ("create_uid", "write_uid"):
                    continue
                module = field._modules[0] if field._modules else model._module
                is_ours = module.startswith(OURS)
                leads = field.comodel_name in PEOPLE and field.type in (
                    "many2one",
                    "many2many",
                )
                tells = field.type in ("char", "text", "binary", "image") and any(
                    word in name for word in CONTACTS
                )
                if is_ours and (leads or tells) and not field.related:
                    yield f"{model._name}.{name}"

    def test_every_field_is_declared(self):
        declared = self.env["mtm.personal.data"]._held()
        self.assertFalse(sorted(set(self._fields()) - declared.keys()))

    def test_what_is_declared_is_there(self):
        for field in self.env["mtm.personal.data"]._held():
            model, _dot, name = field.rpartition(".")
            if model in self.env:
                self.assertIn(name, self.env[model]._fields, field)

    def test_the_document_says_the_same(self):
        table = personal_data.table(self.env["mtm.personal.data"]._held())
        self.assertIn(table, DOCUMENT.read_text())

    def test_findings_and_codes_are_closed_field_by_field(self):
        for model, name, group in (
            ("mtm.vetting", "note", "mines_to_markets.group_mtm_sensitive"),
            ("mtm.login.code", "code_hash", "."),
        ):
            self.assertEqual(self.env[model]._fields[name].groups, group)
