"""Every page of the portal, as a screen reader and weak eyes meet it on a telephone."""

import json
from importlib import resources

from odoo.tests import HttpCase, tagged

from .telephone import TelephoneCase
from .test_portal import ReportCommon
from .test_portal_accessible import SEVERE
from .test_space_funder import FunderCommon
from .test_space_government import GovernmentCommon
from .test_space_subgrantee import SubgranteeCommon

CHECK = """
(async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    const found = violations
        .filter(({ impact }) => %(severe)s.includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
        found.push(`${scrollWidth} wide, not ${clientWidth}`);
    }
    return found;
})()
"""


class PagesAccessible(TelephoneCase, HttpCase):
    browser_size = "360x740"

    def _assert_accessible(self, login, urls):
        axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text()
        found = {}
        with self._telephone(login) as telephone:
            for url in urls:
                telephone.open(url)
                telephone.wait("document.readyState === 'complete'")
                telephone.wait_for("main, h1")
                telephone.run(f"{axe}; 0")
                found[url] = telephone.run(CHECK % {"severe": json.dumps(SEVERE)})
        self.assertEqual(found, {url: [] for url in urls})


@tagged("post_install", "-at_install")
class TestPartnerPagesAccessible(PagesAccessible, ReportCommon):
    def test_pages_of_a_partner(self):
        service = self._service("SRV-AXE")
        engagement = self._engagement(service)
        self.env["mtm.commitment"].create(
            {
                "name": "Send the list",
                "engagement_id": engagement.id,
                "date_due": "2020-01-01",
            }
        )
        self.env["mtm.service.request"].create(
            {"partner_id": self.partner.id, "description": "Scales"}
        )
        row = self._row(self.people, value=5)
        row.submission_id.with_user(self.officer).action_submit()
        report = f"/my/reports/{self.report.id}"
        pages = ["", "/reports", "/requests", "/requests/new", "/people", "/documents"]
        pages += ["/messages", "/commitments", "/engagements", "/reports/workbook"]
        pages += ["/reports/phone", "/awards", "/subawards", "/jurisdiction"]
        self._assert_accessible(
            self.partner_officer.login,
            [
                *(f"/my{page}" for page in pages),
                f"/my/engagements/{engagement.id}",
                report,
                f"{report}/receipt",
                f"{report}/ask",
                "/my/offline",
                "/my/code",
                "/my/requests/999999999",
            ],
        )


@tagged("post_install", "-at_install")
class TestFunderPagesAccessible(PagesAccessible, FunderCommon):
    def test_pages_of_a_funder(self):
        self._sent_report()
        self._release()
        self._release("money")
        self._release("evidence", evidence_id=self._evidence())
        award = f"/my/awards/{self.award.id}"
        tabs = ("results", "money", "reports", "evidence", "payments")
        self._assert_accessible(
            self.responder.login,
            [
                "/my",
                "/my/awards",
                *(f"{award}?tab={tab}" for tab in tabs),
            ],
        )


@tagged("post_install", "-at_install")
class TestSubgranteePagesAccessible(PagesAccessible, SubgranteeCommon):
    def test_pages_of_a_subgrantee(self):
        grant = f"/my/subawards/{self.subaward.id}"
        tabs = ("money", "requests", "deliverables", "targets", "deviations")
        self._assert_accessible(
            self.partner_officer.login,
            [
                "/my",
                "/my/subawards",
                *(f"{grant}?tab={tab}" for tab in tabs),
                f"{grant}/requests/new/advance",
                f"{grant}/requests/new/expense",
            ],
        )


@tagged("post_install", "-at_install")
class TestGovernmentPagesAccessible(PagesAccessible, GovernmentCommon):
    def test_pages_of_a_ministry(self):
        release = self._release(partner_id=self.ministry)
        self._assert_accessible(
            self.minister.login,
            ["/my", "/my/jurisdiction", f"/my/jurisdiction/{release.id}"],
        )
