"""What a database is made of, and what it holds, to compare one with another."""

import re

from . import postgres

# Columns that each update writes.
STAMPS = ("write_date", "write_uid")
COLUMNS = """
    SELECT c.relname || '.' || a.attname,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull
               THEN ' NOT NULL' ELSE '' END
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relkind IN ('r', 'v', 'm') AND c.relnamespace = 'public'::regnamespace
       AND a.attnum > 0 AND NOT a.attisdropped
"""
CONSTRAINTS = """
    SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
"""
INDEXES = """
    SELECT tablename || '.' || indexname, indexdef
      FROM pg_indexes WHERE schemaname = 'public'
"""
TRIGGERS = """
    SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
"""
FUNCTIONS = """
    SELECT p.proname, p.prosrc
      FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
           SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
KINDS = {
    "column": COLUMNS,
    "constraint": CONSTRAINTS,
    "index": INDEXES,
    "trigger": TRIGGERS,
    "function": FUNCTIONS,
}
# A column that is named after a plan of analytic accounts, whose number is by chance.
PLAN = re.compile(r"x_plan\d+_id")
# What PostgreSQL says in another way once a dump was restored: lists of texts, and
# two conditions among others that hold together.
LIST = re.compile(r"\(ARRAY\[([^\]]*)\]\)::text\[\]")
PAIR = r"\((\([^()]*\) AND \([^()]*\))\)"
PAIRS = re.compile(rf"{PAIR}(?= AND )|(?<= AND ){PAIR}")
ITEM = re.compile(r"('(?:[^']|'')*'::character varying)(?!\))")


def schema(database):
    """``{(kind, name): definition}`` of all that a database is made of."""
    found = {}
    with postgres.connect(database) as connection, connection.cursor() as cursor:
        for kind, statement in KINDS.items():
            for name, definition in postgres.ask(cursor, statement):
                found[kind, PLAN.sub("x_plan_id", name)] = settled(definition)
    return found


def settled(definition):
    """A definition as it is in each database, made anew or restored from a dump.

    >>> settled("CHECK (x_plan7_id = ANY ((ARRAY['a'::character varying])::text[]))")
    "CHECK (x_plan_id = ANY (ARRAY[('a'::character varying)::text]))"
    >>> settled("CHECK ((((a > 1) AND (a < 9)) AND ((b > 1) AND (b < 9))))")
    'CHECK (((a > 1) AND (a < 9) AND (b > 1) AND (b < 9)))'
    >>> settled("CHECK ((((a > 1) AND (a < 9)) OR (b > 1)))")
    'CHECK ((((a > 1) AND (a < 9)) OR (b > 1)))'
    """

    def as_restored(found):
        items = ITEM.sub(r"(\1)::text", found[1])
        return f"ARRAY[{items}]"

    definition = PAIRS.sub(lambda found: found[1] or found[2], definition)
    return LIST.sub(as_restored, PLAN.sub("x_plan_id", definition))


def differences(before, after):
    """Lines that say how one dict of definitions differs from another.

    >>> for line in differences({"a": "1", "b": "2"}, {"b": "3", "c": "4"}):
    ...     print(line)
    a: was there, is gone
    b: was 2, is 3
    c: is new
    """
    lines = []
    for name in sorted({*before, *after}):
        told = " ".join(name) if isinstance(name, tuple) else name
        if name not in after:
            lines.append(f"{told}: was there, is gone")
        elif name not in before:
            lines.append(f"{told}: is new")
        elif before[name] != after[name]:
            lines.append(f"{told}: was {before[name]}, is {after[name]}")
    return lines


# Which addons a column, a table or a constraint is of.
OWNERS = """
    SELECT replace(f.model, '.', '_') || '.' || f.name, d.module
      FROM ir_model_fields f
      JOIN ir_model_data d ON d.model = 'ir.model.fields' AND d.res_id = f.id
     UNION
    SELECT replace(m.model, '.', '_'), d.module
      FROM ir_model m JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id
     UNION
    SELECT r.name, m.name
      FROM ir_model_relation r JOIN ir_module_module m ON m.id = r.module
     UNION
    SELECT replace(o.model, '.', '_') || '.' || c.name, m.name
      FROM ir_model_constraint c
      JOIN ir_model o ON o.id = c.model JOIN ir_module_module m ON m.id = c.module
"""


def owners(*databases):
    """``{column, table or constraint: addons}`` of some databases together."""
    found = {}
    for database in databases:
        with postgres.connect(database) as connection, connection.cursor() as cursor:
            for name, addon in postgres.ask(cursor, OWNERS):
                found.setdefault(name, set()).add(addon)
    return found


def changes(before, after):
    """Yield ``(name, what, needs a script)`` of each change that an addon answers for.

    :param before, after: schemas; what the ORM cannot do alone needs a script

    >>> old = {("column", "a.x"): "text", ("column", "a.y"): "text"}
    >>> new = {("column", "a.x"): "date", ("column", "a.z"): "text NOT NULL"}
    >>> for change in changes(old, new | {("column", "b.x"): "text NOT NULL"}):
    ...     print(*change)
    a.x was text, is date True
    a.y is gone True
    a.z is new True
    b.x is new False
    """
    tables = {name.partition(".")[0] for kind, name in before if kind == "column"}
    for key in sorted({*before, *after}):
        kind, name = key
        was, now = before.get(key), after.get(key)
        if was == now or kind not in ("column", "constraint"):
            continue
        if was is None:
            what = "is new"
            hard = now.endswith(" NOT NULL") and name.partition(".")[0] in tables
        elif now is None:
            what, hard = "is gone", True
        else:
            what, hard = f"was {was}, is {now}", was != f"{now} NOT NULL"
        yield name, what, hard and kind == "column"


def unanswered(found, owner, versions, scripts):
    """Lines that say which addon lacks a higher version, or a script.

    :param found: what :func:`changes` yields
    :param owner: what :func:`owners` returns
    :param versions: ``{addon: (released, present)}``, for those of ours
    :param scripts: ``{addon: text of its migrations for versions after the release}``

    >>> found = [("a.x", "is new", False), ("a.y", "is gone", True)]
    >>> unanswered(found, {"a": {"one"}}, {"one": ("19.0.1.0", "19.0.1.0")}, {})
    ... # doctest: +NORMALIZE_WHITESPACE
    ['one: its schema differs from 19.0.1.0 (a.x is new, a.y is gone): raise the
     version in its manifest',
     'one: a.y is gone: bring a script that says what becomes of y,
     addons/one/migrations/VERSION/pre-NAME.py']
    >>> raised = {"one": ("19.0.1.9", "19.0.1.10")}
    >>> unanswered(found, {"a": {"one"}}, raised, {"one": "ALTER TABLE a DROP y"})
    []
    >>> unanswered(found, {"a": {"base"}}, raised, {})
    []
    """
    by_addon = {}
    for name, what, hard in found:
        of = owner.get(name) or owner.get(name.partition(".")[0]) or set()
        for addon in of & versions.keys():
            by_addon.setdefault(addon, []).append((name, what, hard))
    lines = []
    for addon, told in sorted(by_addon.items()):
        released, present = versions[addon]
        if ordered(present) <= ordered(released):
            words = ", ".join(f"{name} {what}" for name, what, _hard in told[:5])
            lines.append(
                f"{addon}: its schema differs from {released} ({words}): raise the "
                "version in its manifest"
            )
        for name, what, hard in told:
            column = name.rpartition(".")[2]
            if hard and column not in scripts.get(addon, ""):
                lines.append(
                    f"{addon}: {name} {what}: bring a script that says what becomes "
                    f"of {column}, addons/{addon}/migrations/VERSION/pre-NAME.py"
                )
    return lines


def ordered(version):
    """A version as numbers.

    >>> ordered("19.0.1.10") > ordered("19.0.1.9")
    True
    """
    return [int(part) for part in version.split(".")]
