import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/**
 * A list of money in several currencies: what is in more than one has no total.
 *
 * Odoo's own list converts it by its rates of today, whatever the rule of the award.
 */
export class LedgerListRenderer extends ListRenderer {
    computeAggregates() {
        return Object.fromEntries(
            Object.entries(super.computeAggregates()).filter(
                ([, aggregate]) => !aggregate.multiCurrency
            )
        );
    }
}

registry
    .category("views")
    .add("asm_ledger_list", { ...listView, Renderer: LedgerListRenderer });
