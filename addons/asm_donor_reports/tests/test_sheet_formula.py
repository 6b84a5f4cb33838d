from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import sheet_formula
from odoo.addons.asm_donor_reports.tools.sheet_formula import FormulaError
from odoo.addons.asm_donor_reports.tools.sheet_functions import Range

CELLS = {
    "three": Decimal(3),
    "zero": Decimal(0),
    "blank": None,
    "text": "a",
    "many": Range([Decimal(1), None, "x", Decimal(2)]),
}


def value(text):
    return sheet_formula.evaluate(
        sheet_formula.parse(text), lambda ref: CELLS[ref.parts[0]]
    )


@tagged("post_install", "-at_install")
class TestSheetFormula(BaseCase):
    """Formulas come to what a workbook makes of them."""

    def test_arithmetic(self):
        for text, expected in {
            "=1+2*3": 7,
            "=(1+2)*3": 9,
            "=10-3-2": 5,
            "=12/3/2": 2,
            "=-{three}+1": -2,
            "=--{three}": 3,
            "={blank}+1": 1,
        }.items():
            self.assertEqual(value(text), Decimal(expected), text)

    def test_wrong_values(self):
        self.assertEqual(value("={three}/{zero}"), "#DIV/0!")
        self.assertEqual(value("={three}/{blank}"), "#DIV/0!")
        self.assertEqual(value("={text}+1"), "#VALUE!")
        self.assertEqual(value('=IFERROR({text}+1,"none")'), "none")
        self.assertEqual(value("=SUM({text})"), "#VALUE!")

    def test_functions(self):
        for text, expected in {
            "=SUM({many})": Decimal(3),
            "=COUNT({many})": Decimal(2),
            "=AVERAGE({many})": Decimal("1.5"),
            "=MAX({many},{three})": Decimal(3),
            "=MIN({many})": Decimal(1),
            "=ROUND(2.5,0)": Decimal(3),
            "=ROUND(-2.5,0)": Decimal(-3),
            "=ROUND(1250,-2)": Decimal(1300),
            "=ABS(-1)": Decimal(1),
            '=IF({three}>2,"yes","no")': "yes",
            "=IF(ISBLANK({blank}),1,0)": Decimal(1),
            "=IF(AND({three}=3,NOT({zero}=1)),1,0)": Decimal(1),
            '={text}&"b"&{three}': "ab3",
            '={blank}=""': True,
            "={blank}=0": True,
            '="A"="a"': True,
            '=1<"a"': True,
        }.items():
            self.assertEqual(value(text), expected, text)

    def test_refused(self):
        for text, words in {
            "1+1": "a formula begins with =",
            "=1+": "the formula ends too early",
            "=(1": "a closing parenthesis is missing",
            "=1 1": "an operator is missing before 1",
            "=A1+1": "not understood: 'A1+1'",
            "=IF(1)": "IF is given 2 - 3 values",
            "=" + "(" * 40 + "1" + ")" * 40: "a formula is nested at most 30 deep",
            "=" + "1+" * 600 + "1": "a formula has at most 1000 characters",
        }.items():
            with self.assertRaises(FormulaError) as caught:
                sheet_formula.parse(text)
            self.assertEqual(str(caught.exception), words)

    @given(st.text(max_size=60))
    def test_any_text_is_read_or_refused(self, text):
        try:
            tree = sheet_formula.parse(f"={text}")
        except FormulaError:
            return
        sheet_formula.evaluate(tree, lambda ref: None)

    @given(
        st.recursive(
            st.sampled_from(["1", "2.5", "{three}", "{blank}"]),
            lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(
                lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"
            ),
            max_leaves=8,
        )
    )
    def test_written_formula_reads_the_same(self, text):
        tree = sheet_formula.parse(f"={text}")
        written = sheet_formula.write(tree, str)
        self.assertEqual(sheet_formula.parse(written), tree)
