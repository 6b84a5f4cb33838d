from contextlib import contextmanager

from odoo.tools import SQL

from ..tools import log_chain

TAMPERED = "Log tampered with in the database"
LOGGER = "odoo.addons.mines_to_markets.models.mtm_log_check"


class LogCommon:
    """What the tests of the log have in common."""

    def logged(self, kind=None):
        """Return what is written, and what waits to be, newest last."""
        self.env.cr.flush()
        domain = [("kind", "=", kind)] if kind else []
        return self.env["mtm.log.entry"].sudo().search(domain, order="sequence")

    @contextmanager
    def new_entries(self):
        """Give a list that holds, at the end, what was logged in between."""
        known = self.logged()
        new = []
        yield new
        new += self.logged() - known

    def log_something(self, count=3):
        for number in range(count):
            self.env["mtm.log.entry"]._note(
                "export", self.env["res.country"], {"rows": number}
            )
        return self.logged()[-count:]

    def read_chain(self, anchors=None, expected=None):
        """Return what a check of the log as it is now finds wrong."""
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM mtm_log_entry ORDER BY sequence",
                SQL(", ").join(map(SQL.identifier, log_chain.COLUMNS)),
            )
        )
        check = log_chain.Check(anchors, expected)
        check.follow(log_chain.Entry(*row) for row in rows)
        return [problem.kind for problem in check.end()]

    @contextmanager
    def unguarded(self, table="mtm_log_entry"):
        """Take the guards of a table away, as its owner can, and undo all of it."""
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table))
            )
            yield
            self.env.invalidate_all()
            savepoint.rollback()
        self.env.invalidate_all()


class Committed:
    """Entries that are committed for real, and taken away again after the test."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._forget)
        self._remember()

    def _remember(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT COALESCE(max(id), 0) FROM mtm_log_entry")
            [self.known] = cr.fetchone()

    def _forget(self):
        with self.registry.cursor() as cr:
            cr.execute("ALTER TABLE mtm_log_entry DISABLE TRIGGER USER")
            cr.execute("DELETE FROM mtm_log_entry WHERE id > %s", [self.known])
            cr.execute("ALTER TABLE mtm_log_entry ENABLE TRIGGER USER")

    def _note(self, cr, rows):
        Entry = self.env(cr=cr)["mtm.log.entry"]
        Entry._note("export", Entry.env["res.country"], {"rows": rows})

    def _check(self):
        """Return all entries, which have to be a whole chain."""
        with self.registry.cursor() as cr:
            cr.execute(log_chain.QUERY)
            entries = [log_chain.Entry(*row) for row in cr.fetchall()]
        self.assertEqual(log_chain.Check().follow(entries).end(), [])
        return entries
