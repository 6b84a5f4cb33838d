"""Cells of an indicator that is computed from others by a formula."""

import datetime
from decimal import Decimal, localcontext
from typing import NamedTuple

from . import wording
from .amounts import categories_of
from .credit import allot, shares_on
from .formula import evaluate, parse, references_in
from .placewise import Item, over_places
from .results import PRECISION


class Key(NamedTuple):
    """Where a cell belongs; site and period None where it is not split by them."""

    site_id: int | None
    period_id: int | None
    categories: tuple


def inputs_of(definition, by=()):
    """Return what has to be read for a formula, and split by what.

    A reference to a category is read split by its own dimensions, any other like
    the formula; by site also where the formula is evaluated for each site.

    :param definition: :class:`facts.Definition` with a formula
    :param by: what the result is to be split by
    :return: ``{Reference: by}`` for the actuals that the formula names
    :raises formula.FormulaError: when the formula cannot be read

    >>> from .facts import Definition
    >>> share = Definition(formula="{FOR-01|sex=f} / FOR-01")
    >>> [(r.code, split_by) for r, split_by in inputs_of(share, ("age",)).items()]
    [('FOR-01', ('sex',)), ('FOR-01', ('age',))]
    """
    places = [code for code in ("site", "period") if code in by]
    if definition.formula_level == "site" and "site" not in places:
        places.insert(0, "site")
    dimensions = [code for code in by if code not in ("site", "period")]
    return {
        reference: (*places, *(dict(reference.categories) or dimensions))
        for reference in references_in(parse(definition.formula))
        if reference.kind == "actual"
    }


def read_formula(
    definition, inputs, by=(), known=None, window=None, credit=None, factor=1
):
    """Return the cells of a formula, evaluated per site or on totals.

    Categories show only where all inputs have them. A blank input makes the cell
    blank.

    :param definition: :class:`facts.Definition` with a formula
    :param inputs: ``{Reference: cells}``, read as :func:`inputs_of` says, all of the
        same window and without credit
    :param by: what to split by
    :param known: callable that gives the number of a baseline or target reference
        for a :class:`Key`, or None for blank
    :param window: :class:`calendars.Window`, needed with a credit
    :param credit: :class:`credit.Credit` when read for an award: the shares of the
        window's last day rule
    :param factor: Decimal, from our unit to the award's
    :return: list of dicts as of :func:`results.read`; numerator and denominator are
        None
    """
    with localcontext(prec=PRECISION):
        found = {ref: _by_key(cells) for ref, cells in inputs.items()}
        tree = parse(definition.formula)
        cells = {
            key: _evaluated(tree, key, found, known) for key in _keys(tree, found, by)
        }
        if definition.formula_level == "site" and "site" not in by:
            cells = _over_sites(cells, definition)
        if credit:
            shares = shares_on(credit.shares, window.date_to)
            cells = {
                key: _credited(cell, definition, shares, credit.award_id)
                for key, cell in cells.items()
            }
        return [_shown(key, cell, by, factor) for key, cell in cells.items()]


def _by_key(cells):
    return {
        Key(
            cell.get("site_id"),
            cell.get("period_id"),
            categories_of(cell["categories"]),
        ): cell
        for cell in cells
    }


def _keys(tree, found, by):
    """Return the keys of the result: of each place all totals, shared categories."""
    plain = [
        found.get(reference, {})
        for reference in references_in(tree)
        if reference.kind == "actual" and not reference.categories
    ]
    totals = {key._replace(categories=()) for cells in found.values() for key in cells}
    if "site" not in by and "period" not in by and not totals:
        totals = {Key(None, None, ())}
    shared = set.intersection(*map(set, plain)) if plain else set()
    return sorted(totals | shared, key=str)


def _evaluated(tree, key, found, known):
    """Return the cell of one key, with what the inputs say about themselves."""
    used = []

    def number_of(reference):
        if reference.kind != "actual":
            return known(reference, key) if known else None
        place = key._replace(categories=reference.categories or key.categories)
        cell = found.get(reference, {}).get(place)
        used.append(cell)
        return cell and cell["value"]

    value = evaluate(tree, number_of)
    return _with_story(value, tree, number_of, [cell for cell in used if cell])


def _with_story(value, tree, number_of, used):
    reason = next((cell["reason"] for cell in used if cell["reason"]), None)
    if value is None:
        blank = any(number_of(ref) is None for ref in references_in(tree))
        reason = wording.INPUT_BLANK if blank else wording.DIVISION_BY_ZERO
    return {
        "value": value,
        "numerator": None,
        "denominator": None,
        "reported": sum(cell["reported"] for cell in used),
        "expected": _expected(used),
        "carried": sorted({day for cell in used for day in cell["carried"]}, key=str),
        "reason": reason,
        "notes": list(dict.fromkeys(n for cell in used for n in cell["notes"])),
    }


def _expected(cells):
    counts = [cell["expected"] for cell in cells]
    return None if None in counts else sum(counts)


def _over_sites(cells, definition):
    groups = {}
    for key, cell in cells.items():
        groups.setdefault(key._replace(site_id=None), []).append((key.site_id, cell))
    return {key: _added_up(sites, definition) for key, sites in groups.items()}


def _added_up(sites, definition):
    items = [
        Item(site_id, datetime.date.min, (cell["value"],))
        for site_id, cell in sites
        if cell["value"] is not None
    ]
    whole = over_places(items, definition)
    story = _with_story(whole.value, (), None, [cell for _site, cell in sites])
    if whole.value is None:
        blank = next((cell["reason"] for _site, cell in sites), None)
        story["reason"] = next(iter(whole.reasons), blank or wording.NOT_REPORTED)
    return story


def _credited(cell, definition, shares, award_id):
    """Credit a cell: what cannot be divided is shown undivided, or not at all."""
    number = cell["value"] if definition.is_divisible else Decimal(1)
    if cell["value"] is None:
        return cell
    given = allot(number, shares, definition.whole_units).get(award_id)
    if given is None or not (definition.is_divisible or given.exact):
        return cell | {"value": None, "reason": wording.NOT_CREDITED}
    return cell | {"value": given.allotted} if definition.is_divisible else cell


def _shown(key, cell, by, factor):
    shown = {"site_id": key.site_id} if "site" in by else {}
    if "period" in by:
        shown["period_id"] = key.period_id
    value = cell["value"]
    shown["categories"] = dict(key.categories)
    return shown | cell | {"value": None if value is None else value * Decimal(factor)}
