"""Many questions about programme indicators, answered from rows fetched once."""

from dataclasses import replace
from functools import cache, partial

from ._cut_source import CutSource
from ._results_source import ResultsSource


class Readings:
    """Reads programme indicators for any days and splits up to a day.

    The cells are those of ``read_results`` and ``read_achievement``, which ask one
    question; rows, definitions, targets and what adds up to reports are fetched and
    gathered once for all that is asked. What is returned is kept: it is not to be
    changed.

    :param lines: ``asm.program.indicator`` records, in the reader's environment
    :param date_to: the last day of all windows that are asked for
    :param as_of: moment whose knowledge is used; None for now
    :param include_draft: also take numbers that are not approved yet
    :raises AccessError: where a line may not be read
    """

    def __init__(self, lines, date_to, as_of=None, include_draft=False):
        lines.check_access("read")
        source = ResultsSource(lines._read_along(), date_to, as_of, include_draft)
        self._source_at = cache(partial(_up_to, source))
        self._kept = {}
        self._cells = {}
        self._compared = {}

    def results(self, lines, question):
        """Return ``{line id: [cell]}`` as ``read_results`` does.

        :param lines: some of the lines
        :param question: :class:`Question` of the same moment
        :raises ValueError: for days after the last
        """
        question = self.keeping(question)
        return {line.id: self._read(line, line._on_basis(question)) for line in lines}

    def achievement(self, lines, question):
        """Return ``{line id: [cell]}`` as ``read_achievement`` does; see
        :meth:`results`."""
        question = self.keeping(question)
        return {
            line.id: self._compare(line, line._on_basis(question)) for line in lines
        }

    def keeping(self, question):
        """Return a question that keeps what it needs beside those asked here."""
        return replace(question, kept=self._kept)

    def _read(self, line, question):
        key = line.id, question
        if key not in self._cells:
            source = self._source_at(question.window.date_to)
            self._cells[key] = line._read_cells(source, question)
        return self._cells[key]

    def _compare(self, line, question):
        key = line.id, question
        if key not in self._compared:
            cells = self._read(line, question)
            self._compared[key] = line._with_comparison(cells, question)
        return self._compared[key]


def _up_to(source, day):
    return source if day == source.date_to else CutSource(source, day)
