"""Workbooks in which text stays text, whoever in this process writes them.

XlsxWriter's plain ``write`` takes text that begins with an equals sign for a formula,
and what looks like an address for a link. Odoo's own exports use it. Here the default
is the other way round, as Odoo changes this class for its own ends; who means a formula
or a link writes it as one.
"""

import xlsxwriter

TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False}
# of rows written one after the other, however many, each cell by its kind
ROW_BY_ROW = TEXT_STAYS | {"strings_to_numbers": False, "constant_memory": True}


class TextWorkbook(xlsxwriter.Workbook):
    """A workbook that takes no text for a formula or a link by itself."""

    def __init__(self, filename=None, options=None):
        super().__init__(filename, TEXT_STAYS | (options or {}))


def make_default():
    """Let everything that writes workbooks from now on write these."""
    if not issubclass(xlsxwriter.Workbook, TextWorkbook):
        xlsxwriter.Workbook = TextWorkbook
