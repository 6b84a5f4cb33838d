"""Numbers that can be blank.

Odoo's Float and Integer store a blank as 0. Here 0 is a number that somebody
reported and blank says that nobody did, so the database keeps NULL, a record
gives ``False`` for it, and a search for 0 does not find it.
"""

from odoo import fields
from odoo.tools.misc import SENTINEL


def _is_blank(value):
    return value is None or value is False or value == ""


def _filter_function(field, value):
    """Return the test of a record for ``in``, which tells 0 from blank.

    Odoo's own asks ``False in values``, and in Python ``False == 0``.
    """
    blank = any(_is_blank(item) for item in value)
    numbers = {item for item in value if not _is_blank(item)}

    def matches(record):
        number = field.__get__(record)
        return blank if number is False else number in numbers

    return matches


class CanBeBlank:
    """What a field class of Odoo does differently where a blank is no number."""

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if _is_blank(value):
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if _is_blank(value):
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if _is_blank(value) else value

    def filter_function(self, records, field_expr, operator, value):
        if operator == "in" and field_expr == self.name:
            return _filter_function(self, value)
        return super().filter_function(records, field_expr, operator, value)


class OptionalFloat(CanBeBlank, fields.Float):
    """A decimal number, or blank; stored with every digit that was typed.

    Test for presence with ``record.x is not False``: 0.0 is a number. One thing a
    domain cannot say is "0 or blank", nor "neither": Odoo joins the two conditions
    into one set, and in a Python set ``False`` is 0. Write ``> 0``, or search twice.
    """

    def __init__(self, string=SENTINEL, digits=0, **kwargs):
        super().__init__(string, digits=digits, **kwargs)


class OptionalInteger(CanBeBlank, fields.Integer):
    """A whole number, or blank. See :class:`OptionalFloat`."""
