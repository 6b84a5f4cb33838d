import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Light } from "./light";
import { Sparkline } from "./sparkline";
import { bullet, isKnown, percent, show } from "./shapes";

const STEPS = {
    done: { icon: "fa-check-circle", tone: "success" },
    done_late: { icon: "fa-check-circle", tone: "success" },
    late: { icon: "fa-exclamation-circle", tone: "danger" },
    open: { icon: "fa-circle-o", tone: "muted" },
};

/**
 * A programme's results: target against actual, with a light that says its rule. The
 * server computes all of it in one call; here it is only drawn.
 */
export class Dashboard extends Component {
    static template = "asm_programs.Dashboard";
    static components = { Layout, Light, Sparkline };
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
                program_id: context.asm_program_id || context.active_id || false,
            },
        });
        useSetupAction({ getLocalState: () => ({ choice: { ...this.state.choice } }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("asm.dashboard", "read_dashboard", [], this.state.choice)
        );
    }

    get data() {
        return this.state.data;
    }

    get isEmpty() {
        return !this.data.results.some(({ lines }) => lines.length);
    }

    get windowGroups() {
        return [
            ["program", _t("Programme")],
            ["year", _t("Years")],
            ["period", _t("Periods")],
        ]
            .map(([group, label]) => ({
                label,
                windows: this.data.windows.filter((window) => window.group === group),
            }))
            .filter(({ windows }) => windows.length);
    }

    windowKey({ date_from, date_to }) {
        return `${date_from}/${date_to}`;
    }

    /** How many indicators show each light, the worst first. */
    get summary() {
        const order = ["red", "not_met", "amber", "running", "green", "met"];
        const lines = this.data.results.flatMap((result) => result.lines);
        return [...order, "partial", "no_target", "no_data"]
            .map((light) => {
                const shown = lines.filter((line) => line.light === light);
                return { light, count: shown.length, word: shown[0]?.light_word };
            })
            .filter(({ count }) => count);
    }

    choose(choice) {
        Object.assign(this.state.choice, choice);
        return this.load();
    }

    onProgram(ev) {
        // what was chosen in another programme means nothing in this one
        this.state.choice = { program_id: parseInt(ev.target.value) };
        return this.load();
    }

    onWindow(ev) {
        const [date_from, date_to] = ev.target.value.split("/");
        return this.choose({ date_from, date_to });
    }

    onChoice(name, ev) {
        return this.choose({ [name]: parseInt(ev.target.value) || false });
    }

    onSplit(ev) {
        return this.choose({ split: ev.target.value || false });
    }

    print() {
        window.print();
    }

    show(number) {
        return show(number);
    }

    percent(number) {
        return percent(number);
    }

    isKnown(number) {
        return isKnown(number);
    }

    bullet({ value, target }) {
        return bullet(value, target);
    }

    date(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    days([from, to]) {
        return _t("counts %(from)s to %(to)s", {
            from: this.date(from),
            to: this.date(to),
        });
    }

    bulletInWords({ value, target, unit }) {
        return _t("%(actual)s %(unit)s of %(target)s", {
            actual: show(value),
            unit: unit || "",
            target: show(target),
        });
    }

    step(step) {
        return STEPS[step.state];
    }

    stepInWords(step) {
        const planned = this.date(step.planned);
        const done = this.date(step.done);
        if (step.state === "done_late") {
            return _t("done %(done)s, planned %(planned)s", { done, planned });
        }
        if (step.state === "done") {
            return _t("done %s", done);
        }
        if (step.state === "late") {
            return _t("late: was planned for %s", planned);
        }
        return planned ? _t("planned for %s", planned) : _t("no day planned");
    }

    doneInWords({ steps, value }) {
        const done = steps.filter(({ state }) => state.startsWith("done")).length;
        return _t("%(done)s of %(all)s steps done, %(share)s", {
            done,
            all: steps.length,
            share: percent(value),
        });
    }

    /** What is said of a line below its bar: what is incomplete, carried, hidden. */
    remarks(line) {
        const said = [];
        if (line.audit) {
            said.push(
                _t("recounted on %(date)s: %(factor)s of what was reported", {
                    date: this.date(line.audit.date),
                    factor: percent(line.audit.factor),
                })
            );
        }
        if (line.days) {
            said.push(this.days(line.days));
        }
        if (line.kind === "words") {
            // that words are not added up goes without saying
            return [...said, ...line.notes].filter(Boolean);
        }
        if (line.carried === 1) {
            said.push(_t("One place carries an earlier number"));
        } else if (line.carried) {
            said.push(_t("%s places carry an earlier number", line.carried));
        }
        return [...said, line.reason, ...line.notes].filter(Boolean);
    }

    openNumbers(line) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${line.code} ${line.name}`,
            res_model: "asm.actual",
            views: [
                [false, "list"],
                [false, "form"],
                [false, "pivot"],
            ],
            domain: line.domain,
        });
    }

    openLine(line) {
        return this.open("asm.program.indicator", line.id);
    }

    openReporting() {
        return this.action.doAction("asm_programs.asm_reporting_heat_action", {
            additionalContext: { asm_program_id: this.data.program.id },
        });
    }

    openProgram() {
        return this.open("asm.program", this.data.program.id);
    }

    open(model, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("asm_dashboard", Dashboard);
