"""A server that dies while it freezes a report, and the next one."""

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.killed import KilledCase, build

from .test_report import ReportCommon

POINTS = 4


def make(env):
    made = build(env, ReportCommon)
    report = made._report()
    report.action_draw()
    return [report.id, made.finance.id]


def freeze(env, report_id):
    env["asm.donor.report"].browse(report_id).action_freeze("As far as we know")


def look(env, report_id):
    """Return the state of a report, and how many files and fingerprints it has."""
    report = env["asm.donor.report"].browse(report_id)
    files = report.file_id | report.attachment_ids
    return [report.state, len(files), len(report.hashes or {})]


def is_drawn_the_same(env, report_id):
    report = env["asm.donor.report"].browse(report_id)
    return report.redraw() == report.file_id.raw


@tagged("post_install", "-at_install")
class TestFreezeKilled(KilledCase):
    def test_all_or_nothing_and_then_all(self):
        report_id, user_id = self.run_there(make)

        def is_a_draft():
            self.assertEqual(self.run_there(look, report_id), ["draft", 0, 0])
            tried.fault("server killed while it freezes a report", "a draft as before")

        self.kill_there(
            freeze, report_id, uid=user_id, hold=("asm.donor.report", "_keep_file")
        )
        is_a_draft()
        self.kill_at_statements(
            freeze, report_id, uid=user_id, points=POINTS, after=is_a_draft
        )
        self.run_there(freeze, report_id, uid=user_id)
        self.assertEqual(self.run_there(look, report_id), ["frozen", 3, 3])
        self.assertTrue(self.run_there(is_drawn_the_same, report_id))
