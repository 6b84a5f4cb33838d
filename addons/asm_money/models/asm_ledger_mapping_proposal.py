from itertools import islice

from odoo import api, models

from odoo.addons.mines_to_markets.tools.cells import fold

from ..tools.ledger_file import LedgerFile, first_records, text_of
from ..tools.ledger_titles import guess
from ._ledger_lookup import KEYS, Lookup
from ._ledger_rows import CODES

MOST_CODES = 500


class AsmLedgerMapping(models.Model):
    """A mapping proposed from a file: its columns by their titles, its codes."""

    _inherit = "asm.ledger.mapping"

    @api.model
    def _propose(self, content, name):
        """Return a new mapping that reads a file as its titles and rows suggest.

        :param bytes content: the file
        :param name: what it is called; a number is added where that is taken
        :raises BadTable: when the file is no table
        """
        found = guess(first_records(content))
        taken = set(
            self.with_context(active_test=False)
            .search([("company_id", "=", self.env.company.id)])
            .mapped("name")
        )
        numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
        return self.create(
            {
                "name": next(n for n in (name, *numbered) if n not in taken),
                "header_row": found.header_row,
                "date_order": found.date_order or False,
                "decimal": found.decimal or False,
                **{f"column_{role}": title for role, title in found.columns.items()},
            }
        )

    def _add_codes(self, content):
        """Add a row to be decided on for each code of a file that is not known.

        :return: how many were added
        :raises BadTable: when the file is no table of this mapping
        """
        self.ensure_one()
        file = LedgerFile(content, self._layout())
        lookup = Lookup(self)
        missing = {}
        for _row, cells in file:
            codes = [text_of(cells.get(role)) for role in CODES]
            for key in self._unknown_keys(lookup, codes):
                missing.setdefault((key[0], fold(key[1])), key)
        rows = [
            {"mapping_id": self.id, key: code}
            for key, code in islice(missing.values(), MOST_CODES)
        ]
        self.env["asm.ledger.mapping.account"].create(rows)
        return len(rows)

    def _unknown_keys(self, lookup, codes):
        """Yield ``(field, code)`` of those codes that no row and no award explains."""
        for place, (field, code) in enumerate(zip(KEYS, codes, strict=True)):
            if not code or (field == "donor_code" and fold(code) in lookup.award_of):
                continue
            folded = fold(code)
            if not any(
                rule.codes[place] is not None and rule.fits(self._only(place, folded))
                for rule in lookup.rules
            ):
                yield field, code

    def _only(self, place, code):
        return [code if place == other else "" for other in range(len(KEYS))]
