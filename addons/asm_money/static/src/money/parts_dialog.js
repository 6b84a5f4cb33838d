import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";

import { money, openRecords } from "./money";

/** What a number is made of; each part opens its records. */
export class PartsDialog extends Component {
    static template = "asm_money.PartsDialog";
    static components = { Dialog };
    static props = ["close", "title", "parts", "currencyId"];

    setup() {
        this.action = useService("action");
    }

    show(amount) {
        return money(amount, this.props.currencyId);
    }

    open(part) {
        this.props.close();
        return openRecords(this.action, part);
    }
}
