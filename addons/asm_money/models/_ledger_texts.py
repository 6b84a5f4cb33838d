"""What is said about a row of a ledger file that cannot be taken."""

from odoo.tools import format_date


class LedgerTexts:
    """Says what is wrong with a cell, and how to put it right.

    :param env: the environment, whose language is spoken
    :param titles: ``{role: title of the column in the file}``
    :param mapping: name of the mapping
    """

    def __init__(self, env, titles, mapping):
        self.env, self.titles, self.mapping = env, titles, mapping
        self.of_reason = self._of_amounts() | self._of_days() | self._of_codes()
        self.of_reason |= self._of_awards() | self._of_rows()

    def say(self, bad):
        """Return ``(column, sentence)`` about a :class:`Bad`."""
        details = {"mapping": self.mapping, **bad.details}
        for name in ("border", "value"):
            if hasattr(details.get(name), "year"):
                details[name] = format_date(self.env, details[name])
        column = self.titles.get(bad.role, "")
        return column, self.of_reason[bad.reason](column=column, **details)

    def _of_amounts(self):
        return {
            "text": lambda value, **_more: self.env._(
                '"%(value)s" is no amount. Write digits only.', value=value
            ),
            "grouping": lambda value, **_more: self.env._(
                'In "%(value)s" thousands do not stand in groups of three. Correct the '
                "amount.",
                value=value,
            ),
            "long": lambda value, **_more: self.env._(
                '"%(value)s" has more digits than can be kept. Correct the amount.',
                value=value,
            ),
            "ambiguous_amount": lambda value, mapping, **_more: self.env._(
                '"%(value)s" can be read in two ways. Say in the mapping %(mapping)s '
                "what the decimal sign is.",
                value=value,
                mapping=mapping,
            ),
            "no_amount": lambda **_more: self.env._(
                "The amount is blank. Write it, or 0 where it is nothing."
            ),
            "decimals": lambda value, currency, places, **_more: self.env._(
                "%(value)s has more decimals than %(currency)s, which has %(places)s. "
                "Round it in the ledger.",
                value=value,
                currency=currency,
                places=places,
            ),
            "two_currencies": lambda value, currency, **_more: self.env._(
                "The amount says %(value)s, and the line is in %(currency)s. One "
                "column of amounts has one currency: put the currency into a column "
                "of its own.",
                value=value,
                currency=currency,
            ),
            "no_currency": lambda **_more: self.env._(
                "The currency is blank, while other lines have one. Write its code, "
                "like USD."
            ),
            "currency": lambda value, **_more: self.env._(
                '"%(value)s" is no currency in use. Correct the code, or activate the '
                "currency.",
                value=value,
            ),
            "rate": lambda message, **_more: message,
        }

    def _of_days(self):
        return {
            "date": lambda value, **_more: self.env._(
                '"%(value)s" is no date. Write it like 2025-12-31.', value=value
            ),
            "no_day": lambda value, **_more: self.env._(
                "There is no such day as %(value)s. Correct the date.", value=value
            ),
            "ambiguous_date": lambda value, mapping, **_more: self.env._(
                "%(value)s is one day where the day comes first and another where the "
                "month does. Say in the mapping %(mapping)s which.",
                value=value,
                mapping=mapping,
            ),
            "order": lambda value, mapping, **_more: self.env._(
                "%(value)s has no such month, as the mapping %(mapping)s reads dates. "
                "Correct the date, or the mapping.",
                value=value,
                mapping=mapping,
            ),
            "no_date": lambda column, **_more: self.env._(
                "%(column)s is blank. Write the date.", column=column
            ),
            "before": lambda value, award, border, **_more: self.env._(
                "%(value)s lies before %(award)s, which starts on %(border)s. Correct "
                "the date, or charge another award.",
                value=value,
                award=award,
                border=border,
            ),
            "after": lambda value, award, border, **_more: self.env._(
                "%(value)s lies after %(award)s, which ends on %(border)s. Correct the "
                "date, or charge another award.",
                value=value,
                award=award,
                border=border,
            ),
        }

    def _of_codes(self):
        return {
            "account": lambda value, mapping, **_more: self.env._(
                "The account %(value)s is unknown. Add a row for it to the mapping "
                "%(mapping)s: for which award it is, or that it is ignored.",
                value=value,
                mapping=mapping,
            ),
            "cost_center": lambda value, mapping, **_more: self.env._(
                "The cost centre %(value)s is unknown. Add a row for it to the mapping "
                "%(mapping)s: for which award it is, or that it is ignored.",
                value=value,
                mapping=mapping,
            ),
            "undecided": lambda value, mapping, **_more: self.env._(
                "Nobody has decided yet what %(value)s means. Say in its row of the "
                "mapping %(mapping)s for which award it is, or that it is ignored.",
                value=value,
                mapping=mapping,
            ),
            "contradiction": lambda value, mapping, **_more: self.env._(
                "Two rows of the mapping %(mapping)s say different things about "
                "%(value)s. Add one that names all of these codes.",
                value=value,
                mapping=mapping,
            ),
            "program": lambda value, **_more: self.env._(
                'There is no programme "%(value)s". Correct the code.', value=value
            ),
            "partner": lambda value, **_more: self.env._(
                '"%(value)s" is no known partner. Correct the name, or add the '
                "partner.",
                value=value,
            ),
            "partners": lambda value, **_more: self.env._(
                "There are several partners of the name %(value)s. Write the reference "
                "of one.",
                value=value,
            ),
            "funding": lambda value, **_more: self.env._(
                '"%(value)s" does not say who pays. Write Donor, Cost share, Program '
                "income or Own resources.",
                value=value,
            ),
            "nature": lambda value, **_more: self.env._(
                '"%(value)s" is no kind of cost. Write Direct, Indirect, In kind or '
                "Income earned.",
                value=value,
            ),
        }

    def _of_awards(self):
        return {
            "award": lambda value, mapping, **_more: self.env._(
                'There is no award "%(value)s" that is open to you. Correct the code, '
                "or add a row for it to the mapping %(mapping)s.",
                value=value,
                mapping=mapping,
            ),
            "no_award": lambda mapping, **_more: self.env._(
                "The line is charged to no award. Say in the mapping %(mapping)s to "
                "which one, or that such lines are ignored.",
                mapping=mapping,
            ),
            "other_award": lambda value, other, mapping, **_more: self.env._(
                "The line names %(value)s, and the mapping %(mapping)s charges "
                "%(other)s. Correct one of the two.",
                value=value,
                other=other or "?",
                mapping=mapping,
            ),
            "budget_line": lambda value, award, **_more: self.env._(
                '%(award)s has no budget line "%(value)s". Correct the code, or add '
                "the line to the budget.",
                value=value,
                award=award,
            ),
            "subaward": lambda value, award, **_more: self.env._(
                '%(award)s has no sub-award "%(value)s". Correct the reference.',
                value=value,
                award=award,
            ),
            "obligation": lambda value, award, **_more: self.env._(
                '%(award)s has no obligation "%(value)s". Correct the reference, or '
                "enter the order.",
                value=value,
                award=award,
            ),
            "foreign": lambda value, award, other, **_more: self.env._(
                "%(value)s belongs to another award (%(other)s) than the line, which "
                "is charged to %(award)s. Correct one of the two.",
                value=value,
                other=other,
                award=award,
            ),
        }

    def _of_rows(self):
        return {
            "no_reference": lambda column, **_more: self.env._(
                "%(column)s is blank. Without the ledger's own reference the line "
                "would be imported again with the next file.",
                column=column,
            ),
            "twice": lambda value, **_more: self.env._(
                "Row %(value)s has this reference already. Each line has one of its "
                "own; join two columns in the mapping where it takes both.",
                value=value,
            ),
            "hidden": lambda value, **_more: self.env._(
                "The reference %(value)s is of a line that is not open to you. Ask a "
                "colleague who sees all awards to import the file.",
                value=value,
            ),
            "differs": lambda value, changes, **_more: self.env._(
                "%(value)s is in the ledger already, with other content: %(changes)s. "
                "A posted line stays as it is: reverse it there and import it again.",
                value=value,
                changes=changes,
            ),
            "shared": lambda value, border, **_more: self.env._(
                "The invoice %(value)s stands in the ledger already, split over its "
                "awards on %(border)s; this line would count it a second time. Leave "
                "the line out, name the supplier if it is another's invoice, or "
                "reverse the shared invoice.",
                value=value,
                border=border,
            ),
            "width": lambda value, **_more: self.env._(
                "The row has another number of cells than the titles (%(value)s). "
                "Perhaps a text with the separator in it is not quoted.",
                value=value,
            ),
            "subtotal": lambda **_more: self.env._(
                "A row of totals stands between the lines. Remove it; only the last "
                "row of the file is taken for control totals."
            ),
        }
