from odoo import models

from ..tools.cells import BadCell, fold, read_date, read_number
from ..tools.registers import Known, split


class MtmRegister(models.AbstractModel):
    """How a register comes in: which row is what, what its cells say."""

    _inherit = "mtm.register"

    def _check_may_import(self):
        target = self.env[self._target]
        target.check_access("create")
        target.check_access("write")

    def _match(self, rows, plan):
        """Say which record each row is about.

        :param rows: of a table, their cells cleaned texts
        :param plan: :class:`RegisterPlan`, which finds records by their names
        :return: ``({row number: record, empty for a new one}, [Problem])``
        """
        raise NotImplementedError

    def _find_problems(self, row, record, values):
        """Return what is wrong with the cells of a row together.

        :param record: empty for a new one
        :param values: ``{column name: value}`` as it would become
        :return: ``[Problem]``
        """
        return []

    def _complete(self, row, vals):
        """Return what else a new record of this row gets."""
        return {}

    def _label(self, row, record):
        """Name the record of a row to the user."""
        raise NotImplementedError

    def _key_note(self):
        """Say by what a row is told to be about which record."""
        raise NotImplementedError

    def _create_rows(self, records, vals_list):
        return records.create(vals_list)

    def _write_row(self, record, vals):
        return not vals or record.write(vals)

    def _for_trial(self, step):
        """Return the values for a record that is created to be undone."""
        return step.values

    # what cells say

    def _says_the_same(self, column, row, before):
        """Say whether a cell stands there as it went out."""
        text = row.cells[column.name]
        if column.kind in ("one", "many", "stakeholder"):
            return {fold(name) for name in split(text)} == {
                fold(name) for name in split(before.text)
            }
        return text == (before.text or before.value or "")

    def _parse_text(self, column, text, lookup):
        return Known(text or None)

    def _parse_date(self, column, text, lookup):
        return Known(read_date(text))

    def _parse_number(self, column, text, lookup):
        return Known(read_number(text))

    def _parse_choice(self, column, text, lookup):
        if not text:
            return Known(None)
        field = self.env[self._target]._fields[column.field]
        for lang, _name in [(self.env.lang, ""), *self._installed_langs()]:
            options = field._description_selection(self.with_context(lang=lang).env)
            for value, label in options:
                if text.casefold() in (value.casefold(), label.casefold()):
                    return Known(value, label)
        raise BadCell("choice")

    def _parse_one(self, column, text, lookup):
        if not text:
            return Known(frozenset())
        one = lookup.find(self._related_model(column), text)
        return Known(frozenset([one]), text)

    def _parse_many(self, column, text, lookup):
        model = self._related_model(column)
        found = frozenset(lookup.find(model, name) for name in split(text))
        return Known(found, text)

    def _parse_stakeholder_of_row(self, column, row, lookup):
        """Of a cell beside which the stakeholder's number may stand."""
        name = row.cells.get("stakeholder", "")
        number = row.cells.get("stakeholder_number", "")
        if not name and not number:
            return Known(frozenset())
        return Known(frozenset([lookup.find_stakeholder(name, number)]), name)

    def _related_model(self, column):
        return self.env[self._target]._fields[column.field].comodel_name

    def _problem_texts(self, title, value, candidates=()):
        return super()._problem_texts(title, value, candidates) | {
            "several": self.env._(
                "There are several like this row, and it is none of them as they are. "
                "Change it on the screen, or bring in a file in which all of them "
                "stand and one differs."
            ),
            "category": self.env._(
                '"%(value)s" is no list of counts. Write categories, a colon and a '
                "number, like Female, 18-24: 12; Male: 3.",
                value=value,
            ),
            "hidden": self.env._(
                "%(value)s is the code of an engagement that is not open to you. Ask a "
                "colleague who works on it, or leave the code blank for a new one.",
                value=value,
            ),
            "clash": self.env._(
                "This row fits two records: %(candidates)s. Correct the number or the "
                "name.",
                candidates="; ".join(candidates),
            ),
        }
