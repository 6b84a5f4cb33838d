import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/**
 * Fetch the letter with the code of a login, and close the dialog it was asked in.
 *
 * @param {Object} env
 * @param {Object} action with the access in its params
 */
async function printLoginLetter(env, action) {
    const { access_id, days } = action.params;
    await download({
        url: "/mines_to_markets/login_letter",
        data: { access_id, days },
    });
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("mtm_login_letter", printLoginLetter);
