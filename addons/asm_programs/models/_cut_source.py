"""What a source of rows knew up to an earlier day, without fetching again."""

from ._results_source import ResultsSource


class CutSource(ResultsSource):
    """What a source knows up to an earlier day: what would be fetched for that day.

    :param whole: :class:`ResultsSource`
    :param day: the last day
    :raises ValueError: for a day up to which the source has not fetched
    """

    def __init__(self, whole, day):
        if day > whole.date_to:
            raise ValueError(f"rows were fetched up to {whole.date_to}, not to {day}")
        self._whole = whole
        self._date_to = day
        self.env = whole.env
        self._as_of = whole._as_of
        self._gathered = {}
        self._facts = {}

    @property
    def whole(self):
        return self._whole

    def facts_of(self, line):
        if line.id not in self._facts:
            self._facts[line.id] = self._cut(line)
        return self._facts[line.id]

    def _cut(self, line):
        known = self._whole.facts_of(line)
        early = self._whole.early_corrections_of(line)
        found = []
        for position, fact in enumerate(known):
            if fact.date_from <= self._date_to:
                found.append(fact)
            elif position in early and early[position].known_from <= self._date_to:
                found.append(early[position].own)
        return found

    def gathered(self, key, gather, is_cut_by_period):
        if key not in self._gathered:
            self._gathered[key] = (
                self._whole.gathered(key, gather, None).up_to(self._date_to)
                if is_cut_by_period()
                else gather(self)
            )
        return self._gathered[key]

    def early_corrections_of(self, line):
        return self._whole.early_corrections_of(line)

    def is_visible(self, line):
        return self._whole.is_visible(line)

    def period_ids_of(self, program):
        return {
            window: period_id
            for window, period_id in self._whole.period_ids_of(program).items()
            if window.date_to <= self._date_to
        }

    def is_hidden_in_part(self, line):
        return self._whole.is_hidden_in_part(line)

    @property
    def _overlaps_by_indicator(self):
        # those of later periods lie outside of every window that is asked for
        return self._whole._overlaps_by_indicator

    @property
    def _programs_of_overlaps(self):
        return self._whole._programs_of_overlaps
