"""A script in every text of every model of ours: shown everywhere, run nowhere."""

import json

from attack_planting import LANG, PLANTED, Planting

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

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
class TestAttackScripts(Planting):
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
        shown += self._check_portal("en_US")
        shown += self._check_portal(LANG)
        self.assertGreater(shown, 60)
        tried.attack(
            "Scripts in texts, on pages, in messages and papers", "shown as text", shown
        )

    def _check_html_fields(self, record):
        shown = 0
        for name, field in record._fields.items():
            if field.type != "html":
                continue
            for lang in ("en_US", LANG):
                text = record.sudo().with_context(lang=lang)[name]
                with self.subTest(field=str(field), lang=lang):
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
                Paper = Report.with_context(lang=LANG)
                page, _kind = Paper._render_qweb_html(report, ids[report.model])
                shown += self._assert_inert(page.decode(), report.report_name)
        return shown

    def _check_portal(self, lang):
        shown, start = 0, "" if lang == "en_US" else f"/{lang[:2]}"
        user = self.users["porter"]
        user.lang = lang
        self.authenticate(user.login, user.login)
        for rule, method, is_json in self._our_routes():
            if method != "GET" or is_json or "worker" in rule.rule:
                continue
            own = {
                name: self._record(self._model_of(rule, name)).id
                for name in self._numbers(rule)
            }
            if start and not rule.endpoint.routing.get("website"):
                continue
            for address in self._addresses(rule, own | {"page": 1}):
                url = f"{start}{address}"
                with self.subTest(url=url):
                    answer = self._ask_for(url, "GET", False)
                    self.assertLess(answer.status_code, 500, url)
                    if answer.headers.get("Content-Type", "").startswith("text/html"):
                        shown += self._assert_inert(answer.text, url)
        return shown
