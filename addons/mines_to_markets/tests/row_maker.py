from itertools import count

from psycopg2 import Error

from odoo.tools import SQL, mute_logger

_COLUMNS = """
    SELECT a.attname, t.typname, r.relname
      FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_constraint c
        ON c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]
      LEFT JOIN pg_class r ON r.oid = c.confrelid
     WHERE a.attrelid = %s::regclass
       AND a.attnum > 0
       AND NOT a.attisdropped
       AND (a.attnotnull AND NOT a.atthasdef OR a.attname = ANY(%s))
"""


# what the checks of a table ask for beside its required columns
_ALSO = {
    "asm_award": ["donor_id"],
    "asm_release": ["program_id", "date_to"],
    "mail_notification": ["res_partner_id"],
    "mtm_engagement_scope": ["site_id"],
    "mtm_membership": ["women"],
}


class RowMaker:
    """Makes a row in whatever table, with what its columns require and no more.

    Past the ORM: a test that a row survives does not have to know what it means.
    """

    def __init__(self, env):
        self.env = env
        self.number = count(1)
        self.models = {model._table: model for model in env.values()}

    def make(self, table, values, depth=0):
        """Return the id of a new row (True for a relation), None where it cannot be."""
        query = SQL(_COLUMNS, f'"{table}"', _ALSO.get(table, []))
        columns = self.env.execute_query(query)
        row = dict(values)
        for column, kind, target in columns:
            if column not in row and column != "id":
                row[column] = self._value(table, column, kind, target, depth)
        is_relation = table not in self.models
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                found = self.env.execute_query(
                    SQL(
                        "INSERT INTO %s (%s) VALUES %s RETURNING %s",
                        SQL.identifier(table),
                        SQL(", ").join(map(SQL.identifier, row)),
                        tuple(row.values()),
                        SQL("TRUE") if is_relation else SQL("id"),
                    )
                )
        except Error:
            return None
        return found[0][0]

    def _value(self, table, column, kind, target, depth):
        number = next(self.number)
        if target:
            # a row of its own where that can be: it clashes with none
            made = depth < 3 and self.make(target, {}, depth + 1)
            return made or self._any(target)
        field = table in self.models and self.models[table]._fields.get(column)
        if field and field.type == "selection":
            return field.get_values(self.env)[0]
        makers = {
            "varchar": lambda: f"made-{number}",
            "text": lambda: f"made-{number}",
            "jsonb": lambda: f'{{"en_US": "made-{number}"}}',
            # what ends does so after all that starts with it, in whatever order
            "date": lambda: f"{2100 + number + 20 * column.endswith('_end')}-01-01",
            "timestamp": lambda: f"{2100 + number}-01-01 00:00:00",
            "bool": lambda: False,
        }
        return makers.get(kind, lambda: 1)()

    def _any(self, table):
        query = SQL("SELECT MIN(id) FROM %s", SQL.identifier(table))
        return self.env.execute_query(query)[0][0]
