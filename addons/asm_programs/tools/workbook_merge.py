"""Three ways of one input: as it was downloaded, as it is now, as the file has it."""

from enum import StrEnum

from odoo.addons.mines_to_markets.tools import numerals

NUMBERS = ("value", "numerator", "denominator")


class Outcome(StrEnum):
    """What becomes of an input when a file is brought in."""

    KEEP = "keep"
    ADD = "add"
    CHANGE = "change"
    CLEAR = "clear"
    CONFLICT = "conflict"


def merge(base, theirs, mine):
    """Say what the file asks of an input; texts are compared, "" is blank.

    What was not touched in the file stays as it is now, whoever changed it. Where
    both changed it, each to something else, somebody has to decide.

    >>> merge("5", "5", "5"), merge("", "", "7"), merge("5", "5", "7")
    (<Outcome.KEEP: 'keep'>, <Outcome.ADD: 'add'>, <Outcome.CHANGE: 'change'>)
    >>> merge("5", "5", ""), merge("5", "6", "5"), merge("5", "7", "7")
    (<Outcome.CLEAR: 'clear'>, <Outcome.KEEP: 'keep'>, <Outcome.KEEP: 'keep'>)
    >>> {str(merge(*way)) for way in (("5", "6", "7"), ("5", "", "7"), ("5", "6", ""))}
    {'conflict'}
    """
    if mine in (base, theirs):
        return Outcome.KEEP
    return change(theirs, mine) if theirs == base else Outcome.CONFLICT


def change(theirs, mine):
    """Say what taking the file's text does to what is there now."""
    if not theirs:
        return Outcome.ADD
    return Outcome.CHANGE if mine else Outcome.CLEAR


def plain(member, value, point=".", separator=","):
    """Return what a cell of a workbook holds as text that can be compared.

    Numbers have a point before decimals, however they are written. What is no number
    stays as it was typed: the check of the report says what is wrong with it.

    :param value: a number or a text, None for an empty cell
    :param point: what the user's language puts before decimals
    :param separator: what it puts between thousands

    >>> plain("value", 1234.5), plain("value", "1 234,5", ",", " ")
    ('1234.5', '1234.5')
    >>> plain("value", 0), plain("value", None), plain("value", "many")
    ('0', '', 'many')
    >>> plain("comment", "one\\r\\ntwo "), plain("comment", 2025.0)
    ('one\\ntwo', '2025')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return _shorten(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if member in NUMBERS and text:
        try:
            return numerals.show(numerals.parse(text, point, separator))
        except numerals.NotANumber:
            return text
    return text


def kept(member, text):
    """Return a stored text as it can be compared: no longer than a workbook keeps it.

    >>> kept("value", "0.30000000000000004"), kept("value", "")
    ('0.3', '')
    """
    if member in NUMBERS and text:
        return _shorten(float(text))
    return plain(member, text)


def _shorten(number):
    """Write a number with the 15 digits that every spreadsheet keeps."""
    return numerals.show(f"{number:.15g}")


def spoken(member, text, point="."):
    """Return such a text as a user of a language types it.

    >>> spoken("value", "1234.5", ","), spoken("value", "1.2.3", ",")
    ('1234,5', '1.2.3')
    >>> spoken("comment", "1.5", ",")
    '1.5'
    """
    if member in NUMBERS and point != ".":
        whole, mark, decimals = text.partition(".")
        if mark and whole.isdigit() and decimals.isdigit():
            return whole + point + decimals
    return text
