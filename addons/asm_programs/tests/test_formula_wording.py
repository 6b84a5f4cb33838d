"""Why a formula cannot be used is said in the reader's language."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools.translate import code_translations

from ..models._formula_wording import TERMS
from ..tools import formula, units
from .common import AsmCommon

FRENCH = {
    units.NOT_ADDED: "%(left)s et %(right)s ne s'additionnent pas",
    units.NO_UNIT: "des nombres sans unité",
    formula.NO_OPERATOR: "il manque un signe avant %(text)s",
}


@tagged("post_install", "-at_install")
class TestFormulaWording(AsmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._definition("TST-PERSONS", unit="person")
        cls._definition("TST-PLAIN", unit=False)

    def test_there_are_words_for_all_that_may_be_wrong(self):
        reasons = {
            text
            for module in (formula, units)
            for name, text in vars(module).items()
            if name.isupper() and isinstance(text, str)
        }
        self.assertEqual(set(TERMS), reasons)

    def test_they_are_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env["asm.indicator"].with_context(lang="fr_FR")
        for number, (text, words) in enumerate(
            (
                (
                    "TST-PERSONS + TST-PLAIN",
                    "person et des nombres sans unité ne s'add",
                ),
                ("TST-PERSONS TST-PLAIN", "il manque un signe avant 'TST-PLAIN'"),
            )
        ):
            with (
                self.subTest(text),
                patch.object(
                    code_translations,
                    "get_python_translations",
                    lambda _module, lang: FRENCH if lang == "fr_FR" else {},
                ),
                self.assertRaisesRegex(ValidationError, words),
            ):
                french.create({"code": f"TST-F{number}", "name": "F", "formula": text})
