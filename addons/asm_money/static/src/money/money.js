import { formatMonetary } from "@web/views/fields/formatters";

/** An amount in its currency; a dash where there is none. */
export function money(amount, currencyId, options = {}) {
    return isKnown(amount) ? formatMonetary(amount, { currencyId, ...options }) : "–";
}

/** An amount in whole units, for what is read at a glance. */
export function wholeMoney(amount, currencyId) {
    return money(amount, currencyId, { digits: [16, 0] });
}

export function percent(number) {
    return isKnown(number) ? `${Math.round(number)} %` : "–";
}

export function isKnown(number) {
    return number !== null && number !== undefined && number !== false;
}

/** A width of a bar in percent of a whole, between 0 and 100. */
export function width(part, whole) {
    return whole > 0 && part > 0 ? Math.min(100, (100 * part) / whole) : 0;
}

/** The window on records; ledger lines have views of their own. */
export async function openRecords(action, { model, domain, name }) {
    if (model === "account.analytic.line") {
        const ledger = await action.loadAction(
            "asm_money.account_analytic_line_action"
        );
        return action.doAction({ ...ledger, name: name || ledger.name, domain });
    }
    return action.doAction({
        type: "ir.actions.act_window",
        name,
        res_model: model,
        views: [
            [false, "list"],
            [false, "form"],
        ],
        domain,
    });
}
