"""What each number of a report rests on, whatever days its cell counts."""

from collections import defaultdict
from functools import cache

from odoo.addons.asm_programs.models._behind import Behind
from odoo.addons.asm_programs.models._question import Question
from odoo.addons.asm_programs.tools.cells import NOT_DISAGGREGATED
from odoo.addons.asm_programs.tools.lines import OVERLAP

from ..tools import terms


class BehindCells(Behind):
    """Finds the numbers behind cells of one award, for several windows, by one query.

    :param reader: :class:`InputsReader` of the report
    :param award: ``asm.award`` record
    :param award_lines: ``asm.award.indicator`` records of it
    :param windows: windows of the vocabulary that are asked for
    """

    def __init__(self, reader, award, award_lines, windows):
        self.env = reader.env
        self._report = reader.report
        self._award_lines = award_lines
        self._award = award
        self._days = {window: reader.days(award, window) for window in windows}
        self._corrections = defaultdict(list)
        self._places = {}
        self.days_of = cache(self._days_of)
        self._rows = self._read()
        self.ids_of = cache(self._ids_of)

    def _windows(self):
        return [
            days
            for window in self._days
            for award_line in self._award_lines
            if (days := self.days_of(award_line, window))
        ]

    def _days_of(self, award_line, window):
        """Return the days that a cell counts; None where nothing counts yet."""
        days = self._days[window]
        if not days.counted or not days.on_basis:
            return days.counted
        question = Question(days.counted, self._award)
        return award_line.program_indicator_id._on_basis(question).window

    def ids_in(self, award_line, window):
        """Return the ids of the numbers that a cell adds up, all categories."""
        days = self.days_of(award_line, window)
        return self.ids_of(award_line, days) if days else []

    def places(self):
        """Return ``{id: (place, period, categories)}`` of all numbers."""
        ids = {combination for *_place, combination in self._places.values()}
        combinations = self.env["mtm.disaggregation"].browse(filter(None, ids))
        categories = {one.id: set(one._categories().items()) for one in combinations}
        return {
            number: (site_id, period_id, categories.get(combination, set()))
            for number, (site_id, period_id, combination) in self._places.items()
        }

    def is_part(self, actual, part):
        """Say whether a number belongs to a row.

        :param part: what the key of a row has after its indicator: a dimension or
            ``site`` or ``period``, and which one of them; empty for the total
        """
        values = actual.disaggregation_id.value_ids
        pairs = {(value.dimension_id.code, value.code) for value in values}
        return self.is_within(part, actual.site_id.id or 0, actual.period_id.id, pairs)

    @staticmethod
    def is_within(part, site_id, period_id, categories):
        """The same of a number that was read already.

        :param categories: ``{(dimension code, value code)}``
        """
        if not part:
            return True
        split, member = part
        if split in terms.SPLITS:
            return member == (site_id if split == "site" else period_id)
        if member == OVERLAP:
            return False
        # what is not disaggregated is the total less its parts
        return member == NOT_DISAGGREGATED or tuple(part) in categories
