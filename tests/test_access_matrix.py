"""The access matrix, proven: every model, every role, all four operations."""

from access_matrix import ADOPTED, OPERATIONS, matrix
from access_tries import AccessTries

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

ADDONS = {
    "mines_to_markets",
    "asm_programs",
    "asm_money",
    "asm_donor_reports",
    "partner_multi_relation",
}


@tagged("post_install", "-at_install", "access_matrix")
class TestAccessMatrix(AccessTries):
    def _our_models(self):
        return {
            model._name
            for model in self.env.values()
            if model._original_module in ADDONS and not model._abstract
        }

    def test_every_model_has_a_row(self):
        self.assertEqual(self._our_models() | ADOPTED, set(matrix()))

    def test_matrix(self):
        wrong = []
        for model, roles in matrix().items():
            if model not in self.env:
                continue
            found = self._allowed(model)
            for role, allowed in roles.items():
                for letter, operation in OPERATIONS.items():
                    may = (role, operation) in found
                    if may != (letter in allowed):
                        verb = "may" if may else "may not"
                        wrong.append(f"{role} {verb} {operation} {model}")
        self.assertFalse(wrong, "\n".join(wrong))

    def _allowed(self, model):
        """Try what each role may do with a model, each time from the same start."""
        found = set()
        with self._undone():
            values = self._values(model)
            for role, user in self.users.items():
                self._hand_over(self.env[model], values, role)
                if self._may("create", self.env[model].with_user(user), values):
                    found.add((role, "create"))
        with self._undone():
            values = self._values(model)
            record = self._as_created(model, values)
            for role, user in self.users.items():
                self._hand_over(record, values, role)
                for operation in ("read", "write", "unlink"):
                    if self._may(operation, record.with_user(user), values):
                        found.add((role, operation))
        return found

    def _may(self, operation, records, values):
        """Try an operation for real, and undo it."""
        with self._undone():
            try:
                getattr(self, f"_try_{operation}")(records, values)
                self.env.flush_all()
            except AccessError:
                return False
            else:
                return True

    def _try_create(self, records, values):
        records.create(dict(values))

    def _try_read(self, records, values):
        if records._name == "mtm.service.delivery":
            # the portal shows what is confirmed
            records.sudo().state = "confirmed"
        records.read(["display_name"])

    def _try_write(self, records, values):
        name = next(iter(values))
        records.write({name: values[name]})

    def _try_unlink(self, records, values):
        try:
            records.unlink()
        except AccessError:
            raise
        except UserError:
            # access lets it through, and the record stays for a reason of its own
            pass
