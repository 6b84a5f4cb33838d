"""What is asked of programme indicators."""

from dataclasses import dataclass, field, replace

from odoo import models

from ..tools import calendars


@dataclass(frozen=True)
class Question:
    """What is asked of programme indicators; see ``read_results``.

    While it is answered, it keeps what many cells need.

    :param as_asked: whether the days are counted as they are asked for; else they are
        those of the basis of the award's line
    """

    window: calendars.Window
    award: models.BaseModel
    site_ids: tuple = ()
    by: tuple = ()
    as_of: object = None
    as_asked: bool = False
    kept: dict = field(default_factory=dict, compare=False, repr=False)

    def once(self, make, *key):
        """Return what ``make`` returns for a record, made once.

        :param make: method of a record
        :param key: what else it depends on, and is given
        """
        records = make.__self__
        place = make.__name__, records._name, records._ids, records.env, *key
        if place not in self.kept:
            self.kept[place] = make(*key)
        return self.kept[place]

    def of_period(self, period):
        """Return the same question for the days of an ``asm.period``."""
        window = calendars.Window(period.date_start, period.date_end)
        return replace(self, window=window, as_asked=True)
