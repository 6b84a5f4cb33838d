from contextlib import contextmanager
from datetime import UTC, datetime

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL

from ..tools import log_chain

# any number of ours: appenders of one database wait for each other at it
LOCK = 8_016_274_113_001
WAIT = "10s"
KEPT = """
CREATE OR REPLACE FUNCTION mtm_refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log stays as it is' USING ERRCODE = 'check_violation',
   TABLE = TG_TABLE_NAME, CONSTRAINT = 'mtm_log_stays'; END $$;
CREATE OR REPLACE TRIGGER %(row)s BEFORE UPDATE OR DELETE ON %(table)s
   FOR EACH ROW EXECUTE FUNCTION mtm_refuse_log_change();
CREATE OR REPLACE TRIGGER %(whole)s BEFORE TRUNCATE ON %(table)s
   FOR EACH STATEMENT EXECUTE FUNCTION mtm_refuse_log_change();
"""


def keep_rows(cr, table):
    """Let the database refuse every change of a table, whoever asks for it."""
    names = {
        name: SQL.identifier(f"{table}_stays{suffix}")
        for name, suffix in (("row", ""), ("whole", "_whole"))
    }
    cr.execute(SQL(KEPT, table=SQL.identifier(table), **names))


class MtmLogEntry(models.Model):
    """Who did what, and when: rows only come, each chained to the one before it.

    What is to be logged is noted during an action (:meth:`_note`) and written in one
    go when its transaction ends well. What was rolled back leaves nothing. Names of
    people are not written: nobody could erase them here.
    """

    _name = "mtm.log.entry"
    _description = "Log Entry"
    _order = "sequence desc"
    _rec_name = "sequence"
    _log_access = False

    sequence = fields.Integer(
        string="Number", required=True, readonly=True, aggregator=None
    )
    moment = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("approval", "Approved"),
            ("return", "Returned"),
            ("reopening", "Opened again"),
            ("rejection", "Rejected"),
            ("verification", "Verified"),
            ("stage", "Stage changed"),
            ("signature", "Signed"),
            ("ending", "Ended early"),
            ("payment", "Paid"),
            ("release", "Released"),
            ("withdrawal", "Withdrawn"),
            ("freeze", "Frozen"),
            ("sending", "Sent"),
            ("answer", "Answered by the donor"),
            ("restatement", "Restatement begun"),
            ("closing", "Period closed"),
            ("period_reopening", "Period opened again"),
            ("roles", "Roles changed"),
            ("access", "Portal access changed"),
            ("restriction", "Restriction of staff changed"),
            ("configuration", "Configuration changed"),
            ("export", "Taken out"),
            ("erasure", "Erased"),
            ("retention", "Kept no longer"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    res_name = fields.Char(string="Name", readonly=True)
    details = fields.Json(string="Details as Kept", readonly=True)
    previous_hash = fields.Char(required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    _sequence_unique = models.UniqueIndex("(sequence)")
    _sequence_positive = models.Constraint("CHECK (sequence > 0)")
    _record_idx = models.Index("(res_model, res_id)")
    _kind_idx = models.Index("(kind, sequence)")
    _records_idx = models.Index("USING gin ((details -> 'ids'))")

    def init(self):
        result = super().init()
        keep_rows(self.env.cr, self._table)
        return result

    @api.model
    def _note(self, kind, records, details=None):
        """Have something logged when this transaction ends well.

        :param records: what it was done with; of several, all are named by their
            ids; None where it is nothing of the database
        :param details: what else to keep: texts, whole numbers, lists and dicts of
            them, and no name of a person
        """
        details = dict(details or {})
        is_one = records is not None and len(records) == 1
        if records is not None and len(records) > 1:
            details["ids"] = records.ids
        entry = {
            "moment": datetime.now(UTC).replace(tzinfo=None),
            "user_id": self._acting_user_id(),
            "kind": kind,
            "res_model": False if records is None else records._name,
            "res_id": records.id if is_one else False,
            "res_name": is_one and self._may_name(records) and records.display_name,
            "details": log_chain.checked(details),
        }
        self._let_wait([entry])

    @api.model
    def _let_wait(self, entries):
        """Have entries written before this transaction is committed."""
        if not entries:
            return
        before_commit = self.env.cr.precommit
        waiting = before_commit.data.setdefault(self._name, [])
        if not waiting:
            before_commit.add(self.sudo()._write_waiting)
        waiting += entries

    @contextmanager
    def _savepoint(self):
        """A savepoint of one piece of many: what it notes is written after the last.

        Each savepoint writes what was noted before it, and whoever has written keeps
        all others from writing until the transaction ends.
        """
        waiting = self._take_waiting()
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
                waiting += self._take_waiting()
        finally:
            self._let_wait(waiting)

    @api.model
    def _may_name(self, record):
        """Say whether a record's name may be kept for ever: no person is in it."""
        return record._log_changes or getattr(record, "_log_has_name", False)

    @api.model
    def _acting_user_id(self):
        """Return who acts, also where a page does it as the system."""
        if self.env.uid == SUPERUSER_ID and request and request.session.uid:
            return request.session.uid
        return self.env.uid or self.env.ref("base.public_user").id

    @api.model
    def _take_waiting(self):
        return self.env.cr.precommit.data.pop(self._name, [])

    @api.model
    def _write_waiting(self):
        waiting = self._take_waiting()
        if waiting:
            self.create(waiting)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        entries = [
            log_chain.Entry(
                None,
                vals.get("moment") or datetime.now(UTC).replace(tzinfo=None),
                vals.get("user_id") or self._acting_user_id(),
                vals["kind"],
                vals.get("res_model") or None,
                vals.get("res_id") or None,
                vals.get("res_name") or None,
                log_chain.checked(vals.get("details") or {}),
                "",
                "",
            )
            for vals in vals_list
        ]
        chained = log_chain.chain(self._lock_head(), entries)
        return super().create([entry._asdict() for entry in chained])

    @api.model
    def _lock_head(self):
        """Return the last entry, and let nobody else append until this ends.

        This transaction may have begun before the last entry was written, and then
        does not see it. A look from outside does: whoever wrote it held the lock.
        """
        cr = self.env.cr
        self._lock(cr)
        head = self._read_head(cr)
        if not self.env.registry.ready:
            # the table itself may still be in the making, for this transaction alone
            return head
        with self.env.registry.cursor() as outside:
            outside.execute(SQL("SELECT set_config('lock_timeout', %s, TRUE)", WAIT))
            return max(head, self._read_head(outside))

    @api.model
    def _lock(self, cr):
        """Wait for whoever appends, but not for long: Odoo tries again then."""
        cr.execute("SELECT current_setting('lock_timeout')")
        [before] = cr.fetchone()
        if before == "0":
            cr.execute(SQL("SELECT set_config('lock_timeout', %s, TRUE)", WAIT))
        cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
        if before == "0":
            cr.execute("SELECT set_config('lock_timeout', '0', TRUE)")

    @api.model
    def _read_head(self, cr):
        cr.execute(
            "SELECT sequence, hash FROM mtm_log_entry ORDER BY sequence DESC LIMIT 1"
        )
        found = cr.fetchone()
        return log_chain.Head(*(found or (0, log_chain.START)))

    def write(self, vals):
        if self:
            self.check_access("write")
            raise UserError(self.env._("The log stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log stays as it is."))

    def _sql_error_to_message(self, exc):
        if exc.diag.constraint_name == "mtm_log_stays":
            return self.env._("The log stays as it is.")
        return super()._sql_error_to_message(exc)
