from contextlib import suppress
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models import mtm_log_entry
from ..tools import log_chain
from . import tried
from .common import ADMINISTRATOR, MANAGER, MinesToMarketsCommon
from .log_common import LOGGER, TAMPERED, Committed, LogCommon

STOPPED = "the chain of hashes: the check finds it"
CHANGES = {
    "moment": "moment + interval '1 second'",
    "user_id": "(SELECT max(id) FROM res_users)",
    "kind": "'freeze'",
    "res_model": "'res.users'",
    "res_id": "7",
    "res_name": "'Else'",
    "details": """'{"rows": 0}'""",
    "previous_hash": "hash",
    "hash": "previous_hash",
}


@tagged("post_install", "-at_install")
class TestLog(LogCommon, MinesToMarketsCommon):
    """What is done is written once it is done, and stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Entry = cls.env["mtm.log.entry"]
        cls.auditor = new_test_user(
            cls.env, "log_auditor", "mines_to_markets.group_mtm_auditor"
        )

    def test_an_entry(self):
        with self.new_entries() as new:
            Entry = self.Entry.with_user(self.manager)
            Entry._note("export", self.rwanda, {"rows": 1})
        [entry] = new
        self.assertEqual(entry.user_id, self.manager)
        self.assertEqual(entry.details, {"rows": 1})
        self.assertEqual(
            (entry.res_model, entry.res_id), ("res.country", self.rwanda.id)
        )
        self.assertFalse(entry.res_name, "names are kept where a model says so")
        self.assertEqual(entry.with_user(self.auditor).details_text, "Rows: 1")
        self.assertEqual(self.read_chain(), [])

    def test_several_records_are_one_entry(self):
        both = self.rwanda | self.tanzania
        with self.new_entries() as new:
            self.Entry._note("approval", both)
        [entry] = new
        self.assertEqual(entry.details["ids"], both.ids)
        for country in both:
            found = self.Entry.search(
                [("res_model", "=", "res.country"), ("record_id", "=", country.id)]
            )
            self.assertIn(entry, found)
        self.assertNotIn(entry, self.Entry.search([("record_id", "=", -1)]))

    def test_what_is_rolled_back_leaves_nothing(self):
        with self.new_entries() as new, self.env.cr.savepoint() as savepoint:
            self.Entry._note("export", self.rwanda)
            savepoint.rollback()
        self.assertFalse(new)

    def test_pieces_of_one_action_are_written_after_the_last(self):
        with self.new_entries() as new:
            before = self.Entry.search_count([])
            for number in range(4):
                with suppress(ValueError), self.Entry._savepoint():
                    self.Entry._note("export", self.rwanda, {"rows": number})
                    if number % 2:
                        raise ValueError("not this one")
            self.assertEqual(self.Entry.search_count([]), before)
        self.assertEqual([entry.details["rows"] for entry in new], [0, 2])
        self.assertEqual(self.read_chain(), [])

    def test_no_name_of_a_person_and_no_fraction(self):
        with self.assertRaises(TypeError):
            self.Entry._note("export", self.rwanda, {"share": 0.5})

    def test_many_are_written_at_once(self):
        """Five hundred take a few statements more than one, not hundreds."""
        counts = []
        for many in (1, 500):
            self.env.cr.flush()
            for _ in range(many):
                self.Entry._note("export", self.rwanda)
            before = self.cr.sql_log_count
            self.env.cr.flush()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 10)
        self.assertEqual(self.read_chain(), [])

    def test_the_database_refuses_changes(self):
        entry = self.log_something(1)
        check = self.env["mtm.log.check"]._run()
        self.env.flush_all()
        for table, row in (("mtm_log_entry", entry), ("mtm_log_check", check)):
            for statement in (
                f"UPDATE {table} SET id = id WHERE id = {row.id}",
                f"DELETE FROM {table} WHERE id = {row.id}",
                f"TRUNCATE {table}",
            ):
                with (
                    self.assertRaises(psycopg2.errors.CheckViolation),
                    mute_logger("odoo.sql_db"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(statement)
                tried.attack(
                    "Log changed by SQL of Odoo's connection", "triggers of the table"
                )

    def test_nobody_changes_it(self):
        entry = self.log_something(1)
        check = self.env["mtm.log.check"]._run()
        users = self.auditor | self.officer | self.manager | self.administrator
        users |= self.env.ref("base.user_admin")
        for user in users:
            for row in (entry, check):
                mine = row.with_user(user)
                for attempt in (
                    lambda mine=mine: mine.write({"id": 0}),
                    lambda mine=mine: mine.unlink(),
                    lambda mine=mine: mine.create({}),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        for row in (entry, check):
            with self.assertRaises(UserError):
                row.sudo().write({"id": 0})
            with self.assertRaises(UserError):
                row.sudo().unlink()

    def test_auditors_read_it(self):
        entry = self.log_something(1)
        self.assertTrue(entry.with_user(self.auditor).summary)
        for user in (self.officer, self.manager, self.administrator):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["summary"])

    # -- tampering, for real --

    def test_a_changed_row(self):
        entry = self.log_something(3)[1]
        for column, value in CHANGES.items():
            with self.unguarded():
                self.env.cr.execute(
                    f"UPDATE mtm_log_entry SET {column} = {value} WHERE id = %s",
                    [entry.id],
                )
                self.assertTrue(self.read_chain(), column)
            tried.attack(TAMPERED, STOPPED)
        self.assertEqual(self.read_chain(), [])

    def test_a_removed_row(self):
        entry = self.log_something(3)[1]
        with self.unguarded():
            self.env.cr.execute("DELETE FROM mtm_log_entry WHERE id = %s", [entry.id])
            self.assertEqual(self.read_chain(), ["missing"])
            # and what follows moved up
            self.env.cr.execute(
                "UPDATE mtm_log_entry SET sequence = sequence + 10000 "
                "WHERE sequence > %s",
                [entry.sequence],
            )
            self.env.cr.execute(
                "UPDATE mtm_log_entry SET sequence = sequence - 10001 "
                "WHERE sequence > 10000"
            )
            self.assertTrue(self.read_chain())
        tried.attack(TAMPERED, STOPPED, 2)

    def test_two_rows_swapped(self):
        first, second, _last = self.log_something(3)
        one, other = first.sequence, second.sequence
        with self.unguarded():
            for old, new in ((one, 10000), (other, one), (10000, other)):
                self.env.cr.execute(
                    "UPDATE mtm_log_entry SET sequence = %s WHERE sequence = %s",
                    [new, old],
                )
            self.assertTrue(self.read_chain())
        tried.attack(TAMPERED, STOPPED)

    def test_an_added_row(self):
        last = self.log_something(1)
        with self.unguarded():
            self.env.cr.execute(
                """INSERT INTO mtm_log_entry (sequence, moment, user_id, kind,
                          previous_hash, hash)
                   VALUES (%s, now(), 1, 'export', %s, md5(''))""",
                [last.sequence + 1, last.hash],
            )
            self.assertEqual(self.read_chain(), ["changed"])
        tried.attack(TAMPERED, STOPPED)

    def test_the_last_row_removed(self):
        last = self.log_something(3)[-1]
        noted = last.hash
        self.env["mtm.log.check"]._run()
        with self.unguarded():
            self.env.cr.execute("DELETE FROM mtm_log_entry WHERE id = %s", [last.id])
            self.assertEqual(self.read_chain(), [], "the chain alone cannot tell")
            self.assertEqual(self.read_chain(expected=noted), ["unexpected"])
            with mute_logger(LOGGER):
                self.env["mtm.log.check"]._cron_check()
            found = self.env["mtm.log.check"].search([], limit=1)
            self.assertFalse(found.is_whole)
            self.assertIn(str(last.sequence), found.problems)
        tried.attack(TAMPERED, "an earlier check, or the hash that was noted", 2)

    def test_the_chain_made_anew(self):
        """Whoever computes all hashes again is found by the hash noted outside."""
        entry = self.log_something(3)[1]
        noted = self.logged()[-1].hash
        with self.unguarded():
            self.env.cr.execute(log_chain.QUERY)
            rows = [log_chain.Entry(*row) for row in self.env.cr.fetchall()]
            kept = [row for row in rows if row.sequence < entry.sequence]
            others = rows[len(kept) :]
            others[0] = others[0]._replace(details={"rows": 999})
            before = log_chain.Head(entry.sequence - 1, others[0].previous_hash)
            for row in log_chain.chain(before, others):
                self.env.cr.execute(
                    """UPDATE mtm_log_entry SET previous_hash = %s, hash = %s,
                              details = %s WHERE sequence = %s""",
                    [
                        row.previous_hash,
                        row.hash,
                        psycopg2.extras.Json(row.details),
                        row.sequence,
                    ],
                )
            self.assertEqual(self.read_chain(), [])
            self.assertEqual(self.read_chain(expected=noted), ["unexpected"])
        tried.attack(TAMPERED, "an earlier check, or the hash that was noted")

    # -- in words --

    def _said(self, entries, user=None, **context):
        entries = entries.with_user(user or self.auditor).with_context(**context)
        return entries.mapped("summary")

    def test_what_no_name_is_kept_of_is_called_as_it_is_today(self):
        with self.new_entries() as new:
            self.Entry._note("roles", self.officer)
            self.Entry._note("roles", self.manager)
        entries = self.Entry.union(*new)
        self.officer.name, self.manager.name = "Called else", "Called so"
        self.assertEqual(
            self._said(entries),
            ["Roles changed: User Called else", "Roles changed: User Called so"],
        )
        self.assertFalse(any(entries.mapped("res_name")))
        self.assertEqual(
            self._said(entries, mtm_codes=True),
            [f"Roles changed: User {user.id}" for user in self.officer | self.manager],
        )
        self.assertIn(str(self.officer.id), self._exported(entries[:1]))
        self.assertNotIn("Called else", self._exported(entries[:1]))

    def _exported(self, entries):
        self.auditor.group_ids += self.env.ref("base.group_allow_export")
        found = entries.with_user(self.auditor).export_data(["summary"])
        return str(found["datas"])

    def test_what_may_not_be_read_or_is_gone_has_its_number(self):
        parameter = self.env["ir.config_parameter"].create(
            {"key": "log.hidden", "value": "1"}
        )
        partner = self.env["res.partner"].create({"name": "Gone"})
        with self.new_entries() as new:
            for record in (parameter, partner):
                with patch.object(type(self.Entry), "_may_name", lambda *_: False):
                    self.Entry._note("export", record)
        [hidden, gone] = new
        self.assertEqual(self._said(gone), ["Taken out: Contact Gone"])
        partner.unlink()
        [hidden_said] = self._said(hidden)
        self.assertTrue(hidden_said.endswith(f" {parameter.id}"), hidden_said)
        self.assertEqual(self._said(gone), [f"Taken out: Contact {gone.res_id}"])

    def test_names_of_a_list_are_read_in_one_go(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {number}"} for number in range(20)]
        )
        with self.new_entries() as new:
            for partner in partners:
                self.Entry._note("export", partner)
        entries = self.Entry.union(*new).with_user(self.auditor)
        self.assertIn("Partner 0", entries[0].summary)
        counts = []
        for some in (entries[:2], entries):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("summary")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # -- roles and access --

    def test_roles_of_a_user(self):
        group = self.env.ref(MANAGER)
        with self.new_entries() as new:
            self.officer.write({"group_ids": [(4, group.id)]})
        [entry] = new
        self.assertEqual((entry.kind, entry.res_id), ("roles", self.officer.id))
        self.assertEqual(entry.details, {"added": [MANAGER]})
        self.assertFalse(entry.res_name)
        with self.new_entries() as new:
            group.write({"user_ids": [(3, self.officer.id)]})
        self.assertEqual(new[0].details, {"removed": [MANAGER]})
        with self.new_entries() as new:
            self.officer.name = "Else"
            self.officer.active = False
        self.assertEqual([one.details for one in new], [{"active": False}])

    def test_roles_of_a_new_user(self):
        with self.new_entries() as new:
            user = new_test_user(self.env, "log_new", ADMINISTRATOR)
        [entry] = [one for one in new if one.res_id == user.id]
        self.assertEqual(entry.details["added"], [ADMINISTRATOR])

    def test_a_group_made_here_is_called_by_its_name(self):
        group = self.env["res.groups"].create({"name": "Made here"})
        with self.new_entries() as new:
            self.officer.group_ids += group
            group.unlink()
        [added, removed] = (entry for entry in new if entry.kind == "roles")
        name = f"Made here ({added.details['added'][0].split('(')[1][:-1]})"
        self.assertEqual(added.details["added"], [name])
        self.assertEqual(removed.details["removed"], [name])

    def test_implied_groups(self):
        group = self.env["res.groups"].create({"name": "Log group"})
        with self.new_entries() as new:
            group.write({"implied_ids": [(4, self.env.ref(ADMINISTRATOR).id)]})
        self.assertEqual(new[-1].res_name, group.display_name)
        self.assertEqual(new[-1].details, {"added": [ADMINISTRATOR]})

    def test_portal_access(self):
        porter = new_test_user(self.env, "log_porter", "base.group_portal")
        with self.new_entries() as new:
            access = (
                self.env["mtm.partner.access"]
                .with_user(self.manager)
                .create({"partner_id": self.tin_council.id, "user_id": porter.id})
            )
            access.role = "editor"
            access.unlink()
        changes = [(one.kind, one.details["change"], one.user_id) for one in new]
        self.assertEqual(
            changes,
            [
                ("access", change, self.manager)
                for change in ("given", "changed", "removed")
            ],
        )
        self.assertEqual(new[1].details["role"], "editor")
        self.assertEqual(new[0].details["user"], porter.id)

    def test_restriction_of_staff(self):
        with self.new_entries() as new:
            scope = (
                self.env["mtm.staff.scope"]
                .with_user(self.administrator)
                .create({"user_id": self.officer.id, "country_ids": self.rwanda.ids})
            )
            scope.country_ids = self.tanzania
            scope.unlink()
        self.assertEqual(
            [one.details["countries"] for one in new], [["RW"], ["TZ"], ["TZ"]]
        )


@tagged("post_install", "-at_install")
class TestLogAtOnce(Committed, TransactionCase):
    """Several transactions that append, each committed for real."""

    def _rows(self):
        return [(entry.details or {}).get("rows") for entry in self._check()]

    def test_one_that_began_earlier(self):
        """A transaction follows an entry that it cannot see."""
        with self.registry.cursor() as early:
            early.execute("SELECT 1")
            with self.registry.cursor() as late:
                self._note(late, 1)
            self._note(early, 2)
        self.assertEqual(self._rows()[-2:], [1, 2])

    def test_one_waits_for_the_other(self):
        with self.registry.cursor() as first:
            self._note(first, 1)
            first.flush()
            with self.registry.cursor() as second:
                self._note(second, 2)
                second.execute("SET LOCAL lock_timeout = '50ms'")
                with (
                    self.assertRaises(psycopg2.errors.LockNotAvailable),
                    mute_logger("odoo.sql_db"),
                ):
                    second.flush()
                second.rollback()
        with self.registry.cursor() as third:
            self._note(third, 3)
        self.assertEqual(self._rows()[-2:], [1, 3])

    def test_one_does_not_wait_for_ever(self):
        with self.registry.cursor() as first:
            self._note(first, 1)
            first.flush()
            with self.registry.cursor() as second:
                self._note(second, 2)
                # far more than it may take, and no endless test without a limit
                second.execute("SET LOCAL statement_timeout = '20s'")
                with (
                    patch.object(mtm_log_entry, "WAIT", "50ms"),
                    self.assertRaises(psycopg2.errors.LockNotAvailable) as caught,
                    mute_logger("odoo.sql_db"),
                ):
                    second.flush()
                second.rollback()
        self.assertIsInstance(caught.exception, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
        with self.registry.cursor() as third:
            self._note(third, 3)
            third.flush()
            third.execute("SHOW lock_timeout")
            self.assertEqual(third.fetchone(), ("0",), "for the log alone")
        self.assertEqual(self._rows()[-2:], [1, 3])
        tried.fault("Somebody appends to the log, and does not end", "tried again")

    def test_what_fails_leaves_no_gap(self):
        with self.registry.cursor() as cr:
            self._note(cr, 1)
            cr.flush()
            cr.rollback()
        with self.registry.cursor() as cr:
            self._note(cr, 2)
        self.assertEqual(self._rows()[-1:], [2])
