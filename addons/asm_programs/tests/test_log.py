from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests.log_common import LogCommon

from .common import Q1, Q2
from .space import SpacesCommon
from .test_space_subgrantee import LEDGER, SubgranteeCommon


class Entries(LogCommon):
    def _entries(self, *kinds):
        """Return ``[(kind, user, model, ids)]`` of what is logged of these kinds."""
        return [
            (
                entry.kind,
                entry.user_id,
                entry.res_model,
                [entry.res_id] if entry.res_id else entry.details["ids"],
            )
            for entry in self.logged()[self.known :]
            if entry.kind in kinds
        ]

    def setUp(self):
        super().setUp()
        self.known = len(self.logged())


@tagged("post_install", "-at_install")
class TestLog(Entries, SpacesCommon):
    """Who decided on numbers, targets, periods and reports is in the log."""

    def _submitted(self, count):
        sites = [self._site(f"Pit {number}") for number in range(count)]
        rows = self.env["asm.actual"].union(
            *(self._row(self.line, Q1, 1, site_id=site) for site in sites)
        )
        rows.with_user(self.officer).action_submit()
        return rows

    def test_numbers(self):
        rows = self._submitted(3)
        rows[0].with_user(self.approver).action_return("Which pit?")
        (rows - rows[0]).submission_id.with_user(self.approver).action_approve()
        rows[1].with_user(self.approver).action_reopen("A slip")
        ids = rows.ids
        self.assertEqual(
            self._entries("approval", "return", "reopening"),
            [
                ("return", self.approver, "asm.actual", ids[:1]),
                ("approval", self.approver, "asm.actual", ids[1:]),
                ("reopening", self.approver, "asm.actual", ids[1:2]),
            ],
        )
        self.assertEqual(self.read_chain(), [])

    def test_many_numbers_are_one_entry(self):
        rows = self._submitted(20)
        rows.with_user(self.approver).action_approve()
        [entry] = self._entries("approval")
        self.assertEqual(entry[-1], rows.ids)

    def test_what_cannot_be_approved_leaves_none(self):
        rows = self._submitted(1)
        with self.assertRefuses(Exception, ""):
            rows.with_user(self.officer).action_approve()
        self.assertEqual(self._entries("approval"), [])

    def test_targets(self):
        approved, rejected = (
            self.env["asm.target"]
            .with_user(self.officer)
            .create(
                [
                    {
                        "program_indicator_id": self.line.id,
                        "value": 1,
                        "date_from": days[0],
                        "date_to": days[1],
                    }
                    for days in (Q1, Q2)
                ]
            )
            .with_user(self.approver)
        )
        approved.action_approve()
        rejected.action_reject("Too high")
        self.assertEqual(
            self._entries("approval", "rejection"),
            [
                ("approval", self.approver, "asm.target", approved.ids),
                ("rejection", self.approver, "asm.target", rejected.ids),
            ],
        )

    def test_donor_reports(self):
        report = self._sent_report()
        action = report.with_user(self.finance).action_restate()
        self.assertEqual(
            self._entries("freeze", "sending", "restatement"),
            [
                (kind, self.finance, "asm.donor.report", report.ids)
                for kind in ("freeze", "sending", "restatement")
            ],
        )
        freeze, sending, restatement = self.logged().filtered(
            lambda entry: entry.res_model == "asm.donor.report"
        )[-3:]
        self.assertEqual(freeze.details["sha256"], report.sha256)
        self.assertEqual(sending.res_name, report.name)
        self.assertEqual(restatement.details["restatement"], action["res_id"])

    def test_periods(self):
        lock = (
            self.env["asm.period.lock"]
            .with_user(self.manager)
            .create(
                {
                    "program_id": self.program.id,
                    "period_id": self.number.period_id.id,
                    "reason": "Reported",
                }
            )
        )
        lock.reopen_reason = "An error"
        lock.action_reopen()
        self.assertEqual(
            self._entries("closing", "period_reopening"),
            [
                (kind, self.manager, "asm.period.lock", lock.ids)
                for kind in ("closing", "period_reopening")
            ],
        )

    def test_how_small_numbers_are_told(self):
        award = self.award.with_user(self.finance)
        award.write({"least_people": 8, "has_real_counts": False})
        [entry] = self.logged("configuration")[-1:]
        self.assertEqual(
            (entry.user_id, entry.res_model, entry.res_id, entry.details),
            (
                self.finance,
                "asm.award",
                award.id,
                {
                    "change": "changed",
                    "values": {
                        "least_people": [False, 8],
                        "has_real_counts": [True, False],
                    },
                },
            ),
        )
        known = self.logged("configuration")
        award.write({"least_people": 8, "name": "Another name"})
        self.assertEqual(self.logged("configuration"), known)

    def test_releases(self):
        release = self._release()
        release.with_user(self.finance).action_withdraw()
        # a second time there is nothing to take back
        release.with_user(self.finance).action_withdraw()
        self.assertEqual(
            self._entries("release", "withdrawal"),
            [
                (kind, self.finance, "asm.release", release.ids)
                for kind in ("release", "withdrawal")
            ],
        )


@tagged("post_install", "-at_install")
class TestLogSubaward(Entries, SubgranteeCommon):
    """Who decided on the money and the papers of a sub-award is in the log."""

    def _expect(self, model, *expected):
        kinds = {kind for kind, _user, _ids in expected}
        self.assertEqual(
            self._entries(*kinds),
            [(kind, user, model, ids) for kind, user, ids in expected],
        )

    def test_what_was_asked_for(self):
        approved = self._approved(staff="20")
        refused = self._sent(staff="30").with_user(self.finance)
        refused.decision_note = "Less, please"
        refused.action_refuse()
        self._expect(
            "asm.subaward.request",
            ("approval", self.finance, approved.ids),
            ("rejection", self.finance, refused.ids),
        )

    def test_payments(self):
        line = (
            self.env["asm.subaward.line"]
            .with_user(self.finance)
            .create({"subaward_id": self.subaward.id, "amount": 10})
        )
        line = line.with_user(self.second_finance)
        line.action_approve()
        line.action_pay()
        # paid already
        line.action_pay()
        self._expect(
            "asm.subaward.line",
            ("approval", self.second_finance, line.ids),
            ("payment", self.second_finance, line.ids),
        )
        self.assertEqual(self.logged()[-1].details, {"date": str(line.date_paid)})

    def test_deliverables(self):
        due = self.env["asm.subaward.deliverable"].create(
            {
                "subaward_id": self.subaward.id,
                "name": "Plan",
                "date_due": "2025-06-30",
            }
        )
        mine = self._seen().deliverable_ids
        for action in ("action_reopen", "action_accept"):
            self.assertFalse(mine._portal_deliver("Here it is", [LEDGER]))
            getattr(due.with_user(self.finance), action)()
        self._expect(
            "asm.subaward.deliverable",
            ("return", self.finance, due.ids),
            ("approval", self.finance, due.ids),
        )
