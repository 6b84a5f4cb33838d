"""A report goes on where the connection ends, and is sent once."""

from odoo.tests import HttpCase, tagged

from .telephone import TelephoneCase
from .test_portal import ReportCommon

SIGN = ".o_asm_draft_sign"


@tagged("post_install", "-at_install")
class TestOffline(TelephoneCase, ReportCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words.assignment_ids.unlink()
        cls.share.assignment_ids.unlink()
        cls.url = f"/my/reports/{cls.report.id}"
        cls.total = cls._input(cls.people)
        cls.women = cls._input(cls.people, category=cls.female)
        cls.men = cls._input(cls.people, category=cls.male)

    def _open(self, telephone):
        """Open the report, and wait until it is kept."""
        telephone.open(self.url)
        telephone.wait_for(".o_asm_report_grid")
        telephone.wait(f"await caches.match('{self.url}')", "a page that is kept")
        telephone.wait("await caches.match('/my/reports/phone')")
        telephone.wait("navigator.serviceWorker.controller")
        telephone.wait(
            "await caches.match('/website/translations', { ignoreSearch: true })"
        )

    def test_connection_is_cut_in_the_middle(self):
        with self._telephone("report_officer") as telephone:
            self._open(telephone)
            telephone.line.cut()
            telephone.type(self.women, "12")
            telephone.type(self.men, "0")
            telephone.wait_for(SIGN, "No connection")
            telephone.click(".o_asm_submit")
            telephone.wait_for(".o_asm_waits", "goes to review")

            telephone.close_tab()
            telephone.open(self.url)
            telephone.wait_for(f'[data-name="{self.women}"]', "12")
            self.assertEqual(telephone.value(self.men), "0")
            self.assertEqual(telephone.value(self.total), "12")
            telephone.wait_for(".o_asm_waits")
            telephone.open("/my")
            telephone.wait_for(".o_asm_kept_reports", "Goes to review")
            self.assertFalse(self.report.actual_ids)

            telephone.line.mend()
            telephone.open(self.url)
            telephone.wait_for(".o_asm_receipt", "R2")
            self.report.invalidate_recordset()
            telephone.wait(f"!(await caches.match('{self.url}'))")
        self.assertEqual(self.report.state, "submitted")
        self.assertEqual(self.report.sent_count, 1)
        self.assertEqual(
            self._values(), {"": 12.0, self.female.name: 12.0, self.male.name: 0.0}
        )

    def test_what_is_missing_is_said_without_a_connection(self):
        self.env["asm.narrative.section"].create(
            {"program_id": self.program.id, "name": "Progress", "is_required": True}
        )
        section = self.env["asm.narrative.section"]._of_program(self.program)
        with self._telephone("report_officer") as telephone:
            self._open(telephone)
            telephone.line.cut()
            telephone.type(self.women, "12")
            telephone.wait_for(SIGN, "No connection")
            telephone.click(".o_asm_submit")
            telephone.wait_for(".o_asm_lack", "Progress: say something.")
            self.assertFalse(telephone.run("!!document.querySelector('.o_asm_waits')"))
            telephone.type(f"narrative-{section.id}", "All went well")
            telephone.click(".o_asm_submit")
            telephone.wait_for(".o_asm_waits", "goes to review")
            telephone.line.mend()
            telephone.open("/my")
            telephone.wait_for(".o_notification", "Receipt")
        self.report.invalidate_recordset()
        self.assertEqual(self.report.state, "submitted")

    def test_files_wait_and_go_once_with_the_report(self):
        with self._telephone("report_officer") as telephone:
            self._open(telephone)
            telephone.line.cut()
            telephone.type(self.women, "12")
            telephone.type(self.men, "0")
            telephone.wait_for(SIGN, "No connection")
            telephone.choose(".o_asm_files input", "list.csv", "a;b")
            telephone.wait_for(".o_asm_kept_file", "list.csv")
            telephone.click(".o_asm_submit")
            telephone.wait_for(".o_asm_waits", "goes to review")
            telephone.close_tab()
            telephone.open(self.url)
            telephone.wait_for(".o_asm_kept_file", "list.csv")
            telephone.wait_for(".o_asm_waits")
            self.assertFalse(self.report.actual_ids)
            telephone.line.mend()
            telephone.open(self.url)
            telephone.wait_for(".o_asm_receipt", "R2")
        self.report.invalidate_recordset()
        self.assertEqual(self.report.state, "submitted")
        pieces = self.report.actual_ids.evidence_ids
        self.assertEqual(pieces.mapped("name"), ["list.csv"])
        self.assertEqual(pieces.attachment_id.raw, b"a;b")

    def test_the_browser_sends_with_no_page_open(self):
        with self._telephone("report_officer") as telephone:
            telephone.watch_worker()
            self._open(telephone)
            telephone.line.cut()
            telephone.type(self.women, "12")
            telephone.type(self.men, "0")
            telephone.wait_for(SIGN, "No connection")
            telephone.choose(".o_asm_files input", "list.csv", "a;b")
            telephone.wait_for(".o_asm_kept_file", "list.csv")
            telephone.click(".o_asm_submit")
            telephone.wait_for(".o_asm_waits", "goes to review")
            telephone.close_tab()
            telephone.line.mend()
            telephone.sync("asm-reports")
            telephone.line.wait_until_quiet()
            self.report.invalidate_recordset()
            self.assertEqual(self.report.state, "submitted")
            self.assertEqual(self.report.sent_count, 1)
            pieces = self.report.actual_ids.evidence_ids
            self.assertEqual(pieces.mapped("name"), ["list.csv"])

    def test_a_colleague_meanwhile(self):
        with self._telephone("report_editor") as telephone:
            self._open(telephone)
            telephone.line.cut()
            telephone.type(self.women, "12")
            telephone.type(self.men, "3")
            telephone.wait_for(SIGN, "No connection")
            telephone.close_tab()
            self._save(self._people("9", "4"), self.partner_officer)
            telephone.line.mend()
            telephone.open("/my")
            telephone.wait_for(".o_notification", "Open the report")
            telephone.open(self.url)
            telephone.wait_for(".o_asm_problem", "4")
            self.assertEqual(telephone.value(self.women), "12")
            telephone.wait_for(SIGN, "marked in red")
        # the total of the editor was 15, and nobody saw 9 there
        self.assertEqual(self._values()[self.female.name], 4.0)

    def test_session_ends_while_typing(self):
        with self._telephone("report_editor") as telephone:
            self._open(telephone)
            session = telephone.browser.test_case.session.sid
            telephone.browser.delete_cookie("session_id", url=telephone.line.url)
            telephone.type(self.women, "12")
            telephone.wait_for(SIGN, "You were logged out")
            telephone.open("/web/login")
            telephone.wait_for("input[name=password]")
            telephone.wait(f"!(await caches.match('{self.url}'))", "no page kept")
            telephone.browser.set_cookie("session_id", session, "/", "127.0.0.1")
            telephone.open(self.url)
            telephone.wait_for(f'[data-name="{self.women}"]', "12")
            telephone.wait_for(SIGN, "Saved")
        self.assertEqual(self._values()[self.female.name], 12.0)

    def test_other_forms_outlive_a_session_too(self):
        typed = "Help us with the scales"
        with self._telephone("report_editor") as telephone:
            session = telephone.browser.test_case.session.sid
            telephone.open("/my/requests/new")
            telephone.line.wait_until_quiet(2)
            telephone.run(
                f"""{{
                const el = document.querySelector("textarea[name=description]");
                el.value = "{typed}";
                el.dispatchEvent(new InputEvent("input", {{ bubbles: true }}));
                document.querySelector("select[name=country_id]").selectedIndex = 1;
                }}"""
            )
            telephone.browser.delete_cookie("session_id", url=telephone.line.url)
            telephone.wait("sessionStorage.getItem('mtm-typed')")
            telephone.click("main form [type=submit]")
            telephone.wait_for("input[name=password]")
            telephone.line.wait_until_quiet(2)
            telephone.browser.set_cookie("session_id", session, "/", "127.0.0.1")
            telephone.open("/my/requests/new")
            telephone.wait_for("textarea[name=description]", typed)
            telephone.click("main form [type=submit]")
            telephone.wait_for("main", "Your request has reached us")
            telephone.line.wait_until_quiet(2)
            telephone.open("/my/requests/new")
            telephone.line.wait_until_quiet(2)
            left = telephone.run(
                "document.querySelector('textarea[name=description]').value"
            )
            self.assertEqual(left, "")
        asked = self.env["mtm.service.request"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(asked.description, typed)

    def test_logging_out_leaves_nothing(self):
        with self._telephone("report_editor") as telephone:
            self._open(telephone)
            telephone.line.cut()
            telephone.type(self.women, "12")
            telephone.wait_for(SIGN, "No connection")
            telephone.line.mend()
            telephone.run("document.querySelector('#o_logout').click()")
            telephone.wait_for(".modal", "Not sent yet")
            telephone.run("document.querySelector('.modal .btn-primary').click()")
            telephone.wait_for("input[name=password]")
            telephone.line.wait_until_quiet(2)
            kept = telephone.run(
                """(async () => {
                    const names = await caches.keys();
                    const db = await new Promise((done) => {
                        const asked = indexedDB.open("asm_reports");
                        asked.onsuccess = () => done(asked.result);
                    });
                    const rows = await new Promise((done) => {
                        const table = db.transaction("reports").objectStore("reports");
                        const asked = table.getAll();
                        asked.onsuccess = () => done(asked.result);
                    });
                    return [names.filter((name) => name.includes("pages")), rows];
                })()"""
            )
            self.assertEqual(kept, [[], []])
            telephone.line.cut()
            telephone.open(self.url)
            telephone.wait_for("h1", "No connection")
        self.assertFalse(self.report.actual_ids)
