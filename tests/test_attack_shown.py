"""What is planted in texts, where components of ours draw: maps, charts, dashboards."""

import json

from attack_planting import PLANTED, Planting

from odoo.tests import tagged

from odoo.addons.mines_to_markets.tests import tried

# draws each, then points at charts and presses on what a map or a chart shows
OPEN = """
(async () => {
    const failed = [];
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
    let drawn = 0;
    let named = 0;
    for (const asked of %(actions)s) {
        try {
            await action.doAction(asked, { clearBreadcrumbs: true });
            for (let turn = 0; turn < 20; turn++) {
                await wait(100);
                if (document.querySelector("canvas, .leaflet-interactive")) {
                    await wait(300);
                    break;
                }
            }
            for (const canvas of document.querySelectorAll("canvas")) {
                drawn++;
                const { left, top, width, height } = canvas.getBoundingClientRect();
                for (const part of [0.2, 0.5, 0.8]) {
                    const place = {
                        clientX: left + part * width,
                        clientY: top + height / 2,
                        bubbles: true,
                    };
                    canvas.dispatchEvent(new MouseEvent("mousemove", place));
                    if (canvas.closest(".leaflet-container")) {
                        // all sites lie at one place, in the middle
                        canvas.dispatchEvent(new MouseEvent("click", place));
                        await wait(100);
                        named += document.querySelectorAll(
                            ".leaflet-popup .o_mtm_map_popup"
                        ).length;
                    }
                }
            }
            const shapes = [...document.querySelectorAll(".leaflet-interactive")];
            for (const shape of shapes.slice(-5)) {
                drawn++;
                shape.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
                shape.dispatchEvent(new MouseEvent("click", { bubbles: true }));
                await wait(50);
            }
            const told = document.querySelectorAll("[data-tooltip], [title]");
            for (const element of [...told].slice(0, 5)) {
                element.dispatchEvent(new MouseEvent("mouseenter"));
            }
        } catch (error) {
            failed.push(`${JSON.stringify(asked)}: ${error.message}`);
        }
    }
    await wait(1500);
    if (window.planted || failed.length || drawn < %(least)s || !named) {
        throw new Error(
            `${window.planted || 0} ran, ${drawn} drawn, ${named} named; ` +
            failed.join("; ")
        );
    }
    // had one been shown as it is, it would have been found
    document.body.insertAdjacentHTML("beforeend", %(planted)s);
    for (let turn = 0; turn < 100 && !window.planted; turn++) {
        await wait(100);
    }
    if (!window.planted) {
        throw new Error("What was planted does not run at all");
    }
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestAttackShown(Planting):
    def test_maps_charts_and_dashboards(self):
        records, count = self._plant()
        self.env["mtm.site"].search([]).write({"latitude": -1.5, "longitude": 29})
        self.env.flush_all()
        actions = [*self._client_actions(), *self._views(records)]
        self.assertGreater(len(actions), 15)
        least = 10
        code = OPEN % {
            "actions": json.dumps(actions),
            "planted": json.dumps(PLANTED),
            "least": least,
        }
        self.browser_js(
            "/odoo",
            code,
            "odoo.isReady === true",
            login=self.administrator.login,
            timeout=300,
        )
        tried.attack(
            "Scripts in texts, on maps, charts and dashboards", "shown as text", count
        )

    def _client_actions(self):
        known = self.env["ir.actions.client"].search([])
        for action in known:
            if action.get_external_id()[action.id].startswith(("mines_", "asm_")):
                context = {
                    "active_id": self.program.id,
                    "active_ids": self.program.ids,
                    "active_model": "asm.program",
                }
                yield {
                    "type": "ir.actions.client",
                    "tag": action.tag,
                    "name": action.tag,
                    "context": context,
                    "params": {"program_id": self.program.id},
                }

    def _views(self, records):
        """Yield charts and maps of our models."""
        models = {record._name for record in records}
        for view in self.env["ir.ui.view"].search(
            [("type", "in", ("graph", "mtm_map")), ("mode", "=", "primary")]
        ):
            if view.model in models:
                yield {
                    "type": "ir.actions.act_window",
                    "name": view.model,
                    "res_model": view.model,
                    "views": [[view.id, view.type]],
                    "target": "current",
                }
