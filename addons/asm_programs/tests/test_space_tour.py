"""People of a funder, a sub-grantee and a ministry find their way on a telephone."""

from odoo.tests import HttpCase, tagged

from .test_space_funder import FunderCommon
from .test_space_government import GovernmentCommon
from .test_space_subgrantee import SubgranteeCommon


@tagged("post_install", "-at_install")
class TestFunderTour(FunderCommon, HttpCase):
    browser_size = "390x800"
    touch_enabled = True

    def test_a_report_is_sent_back(self):
        report = self._sent_report()
        self._release()
        self._release("money")
        self.start_tour("/my", "asm_space_funder", login="funder_responder")
        self.assertEqual(report.state, "returned")
        self.assertEqual(report.answer_ids.text, "Table 2 is odd")


@tagged("post_install", "-at_install")
class TestSubgranteeTour(SubgranteeCommon, HttpCase):
    browser_size = "390x800"
    touch_enabled = True

    def test_an_advance_is_asked_for(self):
        self.start_tour("/my", "asm_space_subgrantee", login="sub_officer")
        asked = self.subaward.request_ids
        self.assertEqual(asked.state, "submitted")
        self.assertEqual(asked.amount, 120.5)
        self.assertEqual(asked.submitted_by, self.partner_officer)


@tagged("post_install", "-at_install")
class TestGovernmentTour(GovernmentCommon, HttpCase):
    browser_size = "390x800"
    touch_enabled = True

    def test_what_lies_in_the_jurisdiction(self):
        self._release(partner_id=self.ministry)
        self.start_tour("/my", "asm_space_government", login="gov_ministry")
