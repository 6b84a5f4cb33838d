"""A disk that is really full while a partner sends a file of evidence."""

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried
from odoo.addons.mines_to_markets.tests.full_disk import FullDiskCase
from odoo.addons.mines_to_markets.tests.killed import build

from .test_portal_evidence import EvidenceCommon

LARGE = b"name;sex\n" + b"N.;f\n" * 50_000


def make(env):
    made = build(env, EvidenceCommon)
    made()._type_number()
    return [made.report.id, made.partner_editor.id, made.people.id]


def attach(env, report_id, line_id):
    report = env["asm.submission"].browse(report_id).sudo()
    return report._attach_file(line_id, 0, "list.csv", LARGE) and None


def look(env, report_id):
    """Return how large the files of evidence of a report are."""
    files = env["asm.submission"].browse(report_id).actual_ids.evidence_ids
    named = [("name", "=", "list.csv"), ("res_model", "=", "mtm.evidence")]
    count = env["ir.attachment"].search_count(named)
    return [count, [len(file.attachment_id.raw) for file in files]]


@tagged("post_install", "-at_install")
class TestDiskSmall(FullDiskCase):
    def test_evidence(self):
        report_id, user_id, line_id = self.run_there(make)
        before = self.files_there()
        wrong = self.fail_when_full(attach, report_id, line_id, uid=user_id)
        self.assertIn("could not store the file", wrong)
        self.assertEqual(self.run_there(look, report_id), [0, []])
        self.assertEqual(self.files_there(), before)
        tried.fault(
            "disk full during an upload", "no attachment, no file; the same goes later"
        )
        self.run_there(attach, report_id, line_id, uid=user_id)
        self.assertEqual(self.run_there(look, report_id), [1, [len(LARGE)]])
