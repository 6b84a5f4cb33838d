import "@mines_to_markets/chatter/commitment_message_action";
import {
    click,
    contains,
    defineMailModels,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { mockService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

async function openMessageOnPartner() {
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Test Tin Council" });
    const messageId = pyEnv["mail.message"].create({
        author_id: partnerId,
        body: "<p>We send the list by Friday</p>",
        message_type: "comment",
        model: "res.partner",
        res_id: partnerId,
    });
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Message", { text: "We send the list by Friday" });
    return messageId;
}

test("a message becomes a commitment", async () => {
    onRpc("mtm.commitment", "action_from_message", ({ args }) => {
        expect.step(`message ${args[0]}`);
        return { type: "ir.actions.act_window", res_model: "mtm.commitment" };
    });
    mockService("action", {
        doAction(action) {
            if (action.res_model !== "mtm.commitment") {
                return super.doAction(...arguments);
            }
            expect.step(action.res_model);
        },
    });
    const messageId = await openMessageOnPartner();
    await click(".o-mail-Message [title='Expand']");
    await click(".o-dropdown-item:contains('Make a Commitment')");
    await expect.waitForSteps([`message ${messageId}`, "mtm.commitment"]);
});
