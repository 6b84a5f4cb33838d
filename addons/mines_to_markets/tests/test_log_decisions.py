from odoo.tests import freeze_time, tagged

from .log_common import LogCommon
from .test_agreement import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestLogDecisions(LogCommon, AgreementCommon):
    """Who moved, signed, ended and verified something is in the log."""

    def _new(self, decide):
        """Return ``[(kind, user, ids, values)]`` of what was logged meanwhile."""
        with self.new_entries() as new:
            decide()
        self.assertEqual(self.read_chain(), [])
        return [
            (
                entry.kind,
                entry.user_id,
                [entry.res_id] if entry.res_id else entry.details["ids"],
                entry.details["values"],
            )
            for entry in new
        ]

    def test_stages_of_engagements(self):
        self.assertEqual(self._new(self._create_engagement), [])
        both = self._create_engagement() | self._create_engagement()
        moved = {"stage_id": ["Getting ready", "Over"]}
        over = {"stage_id": self.stage_closed.id, "outcome": "partly", "lessons": "y"}
        self.assertEqual(
            self._new(lambda: both.with_user(self.officer).write(over)),
            [("stage", self.officer, both.ids, moved)],
        )
        self.assertEqual(self._new(lambda: both.write(over)), [])
        self.assertEqual(self._new(lambda: both.write({"name": "Else"})), [])

    def test_agreements(self):
        agreement = self._create_agreement("L", start_date="2026-01-01")
        signed = {"signature_date": [None, "2026-03-10"]}
        self.assertEqual(
            self._new(agreement.with_user(self.officer).action_sign),
            [("signature", self.officer, agreement.ids, signed)],
        )
        amendment = self.env["mtm.agreement.amendment"].create(
            {"agreement_id": agreement.id, "name": "Longer", "date_end": "2027-12-31"}
        )
        signed = {"date_signed": [None, "2026-03-10"]}
        [entry] = self._new(amendment.with_user(self.officer).action_sign)
        self.assertEqual(entry, ("signature", self.officer, amendment.ids, signed))
        ended = {"date_terminated": [None, "2026-03-10"]}
        by_manager = agreement.with_user(self.manager)
        self.assertEqual(
            self._new(lambda: by_manager._terminate("2026-03-10", "No mine")),
            [("ending", self.manager, agreement.ids, ended)],
        )

    def test_a_paper_that_was_signed_before(self):
        made = []
        [entry] = self._new(lambda: made.append(self._create_signed()))
        signed = {"signature_date": [None, "2026-01-01"]}
        self.assertEqual(entry, ("signature", self.env.user, made[0].ids, signed))

    def test_findings(self):
        delivery = self._create_delivery(self._create_engagement(), date="2026-03-01")
        finding = self.env["mtm.finding"].create(
            {"name": "Bags without tags", "delivery_id": delivery.id}
        )
        finding.verification = "Seen at the depot"
        mine = finding.with_user(self.officer)
        closed = {"state": ["open", "closed"]}
        opened = {"state": ["closed", "open"]}
        self.assertEqual(
            self._new(mine.action_close),
            [("verification", self.officer, finding.ids, closed)],
        )
        self.assertEqual(
            self._new(mine.action_reopen),
            [("reopening", self.officer, finding.ids, opened)],
        )
