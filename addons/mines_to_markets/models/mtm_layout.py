from odoo import api, models


class MtmLayout(models.AbstractModel):
    """A table that users take out as a workbook and bring in again: its columns.

    A file may call a column by its name, which is the same in every language, or by
    its title in any language. What is wrong with a cell is said in the same words
    whatever the table is about.
    """

    _name = "mtm.layout"
    _description = "Layout of a Table"

    @api.model
    def _columns(self):
        """Return all columns, titles and help in the language of the environment."""
        return []

    def _titles(self):
        """Return ``{title: name}`` in all languages, the user's own first."""
        langs = dict.fromkeys([self.env.lang or "en_US", "en_US"])
        langs |= dict.fromkeys(code for code, _name in self._installed_langs())
        titles = {}
        for lang in langs:
            for column in self.with_context(lang=lang)._columns():
                titles.setdefault(column.title.lower(), column.name)
        return titles

    def _labels(self):
        """Return ``{name: title}`` in the user's language."""
        return {column.name: column.title for column in self._columns()}

    def _installed_langs(self):
        return self.env["res.lang"].get_installed()

    def _file_columns(self):
        """Return the names of columns that a file must have, and may have."""
        names = [column.name for column in self._columns()]
        required = self._file_needs()
        return required, [name for name in names if name not in required]

    def _file_needs(self):
        return [column.name for column in self._columns() if column.required]

    def _problem_texts(self, title, value, candidates=()):
        """Return ``{reason: sentence}`` about a cell.

        :param title: of its column
        :param value: what stands in it, or what it clashes with
        :param candidates: what it may stand for
        """
        return {
            "width": self.env._(
                "The row has another number of cells than the titles (%(value)s). Look "
                "for a separator or a quotation mark too many or too few.",
                value=value,
            ),
            "blank": self.env._("%(column)s is blank. Fill it in.", column=title),
            "date": self.env._(
                '"%(value)s" is no date. Write year-month-day, like 2026-12-28.',
                value=value,
            ),
            "number": self.env._(
                '"%(value)s" is no number. Write digits with a point before decimals.',
                value=value,
            ),
            "choice": self.env._(
                '"%(value)s" is none of the choices of %(column)s.',
                value=value,
                column=title,
            ),
            "unknown": self.env._(
                '"%(value)s" is not known as %(column)s, or not open to you. Correct '
                "it, or have it added first.",
                value=value,
                column=title,
            ),
            "ambiguous": self.env._(
                '"%(value)s" may be any of these: %(candidates)s. Say which: by a '
                "number, a code or a name that only one has.",
                value=value,
                candidates="; ".join(candidates),
            ),
            "twice": self.env._(
                "This row is about the same record as row %(value)s. Keep one of them.",
                value=value,
            ),
            "count": self.env._(
                '"%(value)s" is no whole number. Write digits only.', value=value
            ),
            "large": self.env._(
                "%(value)s is more than can be right. Correct the number.", value=value
            ),
            "order": self.env._(
                "%(value)s lies before the start. Correct one of the two.", value=value
            ),
        }
