"""The donor's own codes and words, and lines that are one line of the donor's."""

from decimal import Decimal

from . import terms
from .inputs import Line


def in_donor_words(value, term, line, layout):
    """Return a code or name as the donor writes it, where the layout says how.

    :param value: our own
    :param line: :class:`inputs.Line` that it stands in, or None
    """
    subject, _dot, name = term.partition(".")
    if name not in ("code", "name") or line is None:
        return value
    words = layout.words.get((subject, line.code))
    if not words:
        return value
    return (words[0] if name == "code" else words[1]) or value


def by_donor_code(lines, subject, layout):
    """Return lines in which those with one code of the donor's are added up.

    Lines that the layout has no word for stay by themselves.

    :param lines: :class:`inputs.Line` s
    """
    groups = {}
    for line in lines:
        words = layout.words.get((subject, line.code))
        key = ("", words[0]) if words and words[0] else line.key
        groups.setdefault(key, []).append(line)
    return [_added_up(key, group) for key, group in groups.items()]


def _added_up(key, lines):
    first = lines[0]
    if len(lines) == 1:
        return first._replace(key=key)
    values = {
        written: _sum(written, [line.values.get(written) for line in lines])
        for written in first.values
    }
    return Line(key, first.kind, first.code, values)


def _sum(written, values):
    if terms.parse(written).definition.kind not in (terms.MONEY, terms.INTEGER):
        return values[0]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
