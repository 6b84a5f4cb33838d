"""A server that dies while reports are sent, approved, opened and brought in."""

from odoo.fields import Date, Domain
from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.killed import KilledCase, build, run_cron

from .common import Q1, Q2, Q3
from .workbook import WorkbookCommon

POINTS = 5
PARTNERS = 8
DUE = 4
OPENING = "asm_programs.ir_cron_asm_open_reports"
DRAIN = "asm_programs.ir_cron_asm_result_summary_drain"
REMINDER = "mines_to_markets.ir_cron_mtm_reminder"
IMPORT = "mines_to_markets.ir_cron_mtm_import"


class World(WorkbookCommon):
    """A partner's report, and those of others that wait to be approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Cooperative {number}",
                    "is_company": True,
                    "stakeholder_type_id": cls.kind.id,
                    "operating_country_ids": cls.congo.ids,
                }
                for number in range(PARTNERS)
            ]
        )
        for partner in cls.partners:
            cls._assign(cls.people, partner)
        cls.waiting = cls.env["asm.submission"]
        for partner in cls.partners:
            row = cls._row(cls.people, Q1, 3, partner=partner)
            cls.waiting |= row.submission_id
        cls.waiting.with_user(cls.officer).action_submit()
        cls.due = cls.env["asm.submission"]
        for number in range(DUE):
            program = cls._program(f"TST-DUE-{number}")
            cls._assign(cls._use(cls.people.indicator_id, program))
            cls.due |= cls._submission(Q2, program=program)
        accesses = cls.env["mtm.partner.access"].search(
            [("partner_id", "=", cls.partner.id), ("role", "!=", "viewer")]
        )
        cls.reminded = accesses.user_id
        cls.reminded.mtm_digest = "single"


def make(env):
    made = build(env, World)
    typed = made()._people("5", "2", "3")
    return {
        "report": made.report.id,
        "typed": typed,
        "waiting": made.waiting.ids,
        "due": made.due.ids,
        "reminded": len(made.reminded),
        "program": made.program.id,
        "partners": made.partners.ids,
        "officer": made.officer.id,
        "approver": made.approver.id,
        "partner_officer": made.partner_officer.id,
    }


# -- a report is sent --


def send(env, report_id, typed):
    report = env["asm.submission"].browse(report_id).sudo()
    assert not report._portal_save(typed, submit=True)


def look_at_report(env, report_id):
    """Return the state of a report, its numbers and how often it was sent."""
    report = env["asm.submission"].browse(report_id)
    rows = report.actual_ids
    return [report.state, len(rows), len(report.sending_ids), bool(report.receipt)]


# -- reports are approved --


def approve(env, report_ids):
    assert env["asm.submission"].browse(report_ids).action_approve() is True


def look_at_waiting(env, report_ids):
    reports = env["asm.submission"].browse(report_ids)
    rows = reports.actual_ids
    states = {*reports.mapped("state"), *rows.mapped("state")}
    return [sorted(states), len(rows), len(rows.filtered("approved_by"))]


def look_at_totals(env, program_id):
    """Return how many totals there are, and how many are not those of the numbers."""
    Summary = env["asm.result.summary"]
    count = Summary.search_count([("program_id", "=", program_id)])
    return [count, len(Summary._rebuild())]


# -- reports are opened --


def ask_to_open(env, program_id, partner_ids, day):
    program = env["asm.program"].browse(program_id)
    partners = env["res.partner"].browse(partner_ids)
    return env["mtm.job"]._start_opening(program, Date.to_date(day), partners).id


def open_reports(env):
    from ..models import mtm_job_opening

    mtm_job_opening.REPORTS_AT_ONCE = 2
    return run_cron(env, OPENING)


def look_at_job(env, job_id):
    """Return state, progress, the reports that are open and how many partners."""
    job = env["mtm.job"].browse(job_id)
    window = job.opening_program_id._window_at(job.opening_date)
    reports = env["asm.submission"].search(
        [
            ("program_id", "=", job.opening_program_id.id),
            ("date_start", "=", window.date_from),
        ]
    )
    return [job.state, round(job.progress), len(reports), len(reports.partner_id)]


# -- a workbook is brought in --


def upload(env, report_ids, user_id):
    """Return the import of a workbook with a number in each report."""
    made = type("Maker", (WorkbookCommon,), {"env": env})()
    reports = env["asm.submission"].browse(report_ids).with_user(user_id)
    content = reports.sudo()._workbook()
    line = reports.sudo().program_id.program_indicator_ids.filtered(
        lambda line: line.indicator_id.code == "TST-PEO"
    )
    for sheet in range(1, len(reports) + 1):
        cell = made._cell_of(content, line, sheet=sheet)
        content = made._fill(content, {cell: 4}, sheet)
    item = made._upload(content, env["res.users"].browse(user_id))
    assert item.state == "previewed", item.message
    item.with_user(user_id).sudo().action_import_in_background()
    return item.id


def bring_in(env):
    return run_cron(env, IMPORT)


def look_at_import(env, item_id, report_ids):
    item = env["mtm.import"].browse(item_id)
    rows = env["asm.submission"].browse(report_ids).actual_ids
    return [item.state, len(rows), len(rows.submission_id)]


# -- people are reminded of reports --


def remind(env, report_ids):
    from odoo.addons.mines_to_markets.models import mtm_reminder_mixin

    mtm_reminder_mixin.REMINDED_AT_ONCE = 2
    # of these alone
    model = type(env["asm.submission"])
    all_reports = model._reminder_domain
    model._reminder_domain = lambda self: (
        all_reports(self) & Domain("id", "in", report_ids)
    )
    return run_cron(env, REMINDER)


def look_at_reminders(env, report_ids):
    """Return how many e-mails and activities there are of each report."""
    found = []
    for report in env["asm.submission"].browse(report_ids):
        of_report = [("model", "=", report._name), ("res_id", "=", report.id)]
        mails = env["mail.mail"].search(of_report).filtered("recipient_ids")
        due = mails.filtered(lambda mail: "due" in mail.body_html)
        found.append([len(due), len(due.recipient_ids), len(report._open_reminders())])
    return sorted(found)


@tagged("post_install", "-at_install")
class TestKilled(KilledCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.run_there(make)

    def test_while_a_report_is_sent(self):
        report_id, typed = self.made["report"], self.made["typed"]
        user_id = self.made["partner_officer"]

        def is_open():
            found = self.run_there(look_at_report, report_id)
            self.assertEqual(found, ["open", 0, 0, False])
            tried.fault("server killed while a report is sent", "not sent, no number")

        self.kill_at_statements(
            send, report_id, typed, uid=user_id, points=POINTS, after=is_open
        )
        self.kill_there(
            send, report_id, typed, uid=user_id, hold=("asm.submission", "_portal_save")
        )
        is_open()
        self.run_there(send, report_id, typed, uid=user_id)
        found = self.run_there(look_at_report, report_id)
        self.assertEqual(found, ["submitted", 3, 1, True])

    def test_while_many_are_approved(self):
        waiting, user_id = self.made["waiting"], self.made["approver"]

        def all_wait():
            found = self.run_there(look_at_waiting, waiting)
            self.assertEqual(found, [["submitted"], PARTNERS, 0])
            tried.fault("server killed while many are approved", "none is approved")

        self.kill_at_statements(
            approve, waiting, uid=user_id, points=POINTS, after=all_wait
        )
        self.kill_there(
            approve, waiting, uid=user_id, hold=("asm.submission", "action_approve")
        )
        all_wait()
        self.run_there(approve, waiting, uid=user_id)
        found = self.run_there(look_at_waiting, waiting)
        self.assertEqual(found, [["approved"], PARTNERS, PARTNERS])
        self._check_totals()

    def _check_totals(self):
        """Totals that a server dies of are computed by the next one."""
        hold = ("asm.result.summary", "_drain")
        with self.start(run_cron, DRAIN, hold=hold) as work:
            work.wait_until_held()
            with self.start(run_cron, DRAIN) as other:
                self.assertIn("already executing", other.error())
            tried.fault("two servers add up totals at once", "one of them does")
            work.kill()
        self.assertIsNone(self.run_there(run_cron, DRAIN))
        count, wrong = self.run_there(look_at_totals, self.made["program"])
        self.assertEqual((count, wrong), (PARTNERS, 0))
        tried.fault("server killed while it adds up totals", "the next adds them up")

    def test_while_reports_are_opened(self):
        partners = self.made["partners"]
        job_id = self.run_there(
            ask_to_open,
            self.made["program"],
            partners,
            Q3[0],
            uid=self.made["officer"],
        )
        for done in (2, 4):
            self._kill_after_another_batch()
            found = self.run_there(look_at_job, job_id)
            self.assertEqual(found, ["running", 100 * done / PARTNERS, done, done])
            tried.fault("server killed while it opens reports", "those opened stay")
        self.assertIsNone(self.run_there(open_reports))
        found = self.run_there(look_at_job, job_id)
        self.assertEqual(found, ["done", 100, PARTNERS, PARTNERS])
        tried.fault("the next server after that", "opens the others, none twice")

    def _kill_after_another_batch(self):
        """Kill the job in the transaction after that of a batch."""
        with self.start(open_reports, hold=("asm.program", "_open_reports")) as work:
            work.wait_until_held()
            work.go_on()
            work.wait_until_held()
            with self.start(open_reports) as other:
                self.assertIn("already executing", other.error())
            tried.fault("two servers open reports at once", "one of them does")
            work.kill()

    def test_while_a_workbook_is_brought_in(self):
        reports = self.made["due"]
        item_id = self.run_there(upload, reports, self.made["partner_officer"])
        for stored in (1, 2):
            with self.start(bring_in, hold=("mtm.import", "_apply_report")) as work:
                work.wait_until_held()
                work.go_on()
                work.wait_until_held()
                work.kill()
            found = self.run_there(look_at_import, item_id, reports)
            self.assertEqual(found, ["running", stored, stored])
            tried.fault("server killed while it reads a workbook", "whole reports stay")
        self.assertIsNone(self.run_there(bring_in))
        found = self.run_there(look_at_import, item_id, reports)
        self.assertEqual(found, ["done", DUE, DUE])
        tried.fault("the next server after that", "brings in the others, none twice")

    def test_while_people_are_reminded(self):
        reports = self.made["due"]
        # with the member of staff who has the activity
        people = self.made["reminded"] + 1
        none, each = [0, 0, 0], [people, people, 1]
        for told in (0, 2):
            with self.start(
                remind, reports, hold=("asm.submission", "_remind_now")
            ) as work:
                work.wait_until_held()
                if not told:
                    work.go_on()
                    work.wait_until_held()
                with self.start(remind, reports) as other:
                    self.assertIn("already executing", other.error())
                tried.fault(
                    "two servers remind of the same reports", "one of them does"
                )
                work.kill()
            found = self.run_there(look_at_reminders, reports)
            self.assertEqual(found, [none] * (DUE - 2) + [each] * 2)
            tried.fault("server killed while it reminds people", "whole reminders")
        for _time in range(2):
            self.assertIsNone(self.run_there(remind, reports))
            found = self.run_there(look_at_reminders, reports)
            self.assertEqual(found, [each] * DUE)
        tried.fault("the next server after that", "reminds the others, nobody twice")
