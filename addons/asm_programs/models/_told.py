"""A number that somebody is told, as :class:`Withheld` takes it."""

from odoo.fields import Date


def tell(line, window, value, categories=(), places=None):
    """Return a number of an ``asm.program.indicator``, as ``Withheld`` takes it."""
    is_blank = value is None or value is False
    return {
        "line": line.id,
        "window": [Date.to_string(day) for day in window],
        "places": places,
        "categories": categories,
        "value": None if is_blank else str(value),
        "is_shown": True,
    }
