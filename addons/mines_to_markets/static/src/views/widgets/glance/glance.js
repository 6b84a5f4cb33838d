import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, markup, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

/**
 * One page of sections about a record, read when the page is opened: what there is,
 * the first rows of it, and buttons for all of it and for one more.
 */
export class Glance extends Component {
    static template = "mines_to_markets.Glance";
    static props = {
        ...standardWidgetProps,
        page: { type: String },
        report: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ isLoaded: false, cards: [], sections: [] });
        // the form does not wait for it
        onWillStart(() => void this.load(this.props));
        onWillUpdateProps((next) => {
            if (next.record.resId !== this.props.record.resId) {
                this.load(next);
            }
        });
    }

    async load({ record, page }) {
        if (!record.resId) {
            return;
        }
        const { resModel, resId } = record;
        const { cards, sections } = await this.keepLast.add(
            this.orm.call(resModel, "read_glance", [resId, page])
        );
        for (const section of sections) {
            // nosemgrep: html-from-script - drawn by the server, its words escaped
            section.chart = section.chart && markup(section.chart);
        }
        Object.assign(this.state, { isLoaded: true, cards, sections });
    }

    get filled() {
        return this.state.sections.filter((section) => section.rows.length);
    }

    get empty() {
        return this.state.sections.filter((section) => !section.rows.length);
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.res_model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }

    async openAll(section) {
        const { resModel, resId } = this.props.record;
        const args = [resId, section.name];
        return this.action.doAction(
            await this.orm.call(resModel, "action_view_glance", args)
        );
    }

    add(section) {
        return this.action.doAction(section.create, {
            onClose: () => this.load(this.props),
        });
    }

    print() {
        const { resId } = this.props.record;
        const additionalContext = { active_ids: [resId], active_id: resId };
        return this.action.doAction(this.props.report, { additionalContext });
    }
}

export const glance = {
    component: Glance,
    extractProps: ({ attrs }) => ({ page: attrs.page, report: attrs.report }),
};

registry.category("view_widgets").add("mtm_glance", glance);
