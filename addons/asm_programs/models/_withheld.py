"""What of the numbers that people from outside see is too small to be shown."""

from collections import defaultdict
from decimal import Decimal

from odoo.fields import Date

from ..tools.disclosure import Number, Series, hidden_in
from ..tools.suppression import BESIDE
from ._trace_numbers import numbers_of

ADDED_OVER_TIME = ("sum", "unique")
# what a percentage is made of: each is a number of people
PARTS = ("numerator", "denominator", "rest")


class Withheld:
    """The numbers of indicators that a reader has seen, in order, and what is hidden.

    A number is told by a dict of ``line`` (id of a programme indicator), ``window``,
    ``places`` (ids, None for all), ``categories`` (pairs), ``value``, ``parts`` (what
    it is made of: numerator and denominator, or the inputs of a formula), ``credited``
    (what an award is shown instead) and ``is_shown``. Only those of people are looked
    at.

    :param lines: ``asm.program.indicator`` records, as system
    """

    def __init__(self, lines):
        self._lines = {line.id: line for line in lines}
        self._inputs = {
            line.id: (line._inputs() & lines).filtered("indicator_id.counts_people").ids
            for line in lines
        }
        self._series = {}
        self._parts = defaultdict(dict)
        self._values = {}
        self._hidden = {}
        self._seen = set()
        self._small_parts = {}
        self._least = 0

    def concerns(self, line_id):
        """Say whether an indicator counts people, or is computed from some that do."""
        line = self._lines.get(line_id)
        return bool(line) and (
            line.indicator_id.counts_people or bool(self._inputs[line_id])
        )

    def add(self, batch, numbers, least):
        """Take in what is shown next; return the keys of what has to be hidden."""
        self._least = least
        self._take(batch, numbers, least)
        hidden = self._solve(batch, least)
        self._hidden |= hidden
        self._see(batch)
        return hidden

    def _see(self, batch):
        self._seen |= {
            (line_id, number.key)
            for line_id, series in self._series.items()
            for number in series.numbers
            if number.is_shown and number.batch == batch
        } - self._hidden.keys()

    def know(self, batch, numbers, least):
        """Take in what a reader was told already, whatever it is."""
        self._least = least
        self._take(batch, numbers, least)
        self._see(batch)

    def forget(self, batch):
        """Take out what was not shown in the end."""
        parts = (one for some in self._parts.values() for one in some.values())
        for series in (*self._series.values(), *parts):
            series.numbers = [one for one in series.numbers if one.batch != batch]
        gone = {cell for cell in self._hidden if cell[1][0] == batch}
        self._hidden = {
            cell: why for cell, why in self._hidden.items() if cell not in gone
        }
        self._seen = {cell for cell in self._seen if cell[1][0] != batch}

    def why(self, batch, line_id, window, places=None, categories=()):
        """Return why a number is hidden: ``small``, ``beside`` or None."""
        key = _key(batch, window, places, categories)
        every = range(1, len(self._values.get((line_id, key), ())))
        found = {
            self._hidden.get((line_id, one))
            for one in (key, *((*key, number) for number in every))
        } - {None}
        return min(found, default=None)

    def why_not(self, batch, told):
        """Return why a number that was told is hidden, or None."""
        return self.why(
            batch, told["line"], told["window"], told["places"], told["categories"]
        )

    def is_small(self, line_id, number):
        """Say whether a number beside the results counts people, and too few."""
        if number is None or number is False:
            return False
        return self.concerns(line_id) and 0 < number < self._least

    def has_small_baseline(self, line_id, value):
        """Say whether a baseline that is shown counts people, and too few."""
        line = self._lines.get(line_id)
        if not line or not line.indicator_id.is_ratio:
            return self.is_small(line_id, value)
        if value is None or value is False:
            return False
        # which of its versions it is does not matter: none is told of few
        return any(
            self.is_small(line_id, number)
            for version in line.baseline_ids
            for number in numbers_of(version).values()
        )

    # -- what is told --

    def _take(self, batch, numbers, least):
        for told in numbers:
            if not self.concerns(told["line"]) or told["value"] is None:
                continue
            key = self._key_of(batch, told)
            series = self._series.setdefault(
                told["line"], self._new_series(told["line"])
            )
            series.numbers.append(
                Number(
                    key,
                    tuple(map(Date.to_date, told["window"])),
                    None if told["places"] is None else frozenset(told["places"]),
                    frozenset(tuple(one) for one in told["categories"]),
                    Decimal(told["value"]),
                    batch,
                    told["is_shown"],
                )
            )
            self._take_parts(told["line"], series.numbers[-1], told.get("parts"))
            self._small_parts[told["line"], key] = self._has_small_part(told, least)

    def _take_parts(self, line_id, number, parts):
        """Take in what a percentage of people is made of, as numbers of people."""
        definition = self._lines[line_id].indicator_id
        is_ratio = definition.is_ratio and definition.counts_people
        if not is_ratio or len(parts or ()) != 2:
            return
        found = [None if one is None else Decimal(one) for one in parts]
        if None not in found and found[0] <= found[1]:
            found.append(found[1] - found[0])
        for name, value in zip(PARTS, found, strict=False):
            if value is not None:
                series = self._parts[line_id].setdefault(
                    name, self._new_part(definition, name)
                )
                series.numbers.append(number._replace(value=value))

    def _new_part(self, definition, name):
        names = ("numerator", "denominator") if name == "rest" else (name,)
        rules = {definition[f"{one}_time"] or "sum" for one in names}
        return Series(
            exclusive=frozenset(definition._exclusive_codes()),
            over_time=rules <= set(ADDED_OVER_TIME),
            over_places=not definition.place_weight_id,
        )

    def _key_of(self, batch, told):
        """Return the key of a number; of others in its place, keys of their own."""
        key = _key(batch, told["window"], told["places"], told["categories"])
        known = self._values.setdefault((told["line"], key), [])
        value = Decimal(told["value"])
        if value not in known:
            known.append(value)
        number = known.index(value)
        return (*key, number) if number else key

    def _new_series(self, line_id):
        definition = self._lines[line_id].indicator_id
        is_summed = not definition.is_ratio and not definition.formula
        return Series(
            exclusive=frozenset(definition._exclusive_codes()),
            over_time=is_summed
            and (
                definition.basis == "cumulative"
                or definition.time_aggregation in ADDED_OVER_TIME
            ),
            over_places=is_summed and definition.place_aggregation == "sum",
        )

    def _has_small_part(self, told, least):
        """Say whether what a number is made of, or credited as, is a small count."""
        definition = self._lines[told["line"]].indicator_id
        parts = told.get("parts") or ()
        if definition.is_ratio and not definition.counts_people:
            parts = ()
        shown = [Decimal(one) for one in parts if one is not None]
        if definition.is_ratio and len(shown) == 2:
            shown.append(shown[1] - shown[0])
        if definition.counts_people and told.get("credited") is not None:
            shown.append(Decimal(told["credited"]))
        return any(0 < one < least for one in shown)

    # -- what is hidden --

    def _solve(self, batch, least):
        """Hide in turn what is small, what would tell it, and what rests on that."""
        forced = {
            cell for cell, is_small in self._small_parts.items() if is_small
        } - self._seen
        while True:
            hidden = self._solve_each(batch, forced, least)
            more = self._by_formula(batch, hidden | self._hidden, forced, least)
            # what is hidden of a percentage for one part is so for the others
            more |= {cell for cell in hidden if cell[0] in self._parts}
            if not more - forced:
                return hidden
            forced |= more

    def _solve_each(self, batch, forced, least):
        hidden = {}
        for line_id, series in self._series.items():
            is_ratio = self._lines[line_id].indicator_id.is_ratio
            counts_people = self._lines[line_id].indicator_id.counts_people
            found = self._solve_one(
                batch, line_id, series, counts_people and not is_ratio, forced, least
            )
            for part in self._parts[line_id].values() if line_id in self._parts else ():
                more = self._solve_one(batch, line_id, part, True, forced, least)
                found |= dict.fromkeys(more, BESIDE)
            hidden |= found
        return hidden

    def _solve_one(self, batch, line_id, series, is_count, forced, least):
        """Return ``{(line id, key): why}`` of what one series hides in a batch."""
        keys = {one.key for one in series.numbers}
        if not any(key[0] == batch for key in keys):
            return {}
        before = frozenset(
            key for line, key in self._hidden if line == line_id and key in keys
        )
        # what was shown before is seen for good, and what was hidden stays so
        seen = frozenset(key for key in keys if key[0] != batch) - before
        found = hidden_in(
            tuple(series.numbers),
            (series.exclusive, series.over_time, series.over_places, is_count),
            (seen, before),
            frozenset(key for line, key in forced if line == line_id),
            least,
        )
        return {(line_id, key): why for key, why in found.items() if key[0] == batch}

    def _by_formula(self, batch, hidden, forced, least):
        """Return what is to be hidden since a formula ties it to something hidden."""
        found = set()
        values = self._values_of(batch)
        for line_id, input_ids in self._inputs.items():
            for place in values[line_id] if input_ids else ():
                own = (line_id, (batch, *place))
                inputs = {
                    (one, (batch, *place)): values[one][place]
                    for one in input_ids
                    if place in values[one]
                }
                is_told = any(
                    cell in hidden or 0 < value < least
                    for cell, value in inputs.items()
                )
                if is_told:
                    found.add(own)
                elif own in hidden and inputs:
                    found.add(min(inputs, key=lambda cell: (inputs[cell], cell[0])))
        return found

    def _values_of(self, batch):
        found = defaultdict(dict)
        for line_id, series in self._series.items():
            for number in series.numbers:
                if number.batch == batch:
                    found[line_id][number.key[1:]] = number.value
        return found


def _key(batch, window, places, categories):
    return (
        batch,
        *(Date.to_string(Date.to_date(day)) for day in window),
        None if places is None else tuple(sorted(places)),
        tuple(sorted(tuple(one) for one in categories)),
    )
