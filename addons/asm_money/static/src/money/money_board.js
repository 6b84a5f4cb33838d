import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { isKnown, openRecords, percent, wholeMoney, width } from "./money";

const TONES = {
    danger: "fa-exclamation-circle",
    warning: "fa-exclamation-triangle",
    info: "fa-info-circle",
};

/** The money of all awards: what is due, over or under; one call brings all of it. */
export class MoneyBoard extends Component {
    static template = "asm_money.MoneyBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.tones = TONES;
        this.state = useState({
            data: null,
            choice: this.props.state?.choice || { currencyId: false },
        });
        useSetupAction({ getLocalState: () => ({ choice: { ...this.state.choice } }) });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("asm.money.board", "read_board", [
                this.state.choice.currencyId,
            ])
        );
    }

    onCurrency(ev) {
        this.state.choice.currencyId = parseInt(ev.target.value);
        return this.load();
    }

    get data() {
        return this.state.data;
    }

    get isEmpty() {
        return !this.data.awards.length;
    }

    /** What has no day of its own: over, under, not adding up. */
    problems(award) {
        return award.notices.filter(({ date, tone }) => !date && tone !== "info");
    }

    get withProblems() {
        return this.data.awards.filter((award) => this.problems(award).length);
    }

    currencyName(id) {
        return this.data.currencies.find((currency) => currency.id === id)?.name;
    }

    whole(amount, currencyId) {
        return wholeMoney(amount, currencyId);
    }

    percent(number) {
        return percent(number);
    }

    width(part, whole) {
        return width(part, whole);
    }

    isKnown(number) {
        return isKnown(number);
    }

    date(day) {
        return formatDate(deserializeDate(day));
    }

    get columns() {
        return [
            ["amount", _t("Award")],
            ["spent", _t("Spent")],
            ["committed", _t("Committed")],
            ["available", _t("Available")],
            ["on_hand", _t("Cash on Hand")],
        ];
    }

    openAward(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "asm.award",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openNotice({ model, domain, text, award_id }) {
        return model
            ? openRecords(this.action, { model, domain, name: text })
            : this.openAward(award_id);
    }
}

registry.category("actions").add("asm_money_board", MoneyBoard);
