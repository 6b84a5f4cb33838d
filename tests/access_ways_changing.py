"""The ways in that change something, by itself or in a list inside a form."""

from access_asked import is_stored, way
from access_matrix import ADOPTED

from odoo.exceptions import AccessError
from odoo.tools import SQL

CHANGING = "Matrix: creating, changing and deleting"
NESTED = "Matrix: lists inside a form"


@way(CHANGING, "c", needs_record=False, applies=is_stored)
def create(asked):
    return asked.call("create", dict(asked.values))


@way(CHANGING, "c", needs_record=False, exact=False, applies=is_stored)
def save_new(asked):
    return asked.call("web_save", [], dict(asked.values), {})


@way(CHANGING, "c", exact=False, applies=is_stored)
def copy(asked):
    return asked.call("copy", asked.ids)


def _is_named(asked):
    name = asked.record._rec_name
    is_char = name and asked.record._fields[name].type == "char"
    is_kept = not asked.record.is_transient() and asked.record._name not in ADOPTED
    return is_char and is_kept


@way(CHANGING, "c", exact=False, needs_record=False, applies=_is_named)
def create_by_name(asked):
    return asked.call("name_create", "Matrix")


def _is_plain(asked):
    """Say whether all values can stand in the cells of a table."""
    values = asked.values.values()
    return asked.record._auto and all(isinstance(v, str | int) for v in values)


@way(CHANGING, "c", exact=False, needs_record=False, applies=_is_plain)
def load(asked):
    fields = asked.record._fields
    columns = [
        f"{name}/.id" if fields[name].type == "many2one" else name
        for name in asked.values
    ]
    said = asked.call("load", columns, [[*map(str, asked.values.values())]])
    return said["ids"]


@way(CHANGING, "w", applies=is_stored)
def write(asked):
    return asked.call("write", asked.ids, asked.first_value())


@way(CHANGING, "w", exact=False, applies=is_stored)
def save(asked):
    return asked.call("web_save", asked.ids, asked.first_value(), {})


@way(CHANGING, "w", exact=False, applies=lambda asked: "active" in asked.record._fields)
def archive(asked):
    asked.call("action_archive", asked.ids)
    return True


@way(CHANGING, "d", exact=False, applies=is_stored)
def unlink(asked):
    return asked.call("unlink", asked.ids)


def _parents(asked):
    """Return (parent, list of it) that the record is shown in."""
    found = []
    for name, field in asked.record._fields.items():
        if field.type != "many2one" or not field.store:
            continue
        parent = asked.record.sudo()[name]
        for list_name, inside in parent._fields.items():
            if (
                inside.type == "one2many"
                and inside.comodel_name == asked.record._name
                and inside.inverse_name == name
                and parent
            ):
                found.append((parent, list_name))
    return found


def _by_parent(asked, command, other=False):
    """Write a command through each list that the record is in; one refusal is all.

    :param other: through the list of another parent, where the record is not
    """
    written = 0
    # some lists are kept from being written without a word
    before = _rows(asked)
    for parent, list_name in _parents(asked):
        if other:
            parent = parent.search([("id", "!=", parent.id)], limit=1)
        try:
            asked.call("write", parent.ids, {list_name: [command]}, model=parent._name)
        except AccessError:
            continue
        written += _rows(asked) != before
    return written


def _rows(asked):
    """Return what tells the rows of the record's table from any others."""
    asked.env.flush_all()
    if asked.record.sudo()._table_query is not None:
        # a query has no rows of its own that a list could change
        return []
    table = SQL.identifier(asked.record._table)
    rows = "SELECT md5(string_agg(row::text, '' ORDER BY id)) FROM %s row"
    return asked.env.execute_query(SQL(rows, table))


@way(NESTED, "w", exact=False, applies=_parents)
def write_in_a_list(asked):
    return _by_parent(asked, (1, asked.record.id, asked.first_value()))


@way(NESTED, "w", exact=False, applies=_parents)
def link_to_a_list(asked):
    return _by_parent(asked, (4, asked.record.id, 0), other=True)


@way(NESTED, "c", exact=False, applies=_parents)
def create_in_a_list(asked):
    return _by_parent(asked, (0, 0, dict(asked.values)))


@way(NESTED, "d", exact=False, applies=_parents)
def delete_in_a_list(asked):
    return _by_parent(asked, (2, asked.record.id, 0))
