"""Many rows by SQL, from one that the ORM made, and what to call them."""

from contextlib import contextmanager

from odoo.tools import SQL

COUNTRIES = ("CD", "RW", "UG", "TZ", "BI", "KE", "GH", "PE", "CO", "SL", "MG", "ZW")
PLACES = (
    "Amani",
    "Baraka",
    "Chimera",
    "Dodoma",
    "Enock",
    "Furaha",
    "Gakenke",
    "Huye",
    "Ituri",
    "Jinja",
    "Kalimba",
    "Lubero",
    "Masisi",
    "Ngororero",
    "Obuasi",
    "Punia",
    "Rutsiro",
    "Shabunda",
    "Tarkwa",
    "Umoja",
    "Vumbi",
    "Walikale",
    "Yumbi",
)
KINDS = ("Company", "Association", "Federation", "Agency", "Cooperative", "Council")
WORKS = ("Tagging", "Survey", "Spot checks", "Monitoring", "Mapping", "Co-existence")
DAYS_AGO = SQL("now()::timestamp - n %% 90 * interval '1 day'")


def copy(env, record, count, columns, joins=None):
    """Insert copies of a record's row.

    :param columns: ``{column: SQL}`` of what differs; ``n`` counts from 1, ``t`` is
        the row itself and ``t.id + n`` the new id
    :param joins: SQL of what else these columns speak of
    :return: the id before the first
    """
    env.flush_all()
    table = record._table
    cr = env.cr
    cr.execute(SQL("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", table))
    [base] = cr.fetchone()
    cr.execute(
        SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", table, base + count)
    )
    cr.execute(
        SQL(
            """SELECT column_name FROM information_schema.columns
               WHERE table_schema = current_schema AND table_name = %s
                   AND is_generated = 'NEVER'""",
            table,
        )
    )
    names = [name for [name] in cr.fetchall()]
    if unknown := columns.keys() - set(names):
        raise AssertionError(f"{table} has no column {', '.join(sorted(unknown))}")
    values = {name: SQL.identifier("t", name) for name in names}
    values |= {"id": SQL("%s + n", base)} | columns
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t "
            "CROSS JOIN generate_series(1, %s) n %s WHERE t.id = %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(values.values()),
            SQL.identifier(table),
            count,
            joins or SQL(),
            record.id,
        )
    )
    return base


@contextmanager
def bulk(env, table):
    """Leave out foreign keys, indexes and triggers of a table while many rows come in,
    and make them anew afterwards, which checks the rows.
    """
    cr = env.cr
    env.flush_all()
    name = SQL.identifier(table)
    cr.execute(
        SQL(
            """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname""",
            table,
        )
    )
    keys = cr.fetchall()
    cr.execute(
        SQL(
            """SELECT c.relname, pg_get_indexdef(c.oid)
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                WHERE i.indrelid = %s::regclass AND NOT EXISTS (
                      SELECT FROM pg_constraint WHERE conindid = c.oid)
                ORDER BY c.relname""",
            table,
        )
    )
    indexes = cr.fetchall()
    for key, _definition in keys:
        cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", name, SQL.identifier(key)))
    for index, _definition in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(index)))
    cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
    yield
    cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))
    for _index, definition in indexes:
        cr.execute(definition)
    for key, definition in keys:
        cr.execute(
            SQL(
                "ALTER TABLE %s ADD CONSTRAINT %s %s",
                name,
                SQL.identifier(key),
                SQL(definition),
            )
        )


def pick(values, number):
    """Return SQL that takes one of the values, in turn.

    :param number: SQL of a whole number
    """
    values = list(values)
    kind = SQL("text[]") if isinstance(values[0], str) else SQL("int[]")
    return SQL("(%s::%s)[1 + (%s) %% %s]", values, kind, number, len(values))


def relate(env, table, names, count, left, rights):
    """Link each copy with others.

    :param left: SQL of the id of copy number ``n``
    :param rights: SQLs of what it is linked with
    """
    for right in rights:
        env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s "
                "FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
                SQL.identifier(table),
                *map(SQL.identifier, names),
                left,
                right,
                count,
            )
        )


def column(record, name, value):
    """Return the column where there is one: other addons may have left it out."""
    field = record._fields.get(name)
    return {name: value} if field and field.store else {}
