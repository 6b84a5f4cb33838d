"""What a report is drawn from: the values of its terms, and nothing of a database.

Whoever reads the database fills an :class:`Inputs`; composing needs nothing else, so
what was kept of a frozen report draws it again.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from .typed import as_json, from_json


class Source(NamedTuple):
    """What a block, or a sheet, is repeated for.

    :param subject: of ``terms.REPEATED``
    :param splits: what rows of indicators are followed by: dimension codes, ``site``,
        ``period``
    :param levels: of results whose rows are wanted; empty for all
    """

    subject: str
    splits: tuple = ()
    levels: tuple = ()

    def __str__(self):
        """
        >>> str(Source("indicator", ("sex",), ("output",)))
        'indicator|sex|output'
        """
        return "|".join((self.subject, ",".join(self.splits), ",".join(self.levels)))


class Span(NamedTuple):
    """Days for which columns are repeated."""

    key: str
    name: str
    date_from: object
    date_to: object


class Line(NamedTuple):
    """One row of a subject.

    :param key: texts or numbers that say what it is of; the first is what it is a
        part of, so that parts belong to the total with the same first
    :param kind: ``total`` or ``part``
    :param code: our own code of it, by which a layout has the donor's words for it
    :param values: ``{text of an asked term: value}``
    """

    key: tuple
    kind: str
    code: str
    values: dict


@dataclass
class Inputs:
    """
    :param single: ``{text of an asked term: value}`` of subjects of ``terms.SINGLE``
    :param rows: ``{text of a Source: [Line]}``
    :param spans: ``{kind of span: [Span]}``
    :param parts: ``{(key of a Line, text of an asked term): numbers}`` that percentages
        of people and formulas over people are made of, whether or not these are shown
    """

    single: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    spans: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)

    def as_json(self):
        data = {
            "single": {key: as_json(value) for key, value in self.single.items()},
            "rows": {key: [_line(one) for one in of] for key, of in self.rows.items()},
            "spans": {
                kind: [[as_json(part) for part in span] for span in spans]
                for kind, spans in self.spans.items()
            },
        }
        if self.parts:
            data["parts"] = [
                [list(key), text, *map(as_json, pair)]
                for (key, text), pair in self.parts.items()
            ]
        return data

    @classmethod
    def from_json(cls, data):
        """
        >>> some = Inputs({"award.reference": "A-1"}, {"result||": [
        ...     Line((1,), "total", "R1", {"result.name": "Safe"})]}, {})
        >>> Inputs.from_json(some.as_json()) == some
        True
        """
        return cls(
            {key: from_json(value) for key, value in data["single"].items()},
            {key: [_as_line(one) for one in of] for key, of in data["rows"].items()},
            {
                kind: [Span(*map(from_json, span)) for span in spans]
                for kind, spans in data["spans"].items()
            },
            {
                (tuple(key), text): tuple(map(from_json, pair))
                for key, text, *pair in data.get("parts", ())
            },
        )


def _line(line):
    values = {term: as_json(value) for term, value in line.values.items()}
    return [list(line.key), line.kind, line.code, values]


def _as_line(data):
    key, kind, code, values = data
    return Line(
        tuple(key), kind, code, {term: from_json(v) for term, v in values.items()}
    )
