import { INTERVAL } from "@mines_to_markets/views/fields/live_progress/live_progress_field";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Work extends models.Model {
    name = fields.Char();
    state = fields.Selection({
        selection: [
            ["running", "Running"],
            ["done", "Done"],
        ],
    });
    progress = fields.Float();

    _records = [
        { id: 1, name: "Import", state: "running", progress: 25 },
        { id: 2, name: "Import", state: "done", progress: 100 },
    ];
}

// what mail does in the background needs its models once time advances
defineMailModels();
defineModels([Work]);

onRpc("has_group", () => true);

const FORM = /* xml */ `
    <form>
        <field name="name"/>
        <field name="state"/>
        <field name="progress" widget="live_progress"/>
    </form>`;

async function mountForm(resId) {
    onRpc("work", "web_read", () => expect.step("read"));
    await mountView({ type: "form", resModel: "work", resId, arch: FORM });
    expect.verifySteps(["read"]);
}

async function waitOnce() {
    await advanceTime(INTERVAL);
    await animationFrame();
}

test("the bar moves while the work is running, and rests when it is done", async () => {
    await mountForm(1);
    expect(".o_progressbar").toHaveText("25\n%");
    MockServer.env.work.write(1, { progress: 75 });
    await waitOnce();
    expect.verifySteps(["read"]);
    expect(".o_progressbar").toHaveText("75\n%");
    MockServer.env.work.write(1, { state: "done", progress: 100 });
    await waitOnce();
    expect.verifySteps(["read"]);
    expect(".o_progressbar").toHaveText("100\n%");
    await waitOnce();
    expect.verifySteps([]);
});

test("work that is done is not looked at again", async () => {
    await mountForm(2);
    await waitOnce();
    expect.verifySteps([]);
});

test("what is being typed stays", async () => {
    await mountForm(1);
    await contains("[name=name] input").edit("Other", { confirm: "tab" });
    await waitOnce();
    expect.verifySteps([]);
    expect("[name=name] input").toHaveValue("Other");
});
