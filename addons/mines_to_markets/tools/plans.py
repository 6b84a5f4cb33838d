"""What an import is going to do: found out first, shown or carried out after."""

from typing import NamedTuple


class Note(NamedTuple):
    """One line of an import's history: ``action`` is add, change, clear or error."""

    row: int
    action: str
    column: str
    message: str


class Step(NamedTuple):
    """One record to create, or to change when it has a ``res_id``."""

    row: int
    res_id: int | None
    values: dict
    notes: list


class Plan(NamedTuple):
    """The steps of an import, and the notes on rows that take part in none.

    ``record_count`` counts the records that the valid rows are about; those without
    a step stay as they are. ``unknown`` are titles of columns that are not read.
    """

    model: str
    steps: list
    errors: list
    row_count: int
    record_count: int
    unknown: tuple = ()


class Refusal(Exception):
    """The file is refused as a whole: ``message`` says why and what to do."""

    def __init__(self, message, row=0, column="", errors=()):
        super().__init__(message)
        self.message = message
        self.errors = list(errors) or [Note(row, "error", column, message)]
