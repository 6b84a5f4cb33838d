"""Trying things out on a record, each time from the same start."""

import functools
from contextlib import contextmanager

from access_matrix import matrix
from access_world import AccessWorld

from odoo.service.model import call_kw
from odoo.tools import SQL

# turns up nowhere but in the names of what is "ours"
WORD = "Quagmarrow"
# what rows of a query over others come from
FOUND_BY = ("program_id", "partner_id", "actual_id", "award_id")
CHANGED = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
      FROM pg_stat_xact_user_tables
     WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


class AccessTries(AccessWorld):
    """The world of the access tests, named so that a leak of a name is seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.write({"name": f"{WORD} Mining", "email": f"{WORD}@example.com"})
        cls.program.name = f"{WORD} programme"
        cls.award.reference = f"{WORD}-1"
        cls.engagement.name = f"{WORD} engagement"
        cls.indicator.name = f"{WORD} indicator"
        cls.env.flush_all()

    @contextmanager
    def _undone(self):
        """Leave the database as it was before."""
        with self.env.cr.savepoint() as savepoint:
            try:
                yield
            finally:
                self.env.invalidate_all(flush=False)
                savepoint.rollback()

    def _as_created(self, model, values):
        if not self.env[model]._auto:
            return self._row_of_view(model)
        record = self.env[model].create(dict(values))
        self.env.flush_all()
        self.env.invalidate_all()
        return record

    def _hand_over(self, record, values, role):
        """Let a dialog be of somebody who may open it, with its parts."""
        if not record.is_transient():
            return
        dialogs = [record.sudo()]
        for name, field in record._fields.items():
            other = self.env.get(field.comodel_name) if field.store else None
            if other is None or not other.is_transient():
                continue
            if field.type == "many2one" and not record:
                dialogs.append(other.browse(values.get(name)))
            else:
                dialogs.append(record.sudo()[name])
        user = self.users[role].id
        for dialog in filter(None, dialogs):
            if "c" not in matrix()[dialog._name][role]:
                continue
            table, ids = SQL.identifier(dialog._table), tuple(dialog.ids)
            owner = SQL(
                "UPDATE %s SET create_uid = %s WHERE id IN %s", table, user, ids
            )
            self.env.cr.execute(owner)
        self.env.invalidate_all()

    def _row_of_view(self, model):
        """Return a row of ours of a model that is a query over others."""
        if model == "mtm.service.plan.report":
            self._create("mtm.service.plan", self._values("mtm.service.plan"))
        if model == "mtm.interaction":
            self.partner.message_post(body="Matrix", message_type="comment")
        if model == "mtm.expert.match":
            self.partner.is_expert = True
        if model == "asm.ledger":
            self._create("asm.target", self._values("asm.target"))
        if model == "asm.audit.factor":
            self._create("asm.audit.line", self._values("asm.audit.line"))
        if model == "asm.award.late.fact":
            closed = self._create("asm.award.period", self._award_period())
            closed.write({"closed_on": "2026-01-05", "closed_by": self.env.uid})
            order = self._values("asm.obligation") | {"date": closed.date_end}
            self._create("asm.obligation", order)
        self.env.flush_all()
        self.env.invalidate_all()
        name = next(name for name in FOUND_BY if name in self.env[model]._fields)
        ours = {
            "program_id": self.program,
            "partner_id": self.partner,
            "actual_id": self.actual,
            "award_id": self.award,
        }[name]
        return self.env[model].search([(name, "=", ours.id)], limit=1)

    def _call(self, records, user, method, args=(), **kwargs):
        """Call a method as it is called from outside: by name, with plain values."""
        model = self.env(user=user)[records._name]
        if not getattr(getattr(type(model), method, None), "_api_model", False):
            args = (records.ids, *args)
        return call_kw(model, method, list(args), kwargs)

    def _changed_tables(self):
        """Return how many rows of each table this transaction wrote so far.

        Wizards are left out: they are of whoever has them open.
        """
        self.env.flush_all()
        self.env.cr.execute(CHANGED)
        return {
            table: count
            for table, count in self.env.cr.fetchall()
            if table not in self._tables_of_wizards
        }

    @functools.cached_property
    def _tables_of_wizards(self):
        wizards = [model for model in self.env.values() if model.is_transient()]
        links = {
            field.relation
            for model in wizards
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }
        return links.union(model._table for model in wizards)
