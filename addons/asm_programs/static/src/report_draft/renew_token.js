import { rpc } from "@web/core/network/rpc";

/** After a new login the forms of the page need the token of the new session. */
export async function renewToken() {
    const { csrf_token: token } = await rpc(
        "/my/reports/session",
        {},
        { silent: true }
    );
    odoo.csrf_token = token;
    for (const input of document.querySelectorAll("input[name=csrf_token]")) {
        input.value = token;
    }
}
