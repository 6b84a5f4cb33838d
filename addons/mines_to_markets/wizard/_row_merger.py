"""Makes one row of several, with everything that points at them.

The database itself is asked what points where and what is unique, so that a model
that joins later is covered without a line of code.
"""

from collections import defaultdict

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import table_columns

_UNIQUE_KEYS = """
    SELECT ARRAY(
               SELECT pg_get_indexdef(i.indexrelid, k, true)
                 FROM generate_series(1, i.indnkeyatts) AS k
                ORDER BY k
           ),
           pg_get_expr(i.indpred, i.indrelid)
      FROM pg_index i
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = %(column)s
     WHERE i.indrelid = %(table)s::regclass
       AND i.indisunique
       AND (
            a.attnum = ANY(i.indkey)
            OR EXISTS (
                SELECT FROM pg_depend d
                 WHERE d.classid = 'pg_class'::regclass
                   AND d.objid = i.indexrelid
                   AND d.refobjid = i.indrelid
                   AND d.refobjsubid = a.attnum
            )
       )
     ORDER BY i.indexrelid
"""


def _raw(text):
    """Return SQL that PostgreSQL itself has written."""
    return SQL(text.replace("%", "%%"))


class RowMerger:
    """One merge: what it has moved, and what it had to make one of.

    :param wizard: says which of clashing rows stays (``_choose_row``), what of the
        others goes into it (``_fold_values``), and what follows (``_after_fold``)
    """

    def __init__(self, wizard):
        self.wizard = wizard
        # everything that points at the merged rows moves, also what is hidden
        context = {"active_test": False, "lang": wizard.env.lang}
        self.env = wizard.env(su=True, context=context)
        self.moved = defaultdict(set)
        self.folded = []
        self.models = {
            model._table: model
            for model in self.env.values()
            if model._auto and not model._abstract
        }
        self.relations = defaultdict(list)
        for model in self.models.values():
            for field in model._fields.values():
                if field.type == "many2many" and field.store:
                    self.relations[field.relation].append(field)

    def merge(self, model_name, source_ids, target_id):
        """Point at the target whatever points at the sources."""
        self.env.flush_all()
        for table, column in self.wizard._get_fk_on(self.env[model_name]._table):
            # the wizard's own lists say what was chosen
            if "base_partner_merge_" not in table:
                self.repoint(table, column, source_ids, target_id)
        for table, column, condition in self._references(model_name):
            self.repoint(table, column, source_ids, target_id, condition)
        self.env.invalidate_all()

    def repoint(self, table, column, source_ids, target_id, condition=None):
        """Change one column from the sources to the target, clashing rows made one."""
        condition = condition or SQL("TRUE")
        there = SQL(
            "SELECT FROM %s WHERE %s IN %s AND %s LIMIT 1",
            SQL.identifier(table),
            SQL.identifier(column),
            tuple(source_ids),
            condition,
        )
        if not self.env.execute_query(there):
            return
        self._make_room(table, column, source_ids, target_id, condition)
        self._update(table, column, source_ids, target_id, condition)

    def _make_room(self, table, column, source_ids, target_id, condition):
        """Make one of the rows that a unique index would not let stand together."""
        keys = SQL(_UNIQUE_KEYS, table=f'"{table}"', column=column)
        for expressions, predicate in self.env.execute_query(keys):
            rows = self._as_moved(table, column, source_ids, target_id, condition)
            query = self._clashes(rows, expressions, predicate)
            if table in self.models:
                for (ids,) in self.env.execute_query(query):
                    self.fold(self.models[table].browse(ids))
            elif "id" not in table_columns(self.env.cr, table):
                # nothing can rest on a row of a relation
                for (places,) in self.env.execute_query(query):
                    self.env.cr.execute(
                        SQL(
                            "DELETE FROM %s WHERE ctid = ANY(%s::tid[])",
                            SQL.identifier(table),
                            places[1:],
                        )
                    )

    def _as_moved(self, table, column, source_ids, target_id, condition):
        """Return the rows as if they pointed at the target, its own rows among them."""
        columns = table_columns(self.env.cr, table)
        return SQL(
            "SELECT %(columns)s, %(key)s AS merge_key, %(column)s = %(target)s "
            "AS merge_first, %(target)s AS %(column)s FROM %(table)s "
            "WHERE %(column)s IN %(all)s AND %(condition)s",
            columns=SQL(", ").join(
                SQL.identifier(name) for name in columns if name != column
            ),
            key=SQL.identifier("id") if "id" in columns else SQL("ctid::text"),
            column=SQL.identifier(column),
            table=SQL.identifier(table),
            target=target_id,
            all=(*source_ids, target_id),
            condition=condition,
        )

    def _clashes(self, rows, expressions, predicate):
        """Return the query for lists of rows with one key, the target's own first."""
        keys = [_raw(expression) for expression in expressions]
        return SQL(
            "SELECT array_agg(merge_key ORDER BY merge_first DESC, merge_key) "
            "FROM (%s) AS rows WHERE %s AND %s GROUP BY %s HAVING COUNT(*) > 1",
            rows,
            _raw(predicate or "TRUE"),
            # in a unique index no blank equals another
            SQL(" AND ").join(SQL("(%s) IS NOT NULL", key) for key in keys),
            SQL(", ").join(SQL("(%s)", key) for key in keys),
        )

    def fold(self, rows):
        """Make one of rows that stand for the same, with all that rests on them."""
        self.env.flush_all()
        self.env.invalidate_all()
        kept = self.wizard._choose_row(rows)
        dropped = rows - kept
        lost = self.wizard._fold_values(kept, dropped)
        self.folded.append((kept._name, kept.display_name, lost))
        self.merge(kept._name, dropped.ids, kept.id)
        self.wizard._update_reference_fields_generic(kept._name, dropped, kept)
        self.env.invalidate_all()
        dropped.unlink()
        self.wizard._after_fold(kept)
        self.env.flush_all()

    def _update(self, table, column, source_ids, target_id, condition):
        model = self.models.get(table)
        query = SQL(
            "UPDATE %s SET %s = %s WHERE %s IN %s AND %s RETURNING %s",
            SQL.identifier(table),
            SQL.identifier(column),
            target_id,
            SQL.identifier(column),
            tuple(source_ids),
            condition,
            SQL.identifier("id") if model is not None else SQL("NULL"),
        )
        try:
            ids = self.env.execute_query(query)
        except IntegrityError as error:
            raise UserError(
                self.env._(
                    "They cannot be merged: what points at them (%(table)s, "
                    "%(column)s) does not allow it. %(reason)s",
                    table=model._description if model is not None else table,
                    column=column,
                    reason=error.diag.message_detail or error.diag.message_primary,
                )
            ) from error
        if model is not None and column in model._fields:
            self.moved[model._name, column].update(record_id for (record_id,) in ids)
        for field in self.relations.get(table, ()):
            self._note_relation(field, column, target_id)

    def _note_relation(self, field, column, target_id):
        if column == field.column1:
            self.moved[field.model_name, field.name].add(target_id)
            return
        query = SQL(
            "SELECT %s FROM %s WHERE %s = %s",
            SQL.identifier(field.column1),
            SQL.identifier(field.relation),
            SQL.identifier(column),
            target_id,
        )
        self.moved[field.model_name, field.name].update(
            record_id for (record_id,) in self.env.execute_query(query)
        )

    def _references(self, model_name):
        """Yield ``(table, column, condition)`` of pairs of model and id."""
        for model in self.models.values():
            for field in model._fields.values():
                if field.type != "many2one_reference" or not field.store:
                    continue
                by_model = model._fields.get(field.model_field)
                if not by_model or not by_model.column_type or not by_model.store:
                    continue
                condition = SQL(
                    "%s = %s", SQL.identifier(field.model_field), model_name
                )
                if model._name == "ir.attachment":
                    # the value of a field goes with the value, not with the record
                    condition = SQL("%s AND res_field IS NULL", condition)
                yield model._table, field.name, condition

    def recompute(self):
        """Compute anew what is stored and depends on what has moved."""
        self.env.invalidate_all()
        for (model_name, field_name), ids in self.moved.items():
            self.env[model_name].browse(ids).exists().modified([field_name])
        self.env.flush_all()
