"""Texts that are made to keep a parser busy: each is refused, or read in one go."""

import time
from itertools import product

from odoo.tests import BaseCase, tagged

from odoo.addons.asm_donor_reports.tools import (
    number_formats,
    sheet_formula,
    terms,
)
from odoo.addons.asm_money.tools import ledger_cells, rate_file
from odoo.addons.asm_programs.tools import formula, local_units, papers, uploads
from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tools import (
    cells,
    codes,
    matching,
    numerals,
    photos,
    tables,
)

SHORT, TIMES = 1_500, 16
# a text 16 times as long may take this much longer; where each character is looked at
# again for each other it takes 256 times as long
MOST = 64
# less is not measured well, in seconds of the processor
LEAST = 0.002
PIECES = (
    "1",
    "a",
    " ",
    "(",
    "-",
    ".",
    ",",
    "1,",
    "1 ",
    '"',
    "a.",
    "{a}",
    "+",
    ";",
    "[",
)
ENDS = ("", "a1", "\x00", '"', ")", "!")
READERS = {
    "formula of an indicator": formula.parse,
    "formula of a layout": lambda text: sheet_formula.parse(f"={text}"),
    "format of a number": lambda text: number_formats.shown(5, text[:60]),
    "term of a layout": terms.parse,
    "number of a form": numerals.parse,
    "number in a local unit": local_units.split,
    "amount of a ledger": ledger_cells.read_amount,
    "day of a ledger": ledger_cells.read_day,
    "rate": rate_file.read_rate,
    "number of a file": cells.read_number,
    "day of a file": cells.read_date,
    "degrees": lambda text: cells.read_degrees(text, 90),
    "code of a letter": codes.plain,
    "name of an organisation": matching.name_key,
    "address of a site": matching.host_of,
    "table": lambda text: tables.read(text.encode(), ["name"]),
    "file": lambda text: uploads.check("list.csv", text.encode()),
    "file of money": lambda text: papers.kind_of("list.csv", text.encode()),
    "photo": lambda text: photos.read(text.encode()),
}
NESTED = (
    "(" * 100_000,
    "(" * 100_000 + "1" + ")" * 100_000,
    "-" * 100_000 + "1",
    "1" + "+1" * 100_000,
    "baseline(" * 10_000,
    "IF(" * 10_000,
    "{" * 100_000,
    "10**10**7",
    "9**9**8",
    "().__class__.__bases__[0].__subclasses__()",
    "sum(range(10**9))",
    "'{0.x}'.format(1)",
    "__import__('os').system('true')",
    "1/0",
    "1" * 100_000,
    "1e999999999",
)


@tagged("post_install", "-at_install")
class TestAttackPatterns(BaseCase):
    def _time(self, read, text):
        started = time.thread_time()
        try:
            read(text)
        except (ValueError, ArithmeticError):
            # refused in a sentence, which is as good
            pass
        return time.thread_time() - started

    def test_time_grows_with_the_text_and_no_faster(self):
        asked = 0
        for what, read in READERS.items():
            for piece, end in product(PIECES, ENDS):
                with self.subTest(reader=what, piece=piece, end=end):
                    self._assert_grows_evenly(read, piece, end)
                    asked += 1
        tried.attack(
            "Texts that keep a parser busy", "read in one go, or too long", asked
        )

    def _assert_grows_evenly(self, read, piece, end):
        long = self._time(read, piece * SHORT * TIMES + end)
        if long < LEAST * MOST:
            return
        short = min(self._time(read, piece * SHORT + end) for _try in range(3))
        self.assertLess(long, max(short, LEAST) * MOST)

    def test_formulas_are_never_run(self):
        asked = 0
        for text in NESTED:
            for read in (
                formula.parse,
                lambda text: sheet_formula.parse(f"={text}"),
                terms.parse,
            ):
                with self.subTest(text=text[:40]):
                    plain = max(self._time(read, "1" + "+1" * 100), LEAST)
                    self.assertLess(self._time(read, text), plain * MOST)
                    asked += 1
        tried.attack(
            "Formulas without end, and Python in them",
            "a language of their own, of limited length and depth",
            asked,
        )
