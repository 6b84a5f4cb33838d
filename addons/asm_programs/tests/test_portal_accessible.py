import json
from importlib import resources

from odoo import Command
from odoo.tests import HttpCase, tagged

from .test_portal import ReportCommon

# moderate ones are Odoo's own: its portal has no heading of the first level
SEVERE = ("serious", "critical")
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
    console[found.length ? "error" : "log"](found.join("; ") || "test successful");
})();
"""


class AccessibleCommon(ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.axe = resources.files("axe_core_python").joinpath("axe.min.js").read_text()
        cls.people.indicator_id.evidence_rule_ids = [
            Command.create({"photo": True, "minimum": 2, "severity": "error"})
        ]
        cls.env["asm.narrative.section"].create(
            {
                "program_id": cls.program.id,
                "name": "Progress",
                "help": "What came of it",
            }
        )
        cls.row = cls._row(cls.people, value=5.0, comment="Counted twice")
        cls.row.evidence_ids = [Command.create({"url": "https://example.org"})]

    def _check(self, url, ready="!!document.querySelector('main')", before=""):
        code = self.axe + before + CHECK % {"severe": json.dumps(SEVERE)}
        self.browser_js(url, code, ready, login=self.partner_officer.login)

    def _check_report(self, before=""):
        grid = "!!document.querySelector('.o_asm_report_grid')"
        self._check(f"/my/reports/{self.report.id}", grid, before)


@tagged("post_install", "-at_install")
class TestAccessibleOnTelephone(AccessibleCommon):
    """A screen reader and weak eyes find their way on pages of the portal."""

    browser_size = "360x740"
    touch_enabled = True

    def test_pages_around_the_report(self):
        for url in ("/my", "/my/reports", "/my/requests/new", "/my/people"):
            with self.subTest(url=url):
                self._check(url)

    def test_report_that_came_back(self):
        self.people.indicator_id.evidence_rule_ids.unlink()
        self.report.with_user(self.officer).action_submit()
        self.report.with_user(self.approver).action_return("Count again")
        self._check_report()


@tagged("post_install", "-at_install")
class TestAccessibleOnDesktop(AccessibleCommon):
    """The same on a wide screen, with all that can be open."""

    browser_size = "1200x900"

    def test_report_with_all_that_is_missing(self):
        opened = """
            document.querySelector(".o_asm_submit").click();
            document.querySelectorAll("details").forEach((el) => (el.open = true));
            document.querySelectorAll(
                ".o_asm_evidence_open, .o_asm_link_open, .o_asm_piece_open"
            ).forEach((el) => el.click());
        """
        self._check_report(opened)
