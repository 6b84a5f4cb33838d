"""Visits to mine sites in the layout of the IPIS open data, from its columns.

A row is a visit, a site is what has one ``pcode``, and the latest visit says how
the site is. A visit that did not reach the site (``visit_onsite`` 0: the road was
closed, a third party reported) counts like any other: its row is what the register
knows as of that day. Columns on armed groups, interference, taxation and children
are not read.
"""

import datetime
from typing import NamedTuple

from .cells import BadCell, read_count, read_date, read_degrees, tidy
from .tables import Problem

MINERALS = ("mineral1", "mineral2", "mineral3")
LOCALITY = ("territoire", "collectivite", "groupement", "village")
REQUIRED = (
    "pcode",
    "name",
    "visit_date",
    "longitude",
    "latitude",
    "province",
    "workers_numb",
    *MINERALS,
)
OPTIONAL = ("vid", *LOCALITY)
FIRST_DAY = datetime.date(1900, 1, 1)


class Visit(NamedTuple):
    """What one row says; ``minerals`` is ``{column: name}`` of those named."""

    row: int
    vid: int
    code: str
    name: str
    date: datetime.date
    latitude: float | None
    longitude: float | None
    province: str
    locality: str
    minerals: dict
    workers: int | None


def read_visits(rows, today):
    """Return the visits and the problems; a visit in a row with problems is no use.

    It is there so that all that is wrong in a row can be said at once.

    >>> from .tables import Row
    >>> cells = dict.fromkeys(REQUIRED + OPTIONAL, "")
    >>> cells |= {"pcode": "c1", "name": "A", "visit_date": "2018-01-01"}
    >>> bad = cells | {"workers_numb": "some", "latitude": "1"}
    >>> today = datetime.date(2018, 1, 1)
    >>> visits, problems = read_visits([Row(2, cells), Row(3, bad)], today)
    >>> visits[0].workers, visits[0].locality
    (None, '')
    >>> [(problem.row, problem.column, problem.reason) for problem in problems]
    [(3, 'longitude', 'unpaired'), (3, 'workers_numb', 'count')]
    >>> [problem.reason for problem in read_visits([Row(2, cells)], FIRST_DAY)[1]]
    ['future']
    """
    problems = []
    visits = [_read_visit(row, today, problems) for row in rows]
    return visits, problems


def pick_latest(visits):
    """Return ``{pcode: visit}`` with the latest visit of each site.

    Of visits on the same day the one with the highest ``vid`` wins, then the one
    further down.

    >>> early, late = datetime.date(2017, 1, 1), datetime.date(2018, 1, 1)
    >>> blank = Visit(2, 7, "c1", "A", late, None, None, "", "", {}, None)
    >>> lower = blank._replace(row=3, vid=6)
    >>> older = blank._replace(row=4, vid=9, date=early)
    >>> pick_latest([blank, lower, older])["c1"].row
    2
    """
    latest = {}
    for visit in visits:
        best = latest.get(visit.code)
        if best is None or _rank(visit) > _rank(best):
            latest[visit.code] = visit
    return latest


def _rank(visit):
    return visit.date, visit.vid, visit.row


def _read_visit(row, today, found):
    """Return the visit; what is wrong with it is added to ``found``."""
    cells = row.cells

    def read(column, reader, *options):
        try:
            return reader(cells[column], *options)
        except BadCell as error:
            found.append(Problem(row.number, column, error.reason, cells[column]))
            return None

    found += [
        Problem(row.number, column, "blank")
        for column in ("pcode", "name", "visit_date")
        if not tidy(cells[column])
    ]
    latitude = read("latitude", read_degrees, 90)
    longitude = read("longitude", read_degrees, 180)
    if bool(cells["latitude"]) != bool(cells["longitude"]):
        missing = "longitude" if cells["latitude"] else "latitude"
        found.append(Problem(row.number, missing, "unpaired"))
    workers = read("workers_numb", read_count)
    date = read("visit_date", read_date)
    if date and not FIRST_DAY <= date <= today:
        reason = "future" if date > today else "date"
        found.append(Problem(row.number, "visit_date", reason, cells["visit_date"]))
    return Visit(
        row=row.number,
        vid=_read_vid(cells.get("vid", "")),
        code=tidy(cells["pcode"]),
        name=tidy(cells["name"]),
        date=date,
        latitude=latitude,
        longitude=longitude,
        province=tidy(cells["province"]),
        locality=_read_locality(cells),
        minerals={
            column: tidy(cells[column]) for column in MINERALS if cells[column].strip()
        },
        workers=workers,
    )


def _read_vid(text):
    """Return the number of a visit, -1 when it has none: it only settles ties.

    >>> _read_vid("4129"), _read_vid(""), _read_vid("x")
    (4129, -1, -1)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _read_locality(cells):
    """Return the place from the larger to the smaller, without repeating a name.

    >>> _read_locality({"territoire": "Lubero", "groupement": "A", "village": "A"})
    'Lubero, A'
    """
    names = [tidy(cells.get(column, "")) for column in LOCALITY]
    return ", ".join(dict.fromkeys(name for name in names if name))
