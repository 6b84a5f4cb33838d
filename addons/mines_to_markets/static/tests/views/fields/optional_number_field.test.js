import { expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

// the simulated server keeps a blank number as 0, as Odoo does: this stands for ours
const BLANK = -1;

class Reading extends models.Model {
    amount = fields.Float({ digits: 0 });
    workers = fields.Integer();

    _records = [
        { id: 1, amount: 0, workers: 0 },
        { id: 2, amount: BLANK, workers: BLANK },
        { id: 3, amount: 1234.1256, workers: 12 },
    ];

    read() {
        const records = super.read(...arguments);
        return records.map((record) => replaceValues(record, BLANK, false));
    }

    write(ids, values) {
        return super.write(ids, replaceValues(values, false, BLANK));
    }
}

function replaceValues(record, from, to) {
    const entries = Object.entries(record);
    return Object.fromEntries(entries.map(([k, v]) => [k, v === from ? to : v]));
}

defineMailModels();
defineModels([Reading]);

onRpc("has_group", () => true);

const FORM = /* xml */ `
    <form>
        <field name="amount" widget="optional_float"/>
        <field name="workers" widget="optional_integer"/>
    </form>`;
const LIST = /* xml */ `
    <list editable="bottom">
        <field name="amount" widget="optional_float"/>
        <field name="workers" widget="optional_integer"/>
    </list>`;

async function mountForm(resId) {
    await mountView({ type: "form", resModel: "reading", resId, arch: FORM });
}

function onSave() {
    onRpc("reading", "web_save", ({ args }) => expect.step(args[1]));
}

test("a blank shows as nothing and 0 as 0, with the decimals that were typed", async () => {
    await mountView({ type: "list", resModel: "reading", arch: LIST });
    expect(".o_data_row:eq(0) .o_data_cell:eq(0)").toHaveText("0");
    expect(".o_data_row:eq(0) .o_data_cell:eq(1)").toHaveText("0");
    expect(".o_data_row:eq(1) .o_data_cell:eq(0)").toHaveText("");
    expect(".o_data_row:eq(1) .o_data_cell:eq(1)").toHaveText("");
    expect(".o_data_row:eq(2) .o_data_cell:eq(0)").toHaveText("1,234.1256");
    expect(".o_data_row:eq(2) .o_data_cell:eq(1)").toHaveText("12");
});

test("clearing a number makes it blank", async () => {
    onSave();
    await mountForm(3);
    await contains("[name=amount] input").edit("", { confirm: "tab" });
    await contains("[name=workers] input").edit(" ", { confirm: "tab" });
    expect("[name=amount] input").toHaveValue("");
    await clickSave();
    expect.verifySteps([{ amount: false, workers: false }]);
});

test("clearing a 0 makes it blank", async () => {
    onSave();
    await mountForm(1);
    await contains("[name=amount] input").edit("", { confirm: "tab" });
    await clickSave();
    expect("[name=amount] input").toHaveValue("");
    expect.verifySteps([{ amount: false }]);
});

test("typing 0 into a blank makes it 0, whichever way one leaves the cell", async () => {
    onSave();
    await mountForm(2);
    await contains("[name=amount] input").edit("0", { confirm: "tab" });
    await contains("[name=workers] input").edit("0", { confirm: "blur" });
    expect("[name=amount] input").toHaveValue("0");
    await clickSave();
    expect.verifySteps([{ amount: 0, workers: 0 }]);
});

test("typing 0 and saving at once keeps it", async () => {
    onSave();
    await mountForm(2);
    await contains("[name=amount] input").edit("0", { confirm: false });
    await clickSave();
    expect.verifySteps([{ amount: 0 }]);
});

test("a list row takes a 0 by the enter key", async () => {
    onSave();
    await mountView({ type: "list", resModel: "reading", arch: LIST });
    await contains(".o_data_row:eq(1) .o_data_cell:eq(0)").click();
    await contains(".o_data_row:eq(1) [name=amount] input").edit("0", {
        confirm: false,
    });
    await press("enter");
    await animationFrame();
    expect(".o_data_row:eq(1) .o_data_cell:eq(0)").toHaveText("0");
    expect.verifySteps([{ amount: 0 }]);
});

test("what is not a number is refused", async () => {
    await mountForm(3);
    await contains("[name=amount] input").edit("many", { confirm: "tab" });
    expect("[name=amount]").toHaveClass("o_field_invalid");
});
