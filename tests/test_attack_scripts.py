"""A script in every text of every model of ours: shown everywhere, run nowhere."""

import json

import psycopg2
from attack_world import ADDONS, AttackWorld
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mines_to_markets.tests import tried

BEACON = "window.planted=(window.planted||0)+1"
# it leaves an attribute, a text area, a title and a script, then shows a picture that
# is none, so that it runs without waiting for a server
PLANTED = (
    f"P'\"></textarea></title></script><img src=data: onerror={BEACON}>"
    f"<svg onload={BEACON}><script>{BEACON}</script>"
)
TEXTS = ("char", "text", "html")
# a text that a program reads, not a person: it has its own grammar
SKIPPED_VIEWS = {"search", "qweb"}
# opened one after the other in one page, as fast as they are drawn
OPEN = """
(async () => {
    const failed = [];
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    for (const [model, id, view] of %(views)s) {
        try {
            await action.doAction(
                {
                    type: "ir.actions.act_window",
                    name: model,
                    res_model: model,
                    res_id: view === "form" && id,
                    views: [[false, view]],
                    target: "current",
                },
                { clearBreadcrumbs: true }
            );
            const first = document.querySelectorAll("[data-tooltip], [title]");
            for (const element of [...first].slice(0, 3)) {
                element.dispatchEvent(new MouseEvent("mouseenter"));
            }
        } catch (error) {
            failed.push(`${model} ${view}: ${error.message}`);
        }
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
    if (window.planted || failed.length) {
        throw new Error(`${window.planted || 0} ran; ${failed.join("; ")}`);
    }
    // had one been shown as it is, it would have been found
    document.body.insertAdjacentHTML("beforeend", %(planted)s);
    for (let turn = 0; turn < 100 && !window.planted; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (!window.planted) {
        throw new Error("What was planted does not run at all");
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestAttackScripts(AttackWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.users["admin"]

    def _our_models(self):
        return sorted(
            model._name
            for model in self.env.values()
            if model._original_module in ADDONS
            and not model._abstract
            and not model._transient
            and model._auto
            # what nobody reads is shown nowhere
            and model.with_user(self.administrator).has_access("read")
        )

    def _plant(self):
        """Put the script into every text that takes it; return the records."""
        records, count = [], 0
        for model in self._our_models():
            record = self._try(lambda model=model: self._record(model))
            if record:
                records.append(record)
                count += self._plant_in(record.sudo())
        for record in (self.partner, self.other_partner):
            count += self._plant_in(record)
            records.append(record)
        self.env.flush_all()
        self.env.invalidate_all()
        return records, count

    def _plant_in(self, record):
        names = [
            name
            for name, field in record._fields.items()
            if field.type in TEXTS and field.store and not field.related
        ]
        return sum(
            self._try(lambda name=name: record.write({name: PLANTED})) or 0
            for name in names
        )

    def _try(self, do):
        """Do something that a rule may refuse, and undo what was refused."""
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                done = do()
                self.env.flush_all()
                return done
        except (AccessError, UserError, ValueError, psycopg2.Error):
            self.env.invalidate_all(flush=False)
            return None

    def _assert_inert(self, text, where):
        if not text or "onerror" not in text:
            return 0
        found = html.fromstring(f"<div>{text}</div>" if "<html" not in text else text)
        for element in found.iter():
            if not isinstance(element.tag, str):
                continue
            for name, value in element.attrib.items():
                if name.startswith("on"):
                    self.assertNotIn("planted", value, where)
                if name in ("href", "src", "action"):
                    self.assertFalse(value.strip().startswith("javascript"), where)
            if element.tag == "script" and "planted" in (element.text or ""):
                self.assertFalse(element.text.startswith("window.planted"), where)
        return 1

    def test_screens_of_staff(self):
        records, count = self._plant()
        self.assertGreater(count, 200)
        types = {}
        for model, kind in self.env["ir.ui.view"]._read_group(
            [("type", "not in", list(SKIPPED_VIEWS)), ("model", "!=", False)],
            ["model", "type"],
        ):
            types.setdefault(model, []).append(kind)
        views = [
            (record._name, record.id, kind)
            for record in records
            for kind in types.get(record._name, ("list", "form"))
        ]
        self.assertGreater(len(views), 100)
        code = OPEN % {"views": json.dumps(views), "planted": json.dumps(PLANTED)}
        self.browser_js(
            "/odoo",
            code,
            "odoo.isReady === true",
            login=self.administrator.login,
            timeout=400,
        )
        tried.attack(
            "Scripts in texts, on the screens of staff", "shown as text", count
        )

    def test_pages_messages_and_papers(self):
        records, _count = self._plant()
        shown = sum(self._check_html_fields(record) for record in records)
        shown += self._check_messages()
        shown += self._check_reports(records)
        shown += self._check_portal()
        self.assertGreater(shown, 20)
        tried.attack(
            "Scripts in texts, on pages, in messages and papers", "shown as text", shown
        )

    def _check_html_fields(self, record):
        shown = 0
        for name, field in record._fields.items():
            if field.type == "html":
                text = record.sudo()[name]
                with self.subTest(field=str(field)):
                    shown += self._assert_inert(str(text or ""), str(field))
        return shown

    def _check_messages(self):
        shown = 0
        for model, name in (("mail.message", "body"), ("mail.mail", "body_html")):
            for record in self.env[model].search([]):
                shown += self._assert_inert(str(record[name] or ""), f"{model}.{name}")
        return shown

    def _check_reports(self, records):
        shown = 0
        Report = self.env["ir.actions.report"]
        ids = {record._name: record.ids for record in records}
        for report in Report.search([("report_type", "like", "qweb")]):
            if report.model not in ids:
                continue
            with self.subTest(report=report.report_name):
                page, _kind = Report._render_qweb_html(report, ids[report.model])
                shown += self._assert_inert(page.decode(), report.report_name)
        return shown

    def _check_portal(self):
        shown = 0
        login = self.users["porter"].login
        self.authenticate(login, login)
        for rule, method, is_json in self._our_routes():
            if method != "GET" or is_json or "worker" in rule.rule:
                continue
            own = {
                name: self._record(self._model_of(rule, name)).id
                for name in self._numbers(rule)
            }
            for url in self._addresses(rule, own | {"page": 1}):
                with self.subTest(url=url):
                    answer = self._ask_for(url, "GET", False)
                    self.assertLess(answer.status_code, 500, url)
                    if answer.headers.get("Content-Type", "").startswith("text/html"):
                        shown += self._assert_inert(answer.text, url)
        return shown
