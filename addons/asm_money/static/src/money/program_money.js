import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { isKnown, money, openRecords, width } from "./money";

/** Which awards pay for a programme, each in its own currency. */
export class ProgramMoney extends Component {
    static template = "asm_money.ProgramMoney";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ data: null });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    async load({ resId }) {
        this.state.data = resId
            ? await this.orm.call("asm.program", "read_money", [resId])
            : { awards: [] };
    }

    get awards() {
        return this.state.data.awards;
    }

    money(amount, award) {
        return money(amount, award.currency_id);
    }

    share(award) {
        return isKnown(award.percentage)
            ? `${Math.round(award.percentage * 100) / 100} %`
            : "–";
    }

    width(part, whole) {
        return width(part, whole);
    }

    openAward(award) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "asm.award",
            res_id: award.id,
            views: [[false, "form"]],
        });
    }

    openSpent(award) {
        return openRecords(this.action, {
            model: "account.analytic.line",
            name: award.name,
            domain: [
                ["award_id", "=", award.id],
                ["program_id", "=", this.props.record.resId],
            ],
        });
    }
}

registry.category("view_widgets").add("asm_program_money", { component: ProgramMoney });
