"""Somebody asks for a record, in one of many ways: what all ways in share."""

from collections.abc import Callable
from typing import NamedTuple

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw


class Asked(NamedTuple):
    """Somebody, the record that they ask for, and what hangs on it."""

    env: object
    record: object
    values: dict

    def call(self, method, *args, model=None, **kwargs):
        return call_kw(self.env[model or self.record._name], method, [*args], kwargs)

    @property
    def ids(self):
        return self.record.ids

    @property
    def domain(self):
        found = [("id", "in", self.ids)]
        if "active" in self.record._fields and not self.record.sudo().active:
            found.append(("active", "=", False))
        return found

    @property
    def is_internal(self):
        return self.env.user._is_internal()

    @property
    def has_names(self):
        return bool(self.record._rec_name or self.record._rec_names_search)

    @property
    def is_thread(self):
        return hasattr(self.record, "message_post")

    @property
    def is_for_writers(self):
        """Say whether only who may write on it may post: Odoo knows other models."""
        return self.is_thread and self.record._mail_post_access == "write"

    @property
    def at_record(self):
        """Return a domain of what hangs on the record, by model and id."""
        return [("res_model", "=", self.record._name), ("res_id", "in", self.ids)]

    def groupable(self):
        """Return a column that they may read and group by."""
        model = self.env[self.record._name]
        return next(
            (
                name
                for name, field in model._fields.items()
                if field.type in ("many2one", "selection", "char")
                and field.store
                and name not in ("create_uid", "write_uid")
                and model._has_field_access(field, "read")
            ),
            "id",
        )

    def first_value(self):
        name = next(iter(self.values))
        return {name: self.values[name]}


class Way(NamedTuple):
    kind: str
    letter: str
    go: Callable
    exact: bool = True
    # for whom the letter alone does not say it
    also: Callable = lambda asked: True
    applies: Callable = lambda asked: True
    # whether there must be a record, and whether it leaves something behind
    needs_record: bool = True
    writes: bool = False


WAYS = []


def way(kind, letter, **options):
    """Declare a way in: a function that returns something when it got through."""

    def declare(function):
        WAYS.append(Way(kind, letter, function, **options))
        return function

    return declare


def names_of(asked):
    """Return what the record is called, where that could not be chance."""
    names = [record.display_name for record in asked.record.sudo()]
    return [name for name in names if name and len(name) > 4]


def is_staff(asked):
    """Say whether they may see what staff say: it is on no page of the portal."""
    return asked.is_internal


def is_stored(asked):
    return asked.record._auto


def went_through(way, asked):
    """Say whether a way gave something, or changed something; None: undecided.

    What the record itself refuses, or the database, gave nothing and changed nothing.
    """
    try:
        through = bool(way.go(asked))
        asked.env.flush_all()
    except AccessError:
        return False
    except (UserError, IntegrityError):
        return None
    return through
