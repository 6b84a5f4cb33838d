"""People who work on the same report at the same time, each on a server of theirs."""

from itertools import pairwise

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.killed import KilledCase, build

from .common import Q1, Q2
from .test_portal import ReportCommon

APPENDERS = 6
REPORTS = 3


class World(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = [cls._partner(f"Partner {number}") for number in range(REPORTS)]
        cls.many = cls.env["asm.submission"]
        for partner in partners:
            cls._assign(cls.people, partner)
            cls.many |= cls._row(cls.people, Q1, 3, partner=partner).submission_id
        cls.many.with_user(cls.officer).action_submit()
        cls.second = cls._submission(Q2)
        rows = [cls._row(cls.people, Q2, 3), cls._row(cls.share, Q2, numerator=1)]
        rows[1].with_user(cls.officer).denominator = 2
        cls.second.with_user(cls.officer).action_submit()


def make(env):
    made = build(env, World)
    return {
        "report": made.report.id,
        "second": made.second.id,
        "many": made.many.ids,
        "female": made._input(made.people, category=made.female),
        "male": made._input(made.people, category=made.male),
        "editor": made.partner_editor.id,
        "partner_officer": made.partner_officer.id,
        "approver": made.approver.id,
        "second_approver": made.second_approver.id,
    }


def save(env, report_id, typed):
    return env["asm.submission"].browse(report_id).sudo()._portal_save(typed)


def look(env, report_id):
    """Return ``{category: value}`` of a report's numbers, and how many there are."""
    rows = env["asm.submission"].browse(report_id).actual_ids
    values = {row.disaggregation_id.value_ids.name or "": row.value for row in rows}
    return [values, len(rows)]


def approve(env, *report_ids):
    assert env["asm.submission"].browse(report_ids).action_approve() is True


def send_back(env, report_id):
    env["asm.submission"].browse(report_id).action_return("Count them again")


def look_at_review(env, report_id):
    report = env["asm.submission"].browse(report_id)
    rows = report.actual_ids
    return [report.state, sorted(set(rows.mapped("state"))), len(rows.revision_ids)]


def log_at_once(env, report_id):
    """Append to the log; fail where that is to wait."""
    env.cr.execute("SET LOCAL lock_timeout = '500ms'")
    log(env, report_id)


def log(env, report_id):
    report = env["asm.submission"].browse(report_id)
    env["mtm.log.entry"]._note("export", report)


def look_at_log(env):
    """Return the numbers of all entries, and whether each names the one before."""
    env.cr.execute(
        "SELECT sequence, hash, previous_hash FROM mtm_log_entry ORDER BY sequence"
    )
    rows = env.cr.fetchall()
    chained = all(row[2] == before[1] for before, row in pairwise(rows))
    return [[row[0] for row in rows], chained]


@tagged("post_install", "-at_install")
class TestConflicts(KilledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.run_there(make)

    def test_two_conflicts_in_a_row(self):
        report, editor = self.made["report"], self.made["editor"]
        other = self.made["partner_officer"]
        self.run_there(save, report, {self.made["female"]: "1"}, uid=other)
        with self.start(
            save,
            report,
            {self.made["female"]: "9", self.made["male"]: "7"},
            uid=editor,
            hold=("asm.submission", "_portal_check_role"),
        ) as work:
            for value in ("2", "3"):
                # it has begun, and somebody else stores the same cell before it
                work.wait_until_held()
                problems = self.run_there(
                    save, report, {self.made["female"]: value}, uid=other
                )
                self.assertEqual(problems, {})
                work.go_on()
            work.wait_until_held()
            work.go_on()
            self.assertEqual(work.result(), {})
        values, count = self.run_there(look, report)
        self.assertEqual((values, count), ({"Female": 9, "Male": 7}, 2))
        tried.fault("two conflicts in a row while a report is saved", "saved once")

    def test_approved_and_sent_back_at_once(self):
        report = self.made["second"]
        with self.start(
            approve,
            report,
            uid=self.made["approver"],
            hold=("asm.submission", "_check_may_review"),
        ) as work:
            work.wait_until_held()
            self.run_there(send_back, report, uid=self.made["second_approver"])
            before = self.run_there(look_at_review, report)
            work.go_on()
            # begun anew, it finds that there is nothing to approve
            self.assertIn("is not under review", work.error())
        after = self.run_there(look_at_review, report)
        self.assertEqual(after, before)
        self.assertEqual(after[:2], ["returned", ["returned"]])
        tried.fault("a report is approved and sent back at once", "the first one holds")

    def test_many_are_approved_while_others_write(self):
        """The log is there for others until the last of many reports is approved."""
        before, _chained = self.run_there(look_at_log)
        with self.start(
            approve,
            *self.made["many"],
            uid=self.made["approver"],
            hold=("asm.actual", "_check_reports_stale"),
        ) as work:
            work.wait_until_held()
            self.run_there(log_at_once, self.made["report"])
            work.go_on()
            self.assertIsNone(work.result())
        numbers, chained = self.run_there(look_at_log)
        self.assertEqual((len(numbers), chained), (len(before) + REPORTS + 1, True))
        tried.fault("many are approved while others append to the log", "none waits")

    def test_appenders_to_the_log(self):
        started = [
            self.start(log, self.made["report"], hold=("mtm.log.entry", "_note"))
            for _one in range(APPENDERS)
        ]
        before, _chained = self.run_there(look_at_log)
        for work in started:
            work.wait_until_held()
        # all have begun, so none of them sees what the others write
        for work in started:
            work.go_on()
        for work in started:
            with work:
                self.assertIsNone(work.result())
        numbers, chained = self.run_there(look_at_log)
        self.assertEqual(len(numbers), len(before) + APPENDERS)
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        self.assertTrue(chained)
        tried.fault("six servers append to the log at once", "one chain without a gap")

    def test_killed_while_it_appends(self):
        before, _chained = self.run_there(look_at_log)
        self.kill_there(log, self.made["report"], hold=("mtm.log.entry", "create"))
        self.assertEqual(self.run_there(look_at_log)[0], before)
        self.run_there(log, self.made["report"])
        numbers, chained = self.run_there(look_at_log)
        self.assertEqual((len(numbers), chained), (len(before) + 1, True))
        tried.fault("server killed while it appends to the log", "no entry, no gap")
