"""Files of exchange rates, read without the database.

Two layouts: a general one, one rate a row; and that of the World Bank's World
Development Indicators (PA.NUS.FCRF), where a row says how many units of a country's
currency a US dollar was worth, as the mean of a year.
"""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from odoo.addons.mines_to_markets.tools.cells import BadCell, read_date
from odoo.addons.mines_to_markets.tools.tables import Problem

REQUIRED = ("currency", "target", "date", "rate")
OPTIONAL = ("kind", "source", "award")
WDI_REQUIRED = ("country code", "year", "value")
WDI_OPTIONAL = ("country name",)
WDI_SOURCE = "World Bank, WDI"
KINDS = ("day", "month", "year", "fixed")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_YEAR_OR_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)


class Quoted(NamedTuple):
    """One rate in a file: what one unit of a currency was worth in another.

    ``currency`` and ``target`` are codes, ``award`` a reference or "".
    """

    row: int
    currency: str
    target: str
    kind: str
    date: date
    rate: Decimal
    source: str
    award: str = ""

    @property
    def key(self):
        return self[1:5] + (self.award,)


def read_rate(text):
    """Return the rate in a cell, above zero, with a point before decimals.

    :raises BadCell: ``number``, ``positive``

    >>> read_rate("1.0824"), read_rate("1E-3")
    (Decimal('1.0824'), Decimal('0.001'))
    >>> read_rate("0")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.cells.BadCell: positive
    """
    text = text.strip()
    if text.startswith(("-", "\u2212")):
        raise BadCell("positive")
    if not _NUMBER.fullmatch(text):
        raise BadCell("number")
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise BadCell("number") from None
    if not rate or rate < Decimal("1e-12") or rate > Decimal("1e12"):
        raise BadCell("positive")
    return rate


def read_day(text, kind):
    """Return the day that a rate is dated: the first one of a month or year.

    :raises BadCell: ``date``, ``first``

    >>> read_day("2025-03", "month"), read_day("2025", "year")
    (datetime.date(2025, 3, 1), datetime.date(2025, 1, 1))
    >>> read_day("2025-03-02", "month")
    Traceback (most recent call last):
    odoo.addons.mines_to_markets.tools.cells.BadCell: first
    """
    match = _YEAR_OR_MONTH.fullmatch(text)
    if match and kind in ("month", "year"):
        text = f"{match[1]}-{match[2] or '01'}-01"
    day = read_date(text)
    is_first = day and day.day == 1 and (kind != "year" or day.month == 1)
    if day and kind in ("month", "year") and not is_first:
        raise BadCell("first")
    return day


def read_general(rows, source):
    """Return the rates of a file in the general layout, and what is wrong in it.

    :param rows: of :class:`tables.Table`
    :param source: of rows that do not say theirs
    """
    quoted, problems, first = [], [], {}
    for row in rows:
        found, wrong = _read_row(row, source)
        if wrong:
            problems += wrong
        elif found.key in first:
            number = str(first[found.key])
            problems.append(Problem(row.number, "date", "twice", number))
        else:
            first[found.key] = row.number
            quoted.append(found)
    return quoted, problems


def _read_row(row, source):
    cells, wrong = row.cells, []
    kind = cells.get("kind", "").lower() or "day"
    if kind not in KINDS:
        return None, [Problem(row.number, "kind", "kind", kind)]
    values = {}
    for name, read in (
        ("date", lambda text: read_day(text, kind)),
        ("rate", read_rate),
    ):
        try:
            values[name] = read(cells[name]) if cells[name] else None
        except BadCell as bad:
            wrong.append(Problem(row.number, name, bad.reason, cells[name]))
    blank = [name for name in REQUIRED if not cells[name]]
    wrong += [Problem(row.number, name, "blank") for name in blank]
    award = cells.get("award", "")
    if (kind == "fixed") != bool(award):
        wrong.append(Problem(row.number, "award", "award", award))
    if wrong:
        return None, wrong
    currency, target = cells["currency"].upper(), cells["target"].upper()
    if currency == target:
        return None, [Problem(row.number, "target", "same", target)]
    said = cells.get("source") or source
    return (
        Quoted(row.number, currency, target, kind, **values, source=said, award=award),
        [],
    )


def read_wdi(rows, currency_of):
    """Return the rates of a file of the World Bank, and what is wrong in it.

    Where several countries have one currency, that of the country whose own it is
    rules (AUD is Australia's, EUR the euro area's: before they joined, its members'
    rows are about other currencies); else they have to agree within 0.1 %.

    :param currency_of: ``{country code in 3 letters: (in 2 letters, its currency)}``
    :return: ``(quoted, problems, rows left out)``

    >>> from odoo.addons.mines_to_markets.tools.tables import Row
    >>> rows = [Row(n, {"country code": c, "year": "2023", "value": v}) for n, c, v in
    ...         ((2, "COD", "2340"), (3, "DEU", "1.7"), (4, "EMU", "0.92"),
    ...          (5, "USA", "1"), (6, "XYZ", "3"), (7, "COG", "606"), (8, "CMR", "99"))]
    >>> known = {"COD": ("CD", "CDF"), "DEU": ("DE", "EUR"), "EMU": ("EU", "EUR"),
    ...          "USA": ("US", "USD"), "COG": ("CG", "XAF"), "CMR": ("CM", "XAF")}
    >>> quoted, problems, left = read_wdi(rows, known)
    >>> [(rate.target, str(rate.rate)) for rate in quoted], left
    ([('CDF', '2340'), ('EUR', '0.92')], 2)
    >>> [(problem.row, problem.reason) for problem in problems]
    [(6, 'country'), (7, 'disagree'), (8, 'disagree')]
    """
    problems, groups, left = [], defaultdict(list), 0
    for row in rows:
        cells = row.cells
        code = cells["country code"].upper()
        try:
            day, rate = read_day(cells["year"], "year"), read_rate(cells["value"])
        except BadCell as bad:
            column = "year" if bad.reason in ("date", "first") else "value"
            problem = Problem(row.number, column, bad.reason, cells[column])
            problems.append(problem)
            continue
        if not day:
            problems.append(Problem(row.number, "year", "blank"))
        elif not currency_of.get(code):
            problems.append(Problem(row.number, "country code", "country", code))
        elif currency_of[code][1] == "USD":
            left += 1
        else:
            country, currency = currency_of[code]
            groups[currency, day].append((row.number, country, rate))
    quoted = []
    owners = _owners(groups)
    for (currency, day), found in groups.items():
        if currency in owners:
            chosen = [item for item in found if item[1] == owners[currency]]
        else:
            chosen = found
        if _disagree(chosen):
            problems += [
                Problem(number, "value", "disagree", currency)
                for number, _country, _rate in chosen
            ]
            continue
        left += len(found) - len(chosen[:1])
        quoted += [
            Quoted(number, "USD", currency, "year", day, rate, WDI_SOURCE)
            for number, _country, rate in chosen[:1]
        ]
    return sorted(quoted), sorted(problems), left


def _disagree(found):
    rates = [rate for _number, _country, rate in found]
    return bool(rates) and max(rates) - min(rates) > min(rates) / 1000


def _owners(groups):
    """Return ``{currency: country}`` of those of several countries that are one's own.

    A currency's code begins with that of its country.
    """
    sharing = defaultdict(set)
    for (currency, _day), found in groups.items():
        sharing[currency].update(country for _number, country, _rate in found)
    return {
        currency: currency[:2]
        for currency, countries in sharing.items()
        if len(countries) > 1 and currency[:2] in countries
    }
