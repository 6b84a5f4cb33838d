from freezegun import freeze_time

from odoo.tests import tagged

from .common import Q1, Q2, AsmCommon


@freeze_time("2025-08-15")
@tagged("post_install", "-at_install")
class TestOverview(AsmCommon):
    """Reports that wait are on the first screen of whoever is waited for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.manager_id = cls.manager
        cls.program.country_ids += cls.congo
        # the country can be chosen once there is an engagement in it
        cls._engagement(cls._service())
        cls.line = cls._line()

    def _waiting(self, user, whose="all"):
        self.env.flush_all()
        self.env.invalidate_all()
        overview = self.env["mtm.overview"].with_user(user)
        kinds = overview.read_overview(whose, self.congo.id)["waiting"]
        for kind in kinds:
            number = kind["number"]
            model = self.env[number["model"]].with_user(user)
            self.assertEqual(model.search_count(number["domain"]), number["count"])
        return {kind["key"]: kind["number"]["count"] for kind in kinds}

    def test_submitted_reports_wait_for_reviewers(self):
        before = self._waiting(self.approver).get("submissions", 0)
        self._row(self.line, Q1, 5)
        submission = self._submission(Q1)
        submission.with_user(self.officer).action_submit()
        for whose in ("all", "mine"):
            waiting = self._waiting(self.approver, whose)
            self.assertEqual(waiting.get("submissions"), before + 1)
        self.assertNotIn("submissions", self._waiting(self.officer), "reviews nothing")
        submission.with_user(self.approver).action_approve()
        self.assertEqual(self._waiting(self.approver).get("submissions", 0), before)

    def test_late_reports_are_waited_for_by_the_programme(self):
        before = self._waiting(self.officer).get("partners", 0)
        late = self._submission(Q1) + self._submission(Q2)
        self.assertLess(str(max(late.mapped("date_due"))), "2025-08-15")
        self.assertEqual(self._waiting(self.manager, "mine").get("partners"), 2)
        self.assertEqual(self._waiting(self.officer).get("partners"), before + 2)
        self.assertNotIn("partners", self._waiting(self.officer, "mine"))
