"""The ways in: each asks for a record, or tries to change it, as a browser does.

Each way comes to one operation of the access matrix, by its letter. One that is
``exact`` gets through exactly for those who may by the matrix; of any other it is only
asked that it gives nothing to those who may not (who may can still be refused, for a
reason of the record's own).

All of them go by ``call_kw``, as what comes by ``/web/dataset/call_kw``, ``/json/2``
and XML-RPC does; ``test_access_routes`` tries these themselves, for reading.
"""

import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tools import SQL

NAMES = {"display_name": {}}


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
        return [("id", "in", self.ids)]

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


READING = "Matrix: reading by RPC"
SEARCHING = "Matrix: searching, counting and grouping"
TYPING = "Matrix: search as one types"
FORMS = "Matrix: opening a form"
EXPORTING = "Matrix: export"
TALKING = "Matrix: messages, followers and activities"
FILES = "Matrix: files of a record"
REPORTS = "Matrix: reports (pages and workbooks)"
CHANGING = "Matrix: creating, changing and deleting"
NESTED = "Matrix: lists inside a form"


@way(READING, "r")
def read(asked):
    return asked.call("read", asked.ids, ["display_name"])


@way(READING, "r")
def web_read(asked):
    return asked.call("web_read", asked.ids, NAMES)


@way(SEARCHING, "r")
def search(asked):
    return asked.call("search", asked.domain)


@way(SEARCHING, "r")
def search_read(asked):
    return asked.call("search_read", asked.domain, ["display_name"])


@way(SEARCHING, "r")
def web_search_read(asked):
    return asked.call("web_search_read", asked.domain, NAMES)["records"]


@way(SEARCHING, "r")
def search_count(asked):
    return asked.call("search_count", asked.domain)


@way(SEARCHING, "r")
def formatted_read_group(asked):
    groups = asked.call("formatted_read_group", asked.domain, [], ["__count"])
    return groups[0]["__count"]


@way(SEARCHING, "r")
def read_grouping_sets(asked):
    sets = asked.call("formatted_read_grouping_sets", asked.domain, [[]], ["__count"])
    return sets[0][0]["__count"]


@way(SEARCHING, "r")
def web_read_group(asked):
    return asked.call("web_read_group", asked.domain, [asked.groupable()])["groups"]


@way(SEARCHING, "r", exact=False)
def progress_bar(asked):
    name = asked.groupable()
    value = asked.record.sudo()[name]
    bar = {"field": name, "colors": {str(value): "success"}}
    return asked.call("read_progress_bar", asked.domain, name, bar)


@way(TYPING, "r", applies=lambda asked: asked.has_names)
def name_search(asked):
    return asked.call("name_search", "", asked.domain)


@way(TYPING, "r", applies=lambda asked: asked.has_names)
def web_name_search(asked):
    return asked.call("web_name_search", "", NAMES, asked.domain)


@way(FORMS, "r", writes=True, exact=False)
def onchange(asked):
    first = next(iter(asked.values), "display_name")
    spec = NAMES | {name: {} for name in asked.values}
    said = asked.call("onchange", asked.ids, asked.first_value(), [first], spec)
    return said.get("value")


@way(FORMS, "r", exact=False)
def copy_of_the_values(asked):
    return asked.call("copy_data", asked.ids)


def _names(asked):
    """Return what the record is called, where that could not be chance."""
    names = [record.display_name for record in asked.record.sudo()]
    return [name for name in names if name and len(name) > 4]


def _says_a_name(asked, said):
    return any(name in repr(said) for name in _names(asked))


@way(FORMS, "r", exact=False)
def find_its_form(asked):
    return _says_a_name(asked, asked.call("get_formview_action", asked.ids))


@way(FORMS, "r", exact=False)
def defaults_from_it(asked):
    names = [*asked.record._fields]
    context = {
        "active_model": asked.record._name,
        "active_id": asked.record.id,
        "active_ids": asked.ids,
    }
    return _says_a_name(asked, asked.call("default_get", names, context=context))


def _may_export(asked):
    return asked.env.user.has_group("base.group_allow_export")


# Odoo exports nothing else, whoever asks
def _is_exported(asked):
    return asked.record._auto and not asked.record.is_transient()


@way(EXPORTING, "r", also=_may_export, applies=_is_exported)
def export(asked):
    return asked.call("export_data", asked.ids, ["id", "display_name"])["datas"]


# what staff say to each other is on no page of the portal
def _is_staff(asked):
    return asked.is_internal


@way(TALKING, "r", also=_is_staff, applies=lambda asked: asked.is_thread)
def messages(asked):
    domain = [("model", "=", asked.record._name), ("res_id", "in", asked.ids)]
    return asked.call("search_read", domain, ["body"], model="mail.message")


@way(TALKING, "r", also=_is_staff, applies=lambda asked: asked.is_thread)
def followers(asked):
    return asked.call(
        "search_read", asked.at_record, ["partner_id"], model="mail.followers"
    )


@way(TALKING, "r", exact=False, also=_is_staff, applies=lambda asked: asked.is_thread)
def followers_of_the_chatter(asked):
    said = asked.call("message_get_followers", asked.ids)
    return said.get("mail.followers")


@way(
    TALKING,
    "r",
    # of others' activities Odoo asks for more than the right to read
    exact=False,
    also=_is_staff,
    applies=lambda asked: hasattr(asked.record, "activity_ids"),
)
def activities(asked):
    domain = asked.at_record
    return asked.call("search_read", domain, ["summary"], model="mail.activity")


@way(TALKING, "r", writes=True, exact=False, applies=lambda asked: asked.is_thread)
def follow(asked):
    return asked.is_internal and asked.call(
        "message_subscribe", asked.ids, asked.env.user.partner_id.ids
    )


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def let_others_follow(asked):
    partner = asked.env.ref("base.partner_root")
    return asked.call("message_subscribe", asked.ids, partner.ids)


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def unfollow_others(asked):
    partners = asked.record.sudo().message_partner_ids
    return asked.call("message_unsubscribe", asked.ids, partners.ids)


@way(TALKING, "w", applies=lambda asked: asked.is_thread)
def post(asked):
    return asked.call("message_post", asked.ids, body="Matrix")


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def post_as_a_new_record(asked):
    values = {"model": asked.record._name, "res_id": asked.record.id, "body": "Matrix"}
    return asked.call("create", values, model="mail.message")


@way(TALKING, "w", exact=False, applies=lambda asked: asked.is_thread)
def change_a_message(asked):
    return asked.call(
        "write",
        asked.record.sudo().message_ids.ids,
        {"body": "Planted"},
        model="mail.message",
    )


@way(FILES, "r", also=_is_staff)
def files(asked):
    domain = asked.at_record
    return asked.call("search_read", domain, ["name", "datas"], model="ir.attachment")


@way(FILES, "r", exact=False)
def download(asked):
    found = asked.env["ir.attachment"].sudo().search(asked.at_record)
    # what /web/content does; it raises where it does not give
    return asked.env["ir.binary"]._find_record(res_id=found[:1].id)


@way(FILES, "w", exact=False)
def attach(asked):
    values = {
        "name": "matrix.txt",
        "raw": "Matrix",
        "res_model": asked.record._name,
        "res_id": asked.record.id,
    }
    return asked.call("create", values, model="ir.attachment")


def _reports(asked):
    of_model = [("model", "=", asked.record._name)]
    return asked.env["ir.actions.report"].sudo().search(of_model)


@way(REPORTS, "r", exact=False, applies=_reports)
def report(asked):
    for each in _reports(asked):
        printer = asked.env["ir.actions.report"]
        if each.report_type == "xlsx":
            said = printer._render_xlsx(each.report_name, asked.ids, {})[0]
        else:
            said = printer._render_qweb_html(each.report_name, asked.ids)[0]
        if any(name in text_of(said) for name in _names(asked)):
            return True
    return False


def text_of(content):
    """Return what can be read in the bytes of a file, a workbook's parts as well."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(map(book.read, book.namelist()))
    return content.decode("utf-8", "replace")


def _is_stored(asked):
    return asked.record._auto


@way(CHANGING, "c", needs_record=False, applies=_is_stored)
def create(asked):
    return asked.call("create", dict(asked.values))


@way(CHANGING, "c", needs_record=False, exact=False, applies=_is_stored)
def save_new(asked):
    return asked.call("web_save", [], dict(asked.values), {})


@way(CHANGING, "c", exact=False, applies=_is_stored)
def copy(asked):
    return asked.call("copy", asked.ids)


def _is_named(asked):
    name = asked.record._rec_name
    is_char = name and asked.record._fields[name].type == "char"
    return is_char and not asked.record.is_transient()


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


@way(CHANGING, "w", applies=_is_stored)
def write(asked):
    return asked.call("write", asked.ids, asked.first_value())


@way(CHANGING, "w", exact=False, applies=_is_stored)
def save(asked):
    return asked.call("web_save", asked.ids, asked.first_value(), {})


@way(CHANGING, "w", exact=False, applies=lambda asked: "active" in asked.record._fields)
def archive(asked):
    asked.call("action_archive", asked.ids)
    return True


@way(CHANGING, "d", exact=False, applies=_is_stored)
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


def _text_behind(asked, name):
    behind = asked.record.sudo()[name]
    return behind._rec_name, str(behind[behind._rec_name])


def by_dotted_domain(asked, name):
    column, text = _text_behind(asked, name)
    return asked.call("search", [*asked.domain, (f"{name}.{column}", "ilike", text)])


def by_name(asked, name):
    text = _text_behind(asked, name)[1]
    return asked.call("search", [*asked.domain, (name, "ilike", text)])


def by_group(asked, name):
    text = _text_behind(asked, name)[1]
    # Odoo shows what a field leads to by its name, to whoever may read the field
    shown = repr(asked.call("read", asked.ids, [name]))
    groups = asked.call("formatted_read_group", asked.domain, [name], ["__count"])
    return text in repr(groups) and text not in shown


def by_order(asked, name):
    column = _text_behind(asked, name)[0]
    return asked.call("search", asked.domain, 0, None, f"{name}.{column}")


def by_nested_read(asked, name):
    column, text = _text_behind(asked, name)
    nested = {name: {"fields": {column: {}}}}
    return text in repr(asked.call("web_read", asked.ids, nested))


REACHING = (by_dotted_domain, by_name, by_group, by_order, by_nested_read)
