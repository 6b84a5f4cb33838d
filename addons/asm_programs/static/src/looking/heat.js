import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { percent } from "./shapes";

const TIMES = {
    overdue: { icon: "fa-exclamation-triangle", tone: "danger" },
    late: { icon: "fa-clock-o", tone: "warning" },
    waiting: { icon: "fa-hourglass-half", tone: "muted" },
    on_time: { icon: "fa-check", tone: "success" },
};

/** What stands out of a cell: the worst of its reports, and what is not complete. */
export function judge(cell) {
    const time = Object.keys(TIMES).find((name) => cell[name]) || "waiting";
    const isComplete = cell.asked && cell.reported >= cell.asked;
    const { icon, tone } = TIMES[time];
    return {
        time,
        icon,
        tone: tone === "success" && !isComplete && cell.asked ? "warning" : tone,
    };
}

/** Partners by period: how much they reported of what was asked, and whether in time. */
export class ReportingHeat extends Component {
    static template = "asm_programs.ReportingHeat";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        const { context = {} } = this.props.action;
        this.state = useState({
            data: null,
            choice: this.props.state?.choice || {
                program_id: context.asm_program_id || false,
                year: false,
            },
        });
        useSetupAction({ getLocalState: () => ({ choice: { ...this.state.choice } }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call(
                "asm.reporting.performance",
                "read_heat",
                [],
                this.state.choice
            )
        );
    }

    get data() {
        return this.state.data;
    }

    onChoice(name, ev) {
        this.state.choice[name] = parseInt(ev.target.value) || false;
        return this.load();
    }

    judge(cell) {
        return judge(cell);
    }

    complete({ asked, reported }) {
        return asked ? percent((100 * reported) / asked) : _t("nothing asked");
    }

    inWords(cell) {
        const words = [
            _t("%(reported)s of %(asked)s numbers reported", cell),
            cell.explained && _t("%s missing with a reason", cell.explained),
            cell.on_time && _t("%s on time", cell.on_time),
            cell.late && _t("%s late", cell.late),
            cell.overdue && _t("%s overdue", cell.overdue),
            cell.waiting && _t("%s not due yet", cell.waiting),
            cell.days_late && _t("up to %s days late", cell.days_late),
            cell.returned && _t("sent back %s times", cell.returned),
            cell.approved && _t("%s approved", cell.approved),
        ];
        return words.filter(Boolean).join(", ");
    }

    open(partnerId, periodId, name) {
        const domain = [...this.data.domain];
        if (partnerId) {
            domain.push(["partner_id", "=", partnerId]);
        }
        if (periodId) {
            domain.push(["period_id", "=", periodId]);
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: name || _t("How Partners Report"),
            res_model: "asm.reporting.performance",
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain,
        });
    }
}

registry.category("actions").add("asm_reporting_heat", ReportingHeat);
