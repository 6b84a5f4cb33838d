import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { isKnown, money, openRecords, percent, wholeMoney, width } from "./money";
import { PartsDialog } from "./parts_dialog";

const PACES = {
    behind: { icon: "fa-arrow-down", tone: "warning", word: _t("Behind") },
    ahead: { icon: "fa-arrow-up", tone: "warning", word: _t("Ahead") },
    on: { icon: "fa-check", tone: "success", word: _t("In step") },
};
const TONES = {
    danger: "fa-exclamation-circle",
    warning: "fa-exclamation-triangle",
    info: "fa-info-circle",
};

/**
 * The money of an award at a glance: one call brings all of it, each number opens the
 * records that it is made of.
 */
export class AwardBoard extends Component {
    static template = "asm_money.AwardBoard";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.tones = TONES;
        this.state = useState({ data: null });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    async load(record, day = false) {
        this.state.data = record.resId
            ? await this.keepLast.add(
                  this.orm.call("asm.award", "read_board", [record.resId, day])
              )
            : null;
    }

    onDay(ev) {
        return this.load(this.props.record, ev.target.value || false);
    }

    get data() {
        return this.state.data;
    }

    get isOwn() {
        return this.props.record.data.kind === "own";
    }

    money(amount) {
        return money(amount, this.data.currency_id);
    }

    whole(amount) {
        return wholeMoney(amount, this.data.currency_id);
    }

    percent(number) {
        return percent(number);
    }

    width(part, whole) {
        return width(part, whole);
    }

    date(day) {
        return day ? formatDate(deserializeDate(day)) : "";
    }

    isKnown(number) {
        return isKnown(number);
    }

    get pace() {
        return PACES[this.data.pace];
    }

    get basis() {
        return {
            accrual: _t("Spent is what was incurred"),
            cash: _t("Spent is what was paid"),
        }[this.data.basis];
    }

    /** The whole of the bar: the award, or what is spent beyond it. */
    get whole_() {
        const { amount, spent, committed } = this.data;
        return Math.max(amount, spent + committed);
    }

    get forecastRule() {
        const { months, run_rate, date_end } = this.data;
        if (!isKnown(run_rate)) {
            return _t("Blank: less than three full months of spending.");
        }
        return _t(
            "Spent, plus what is committed, plus %(rate)s a month until %(end)s: the average of the last %(months)s full months, without orders and sub-awards.",
            { rate: this.money(run_rate), end: this.date(date_end), months }
        );
    }

    get periodTitle() {
        return {
            accrual: _t("By Period, Day of Cost"),
            cash: _t("By Period, Day of Payment"),
        }[this.data.basis];
    }

    get maxPeriod() {
        return Math.max(0, ...this.data.periods.map(({ spent }) => spent));
    }

    /** What is spent before or after the periods that are shown says nothing here. */
    get hasPeriods() {
        return this.data.periods.length > 0;
    }

    async openParts(what, title, lineId = null, programId = null) {
        const parts = await this.orm.call("asm.award", "read_board_parts", [
            this.data.id,
            what,
            this.data.day,
            lineId,
            programId,
        ]);
        return this.showParts(title, parts);
    }

    showParts(title, parts) {
        if (!parts.length) {
            return this.notification.add(_t("There is nothing behind this number."), {
                type: "info",
            });
        }
        if (parts.length === 1) {
            return openRecords(this.action, { ...parts[0], name: title });
        }
        return this.dialog.add(PartsDialog, {
            title,
            parts,
            currencyId: this.data.currency_id,
        });
    }

    openNotice({ model, domain, text }) {
        return model && openRecords(this.action, { model, domain, name: text });
    }

    async openPeriod({ name, date_from, date_to }) {
        const parts = await this.orm.call("asm.award", "read_period_parts", [
            this.data.id,
            date_from,
            date_to,
            this.data.day,
        ]);
        return this.showParts(name, parts);
    }

    export() {
        return this.action.doAction("asm_money.asm_award_position_report", {
            additionalContext: {
                active_ids: [this.data.id],
                active_id: this.data.id,
                active_model: "asm.award",
                asm_money_day: this.data.day,
            },
        });
    }
}

registry.category("view_widgets").add("asm_award_board", {
    component: AwardBoard,
    fieldDependencies: [{ name: "kind", type: "selection" }],
});
