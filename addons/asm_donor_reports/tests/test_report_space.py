from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.asm_programs.tests.test_space_funder import FunderCommon
from odoo.addons.mines_to_markets.tests.portal import PortalCase


@tagged("post_install", "-at_install")
class TestReportSpace(FunderCommon, PortalCase):
    """A sent report appears in its funder's space, and only there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        period = cls.env["asm.award.period"].create(
            {
                "award_id": cls.award.id,
                "name": "Of a test",
                "kind": "other",
                "date_start": "2025-01-01",
                "date_end": "2025-03-31",
            }
        )
        cls.report = (
            cls.env["asm.donor.report"]
            .with_user(cls.finance)
            .create(
                {
                    "award_ids": [Command.set(cls.award.ids)],
                    "award_period_id": period.id,
                    "format_id": cls.env["asm.donor.format"]
                    ._newest("corporate_one_page")
                    .id,
                }
            )
        )
        cls.report.action_freeze("The first quarter only")
        cls.url = f"/my/awards/{cls.award.id}/reports/{cls.report.id}/pages"

    def _pages(self, user, url=None):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            return self.url_open(url or self.url)

    def test_not_before_it_is_sent(self):
        self.assertEqual(self._pages(self.reader).status_code, 404)

    def test_pages_as_they_were_frozen(self):
        self.report.action_send()
        response = self._pages(self.reader)
        self.assertEqual(response.content, self.report._kept_file("pdf")[1])
        page = self._pages(self.reader, f"/my/awards/{self.award.id}?tab=reports")
        self.assertIn(self.url, page.text)

    def test_another_funder_finds_nothing(self):
        self.report.action_send()
        self.assertEqual(self._pages(self.rival).status_code, 404)
        through_own = self.url.replace(
            f"/awards/{self.award.id}/", f"/awards/{self.rival_award.id}/"
        )
        self.assertEqual(self._pages(self.rival, through_own).status_code, 404)

    def test_what_was_altered_is_not_handed_out(self):
        self.report.action_send()
        files = self.report.sudo().attachment_ids
        files.filtered(lambda file: file.mimetype == "application/pdf").raw = b"other"
        self.assertEqual(self._pages(self.reader).status_code, 404)


@tagged("post_install", "-at_install")
class TestMoneyBesideResults(FunderCommon):
    """A funder sees money, time and results side by side, as far as released."""

    def _bars(self):
        money = self._seen()._portal_money()
        return {bar["name"]: bar["percent"] for bar in money["bars"]}

    def test_bars_are_of_what_was_released(self):
        self._release("money")
        bars = self._bars()
        self.assertEqual(bars["Spent of the budget"], "0 %")
        self.assertNotIn("Results achieved, on average", bars)
        self._target(self.line, 100, ("2025-01-01", "2026-12-31"))
        self._release()
        self.assertEqual(self._bars()["Results achieved, on average"], "10 %")
