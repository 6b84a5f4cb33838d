"""Adding up one definition over programmes, split by what readers ask for."""

from collections import defaultdict
from functools import cache
from itertools import product

from ..tools import formula_results, results
from ..tools.amounts import total
from ..tools.lines import OVERLAP
from ..tools.reading import met_by_sites
from ._question import Question
from ._results_source import ResultsSource
from ._wording import EXACT, translated

SPLITS = (
    "indicator",
    "program",
    "country",
    "theme",
    "sdg",
    "period",
    "site",
    "award",
)
OF_LINES = ("program", "theme", "sdg")
OF_ROWS = ("country", "site")
NUMBERS = ("value", "numerator", "denominator")


class Portfolio:
    """The numbers of some programme indicators, gathered by their definitions.

    :param lines: ``asm.program.indicator`` records in the reader's environment
    :param window: :class:`calendars.Window`
    :param as_of: moment, or None for now
    :param source_for: gives the class of the source of rows for some lines
    """

    def __init__(
        self, lines, window, as_of=None, source_for=lambda _lines: ResultsSource
    ):
        self.env = lines.env
        self.window = window
        self.as_of = as_of
        self.families = families_of(lines)
        heads = lines.union(*(f.heads for f in self.families))
        needed = heads._read_along()
        self.source = source_for(needed)(needed, window.date_to, as_of)
        for family in self.families:
            family.heads = family.heads.filtered(self.source.is_visible)
        self.facts_of = cache(self._facts_of)
        self.slots_of = cache(self._slots_of)

    def rows(self, by):
        """Return the rows of each definition: its total, then what it is split into."""
        return [row for family in self.families for row in self._rows(family, by)]

    def _rows(self, family, by):
        total_of = _Slice(self, family, {}, family.heads)
        slices = _slices(self, family, by) if set(by) - {"indicator"} else []
        for each in (total_of, *slices):
            for cell in each.cells():
                if each is total_of or says_something(cell):
                    yield self._row(family, by, each, cell, each is total_of)

    def _row(self, family, by, of_slice, cell, is_total):
        ids = {f"{name}_id": of_slice.key.get(name) for name in by}
        if "period" in by:
            ids["period_id"] = cell.get("period_id") or None
        shown = (*NUMBERS, "reported", "expected", "carried")
        notes = [translated(self.env, note) for note in cell["notes"]]
        if of_slice.is_hidden_in_part():
            notes.append(self.env._("Some numbers are hidden from you."))
        return {
            **ids,
            "indicator_id": family.indicator.id,
            "is_total": is_total,
            "is_overlap": OVERLAP in cell["categories"],
            **{name: cell[name] for name in shown},
            "reason": translated(self.env, cell["reason"]),
            "notes": notes,
        }

    def _facts_of(self, head):
        program_id = head.program_id.id
        return [f._replace(program_id=program_id) for f in head._facts(self.source)]

    def _slots_of(self, head):
        program_id = head.program_id.id
        slots = [
            slot._replace(program_id=program_id)
            for slot in head._expected_slots(self.source, self.window)
        ]
        if any(slot.site_id is None for slot in slots):
            # met by what is reported anywhere, also where a slice shows one place
            return list(met_by_sites(slots, self.facts_of(head)))
        return slots

    def is_hidden_in_part(self, heads):
        lines = heads.sudo().union(*(h._members() for h in heads.sudo()))
        lines = lines.union(*(line._series() for line in lines)).with_env(self.env)
        source = self.source
        return any(
            source.is_hidden_in_part(line) or not source.is_visible(line)
            for line in lines
        )


def says_something(cell):
    """A place of which nothing is known or asked is no row."""
    return cell["value"] is not None or cell["reported"] or cell["expected"]


class Family:
    """One definition in all its comparable versions: one line a programme.

    ``asked`` are the lines that were asked for, ``heads`` with what they take in.
    """

    def __init__(self, asked):
        self.asked = asked
        members = {line: line.sudo()._members().with_env(line.env) for line in asked}
        self.heads = asked.union(*members.values())
        self._takers = defaultdict(asked.browse)
        for line, taken in members.items():
            for member in taken:
                self._takers[member] |= line
        self.indicator = max(asked.indicator_id, key=lambda i: (i.version, i.id))

    def programs_of(self, head):
        """Return the ids of the programmes under which a line's numbers are shown."""
        return self._takers[head].program_id.ids


def families_of(lines):
    """Gather lines by definition, of each programme the newest version."""
    found = defaultdict(dict)
    for line in lines.sorted(lambda line: line.indicator_id.version):
        root = line.indicator_id._comparable_versions()[-1:]
        found[root][line.program_id] = line
    families = [
        Family(lines.browse([line.id for line in of_program.values()]))
        for of_program in found.values()
    ]
    return sorted(families, key=lambda f: (f.indicator.code, f.indicator.id))


def _slices(portfolio, family, by):
    """Yield what a definition is split into, each with its key."""
    groups = defaultdict(family.heads.browse)
    of_lines = [name for name in by if name in OF_LINES]
    for head in family.heads:
        values = (_of_line(family, head, name) for name in of_lines)
        for key in product(*values):
            groups[key] |= head
    for key, heads in sorted(groups.items(), key=lambda item: _in_order(item[0])):
        key = dict(zip(of_lines, key, strict=True))
        for own_calendar in _by_calendar(heads) if "period" in by else [heads]:
            yield from _of_rows(portfolio, family, key, own_calendar, by)


def _of_rows(portfolio, family, key, heads, by):
    """Yield the slices of some lines, split by what their rows say of themselves."""
    names = [name for name in by if name in OF_ROWS]
    places = {
        _place(portfolio, row, names)
        for head in heads
        for row in (*portfolio.facts_of(head), *portfolio.slots_of(head))
    }
    if any(head.indicator_id.formula for head in heads) and names:
        places |= _places_of_inputs(portfolio, heads, names)
    awards = [None]
    if "award" in by:
        awards = heads.program_id.share_ids._filtered_as_of(portfolio.as_of).award_id
    for place in sorted(places if names else {()}, key=_in_order):
        place = dict(zip(names, place, strict=True))
        for award in awards:
            of_award = {"award": award.id} if award else {}
            yield _Slice(
                portfolio,
                family,
                key | place | of_award,
                heads,
                place,
                "period" in by,
                award,
            )


def _places_of_inputs(portfolio, heads, names):
    return {
        _place(portfolio, row, names)
        for head in heads._inputs()
        for row in portfolio.facts_of(head)
    }


def _by_calendar(heads):
    """A period is one of a calendar: programmes of another have other periods."""
    return heads.grouped(
        lambda head: (head.program_id.frequency, head.program_id.fiscal_month)
    ).values()


def _of_line(family, head, name):
    """Return the ids under which a line is shown; None where it has none."""
    if name == "program":
        return family.programs_of(head)
    if name == "sdg":
        return family.indicator.sdg_ids.ids or [None]
    return (family.indicator.theme_id or head.program_id.theme_ids).ids or [None]


def _place(portfolio, row, names):
    found = []
    for name in names:
        if name == "site":
            found.append(row.site_id)
        else:
            found.append(_country_of(portfolio, row.site_id, row.program_id))
    return tuple(found)


def _country_of(portfolio, site_id, program_id):
    """Return the country of a site, else that of a programme in one country."""
    # which country a number that one reads is of is no secret
    if site_id:
        site = portfolio.env["mtm.site"].sudo().browse(site_id)
        return site.country_id.id or None
    countries = portfolio.env["asm.program"].sudo().browse(program_id).country_ids
    return countries.id if len(countries) == 1 else None


def _in_order(key):
    return [(value is None, value or 0) for value in key]


class _Slice:
    """Some lines of a definition, or those of their rows that are of one place.

    :param key: ``{split: id}`` without the period
    :param place: ``{split: id}`` that a row must have
    :param by_period: whether to split by period
    :param award: ``asm.award`` to credit, or None
    """

    def __init__(
        self, portfolio, family, key, heads, place=None, by_period=False, award=None
    ):
        self.portfolio = portfolio
        self.family = family
        self.key = key
        self.heads = heads
        self.place = place or {}
        self.by = ("period",) if by_period else ()
        self.award = award

    def is_hidden_in_part(self):
        return self.portfolio.is_hidden_in_part(self.heads)

    def cells(self):
        """Return the cells: one, or one for each period, and overlaps of their own."""
        if not self.award:
            return self.add_up(self.heads, self.by)
        definition = self.heads[:1]._definition()
        credited = self.heads.filtered(self._is_credited)
        if not definition.is_divisible:
            return self.add_up(credited, self.by) if credited else []
        found = defaultdict(list)
        for head in credited:
            for cell in self.add_up(head, self.by, self._credit(head)):
                key = cell.get("period_id"), *sorted(cell["categories"].items())
                found[key].append(cell)
        return [_added(cells) for cells in found.values()]

    def _credit(self, head):
        asked = Question(self.portfolio.window, self.award, as_of=self.portfolio.as_of)
        return head._credit(asked)

    def _is_credited(self, head):
        return any(s.award_id == self.award.id for s in self._credit(head).shares)

    def add_up(self, heads, by, credit_of=None):
        """Return the cells of some lines of one definition, added up together.

        :param credit_of: :class:`credit.Credit`, with one line
        """
        newest = max(heads, key=lambda head: (head.indicator_id.version, head.id))
        if newest.indicator_id.formula:
            return self._read_formula(newest, heads, by, credit_of)
        programs = {head.program_id.id: head._definition() for head in heads}
        if credit_of:
            # what is credited to an award is the programme's own
            programs = {}
        return results.read(
            newest._definition(),
            self._rows_of(heads, self.portfolio.facts_of, bool(credit_of)),
            self.portfolio.window,
            by,
            expected=self._rows_of(heads, self.portfolio.slots_of, bool(credit_of)),
            overlaps=self._overlaps(heads),
            credit=credit_of,
            weights=self._weights(newest, heads),
            programs=programs,
        )

    def _rows_of(self, heads, rows_of, is_own):
        names = tuple(self.place)
        wanted = tuple(self.place.values())
        rows = [
            row
            for head in heads
            for row in rows_of(head)
            if not names or _place(self.portfolio, row, names) == wanted
        ]
        return [row._replace(program_id=None) for row in rows] if is_own else rows

    def _overlaps(self, heads):
        lines = heads.union(*(head._series() for head in heads))
        found = self.portfolio.source.overlaps_of(lines, self.portfolio.window)
        return [overlap for overlap in found if self._is_inside(overlap, heads)]

    def _is_inside(self, overlap, heads):
        """Say whether all the people of an overlap are in the place asked for."""
        names = tuple(self.place)
        if not names:
            return True
        program_id = heads[:1].program_id.id if len(heads.program_id) == 1 else None
        places = {
            tuple(
                site_id
                if name == "site"
                else _country_of(self.portfolio, site_id, program_id)
                for name in names
            )
            for site_id in overlap.site_ids or (None,)
        }
        return places == {tuple(self.place.values())}

    def _weights(self, newest, heads):
        weighting = newest.indicator_id.place_weight_id
        if not weighting:
            return None
        used = heads.union(*(head._used(weighting.code) for head in heads)) - heads
        if not used:
            return {}
        return {
            cell["site_id"]: cell["value"]
            for cell in self.add_up(used, ("site",))
            if cell["site_id"] and cell["value"] is not None
        }

    def _read_formula(self, newest, heads, by, credit_of):
        definition = newest._definition()
        inputs = {}
        for reference, split_by in formula_results.inputs_of(definition, by).items():
            used = heads.browse().union(*(h._used(reference.code) for h in heads))
            inputs[reference] = self.add_up(used, split_by) if used else []
        return formula_results.read_formula(
            definition,
            inputs,
            by=by,
            window=self.portfolio.window,
            credit=credit_of,
        )


def _added(cells):
    """Add up what an award is credited with of several programmes."""
    first, *_others = cells
    expected = [cell["expected"] for cell in cells]
    return first | {
        **{name: total(cell[name] for cell in cells) for name in NUMBERS},
        "reported": sum(cell["reported"] for cell in cells),
        "expected": None if None in expected else sum(expected),
        "carried": [day for cell in cells for day in cell["carried"]],
        "reason": next((c["reason"] for c in cells if c["reason"]), None),
        "notes": list(
            dict.fromkeys(
                note
                for cell in cells
                for note in cell["notes"]
                if len(cells) == 1 or not note.startswith(EXACT)
            )
        ),
    }
