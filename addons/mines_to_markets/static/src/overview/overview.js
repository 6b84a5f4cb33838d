import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { InfluenceMap } from "./influence_map/influence_map";

const { DateTime } = luxon;

export const CHOICE_KEY = "mines_to_markets.overview";
const HEALTH_CLASSES = {
    on_track: "text-bg-success",
    at_risk: "text-bg-warning",
    off_track: "text-bg-danger",
};
const VIEWS = {
    "mtm.engagement": ["list", "kanban", "form", "pivot", "graph"],
    "mtm.service.delivery": ["list", "form", "pivot", "graph"],
    "mtm.commitment": ["list", "kanban", "form", "pivot", "graph"],
};

/**
 * The screen of the morning: who waits for what, and how the work stands. The
 * server computes all of it in one call, each number with the domain behind it.
 */
export class Overview extends Component {
    static template = "mines_to_markets.Overview";
    static components = { InfluenceMap, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.whose = [
            ["mine", _t("Mine")],
            ["team", _t("My team's")],
            ["all", _t("All")],
        ];
        this.state = useState({ data: null, ...this.storedChoice() });
        onWillStart(() => this.load());
    }

    storedChoice() {
        try {
            const { whose, countryId } = JSON.parse(
                browser.localStorage.getItem(CHOICE_KEY)
            );
            return { whose: whose || "mine", countryId: countryId || false };
        } catch {
            return { whose: "mine", countryId: false };
        }
    }

    async load() {
        const { whose, countryId } = this.state;
        const data = await this.keepLast.add(
            this.orm.call("mtm.overview", "read_overview", [whose, countryId])
        );
        // a country can have gone from what this user may see
        Object.assign(this.state, {
            data,
            whose: data.whose,
            countryId: data.country_id,
        });
    }

    choose(choice) {
        Object.assign(this.state, choice);
        const { whose, countryId } = this.state;
        browser.localStorage.setItem(CHOICE_KEY, JSON.stringify({ whose, countryId }));
        return this.load();
    }

    onCountry(ev) {
        return this.choose({ countryId: parseInt(ev.target.value) || false });
    }

    get data() {
        return this.state.data;
    }

    get waitingTitle() {
        return {
            mine: _t("Waits for me"),
            team: _t("Waits for my team"),
            all: _t("Waits for somebody"),
        }[this.state.whose];
    }

    get waitingCount() {
        return this.data.waiting.reduce((sum, { number }) => sum + number.count, 0);
    }

    get expiring() {
        return this.data.expiring
            .flatMap(({ lines, icon }) => lines.map((line) => ({ ...line, icon })))
            .sort((a, b) => (a.date < b.date ? -1 : 1));
    }

    get steps() {
        const texts = {
            stakeholder: [
                _t("Add your stakeholders"),
                _t("Ministries, companies, cooperatives: each with its type."),
            ],
            service: [
                _t("Look through your services"),
                _t("What you offer, to which type of stakeholder, in which country."),
            ],
            engagement: [
                _t("Start the first engagement"),
                _t("With whom you work, where, on what, and who is in charge."),
            ],
            site: [
                _t("Bring in the sites"),
                _t("By hand, or a whole register at once under Places / Imports."),
            ],
        };
        return this.data.steps.map((step) => ({
            ...step,
            title: texts[step.key][0],
            text: texts[step.key][1],
        }));
    }

    healthClass(key) {
        return HEALTH_CLASSES[key] || "text-bg-secondary";
    }

    /** How much of the longest bar a bar takes, in percent. */
    share(count, bars) {
        const longest = Math.max(...bars.map(({ number }) => number.count));
        return (100 * count) / longest;
    }

    quantity(value) {
        return formatFloat(value, { trailingZeros: false });
    }

    /** How much of the plan is delivered, in percent; without a plan nothing. */
    progress({ delivered, planned }) {
        return planned ? Math.round((100 * delivered) / planned) : false;
    }

    date(value) {
        return value && formatDate(deserializeDate(value));
    }

    /** How far a day is from today, in words. */
    distance(value) {
        const days = Math.round(
            deserializeDate(value).diff(deserializeDate(this.data.today), "days").days
        );
        if (!days) {
            return _t("today");
        }
        return DateTime.now().plus({ days }).toRelative({ unit: "days" });
    }

    isLate(value) {
        return value && value < this.data.today;
    }

    open(number) {
        const views = VIEWS[number.model] || ["list", "form"];
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: number.title,
            res_model: number.model,
            views: views.map((view) => [false, view]),
            domain: number.domain,
            context:
                number.model === "mail.activity"
                    ? { list_view_ref: "mail.mail_activity_view_tree_open_target" }
                    : {},
        });
    }

    openRecord(model, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    openStep(step) {
        return this.action.doAction(step.action);
    }
}

registry.category("actions").add("mtm_overview", Overview);
