import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { isKnown, show } from "./shapes";

const EFFECTS = {
    contributes: { icon: "fa-arrow-up", tone: "success" },
    hinders: { icon: "fa-arrow-down", tone: "danger" },
    both: { icon: "fa-arrows-v", tone: "warning" },
};

/** All programmes together, by country, theme or goal; one call brings all of it. */
export class Portfolio extends Component {
    static template = "asm_programs.Portfolio";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.by = [
            ["country", _t("By country")],
            ["theme", _t("By theme")],
            ["sdg", _t("By SDG")],
        ];
        this.state = useState({
            data: null,
            choice: this.props.state?.choice || { by: "country", year: false },
        });
        useSetupAction({ getLocalState: () => ({ choice: { ...this.state.choice } }) });
        onWillStart(() => this.load());
    }

    async load() {
        const { by, year } = this.state.choice;
        this.state.data = await this.keepLast.add(
            this.orm.call("asm.dashboard", "read_portfolio", [by, year])
        );
    }

    choose(choice) {
        Object.assign(this.state.choice, choice);
        return this.load();
    }

    onYear(ev) {
        return this.choose({ year: parseInt(ev.target.value) });
    }

    get data() {
        return this.state.data;
    }

    get isEmpty() {
        return !this.data.groups.length;
    }

    get totals() {
        return Object.fromEntries(
            this.data.total
                .filter((line) => !line.is_overlap)
                .map((line) => [line.id, line.value])
        );
    }

    groupName(group) {
        return (
            group.name ||
            {
                country: _t("Several countries, or none"),
                theme: _t("Without a theme"),
                sdg: _t("Without a goal"),
            }[this.data.by]
        );
    }

    /** What says something: a number, or why there is none though one is expected. */
    shownLines({ lines }) {
        return lines.filter(({ value, expected }) => value !== null || expected);
    }

    effect({ effect }) {
        return EFFECTS[effect];
    }

    /** How many links of a goal have each sign. */
    signs({ links }) {
        return Object.keys(EFFECTS)
            .map((effect) => links.filter((link) => link.effect === effect))
            .filter((found) => found.length)
            .map((found) => ({
                effect: found[0].effect,
                word: found[0].effect_word,
                count: found.length,
            }));
    }

    show(number) {
        return show(number);
    }

    /** How much of all together a number is: only of what is added up over places. */
    shareOfAll({ id, is_added, value }) {
        const total = this.totals[id];
        return is_added && isKnown(value) && total
            ? { bar: (100 * value) / total, mark: null }
            : null;
    }

    programCount({ programs }) {
        return programs.length === 1
            ? _t("1 programme")
            : _t("%s programmes", programs.length);
    }

    remarks({ reason, notes }) {
        return [reason, ...notes].filter(Boolean).join("; ");
    }

    openPrograms(group) {
        return this.openList("asm.program", this.groupName(group), [
            ["id", "in", group.programs],
        ]);
    }

    openIndicator(line) {
        return this.openList("asm.program.indicator", `${line.code} ${line.name}`, [
            ["indicator_id.code", "=", line.code],
        ]);
    }

    openList(model, name, domain) {
        return this.action.doAction({
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
}

registry.category("actions").add("asm_portfolio", Portfolio);
