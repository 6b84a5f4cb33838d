import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

/** One line above an organisation: which others it may be, looked up once it is open. */
export class Matches extends Component {
    static template = "mines_to_markets.Matches";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ organisations: [], mayMerge: false });
        // neither is waited for; what was saved is looked up anew
        useRecordObserver(({ resModel, resId, dirty }) => {
            if (!dirty) {
                this.load(resModel, resId);
            }
        });
    }

    async load(resModel, resId) {
        if (this.loadedId !== resId) {
            this.state.organisations = [];
        }
        this.loadedId = resId;
        const found = resId
            ? this.orm.silent.call(resModel, "read_matches", [resId])
            : Promise.resolve({ organisations: [], may_merge: false });
        const { organisations, may_merge } = await this.keepLast.add(found);
        Object.assign(this.state, { organisations, mayMerge: may_merge });
    }

    open(organisation) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.props.record.resModel,
            res_id: organisation.id,
            views: [[false, "form"]],
        });
    }

    async merge(organisation) {
        const { resModel, resId } = this.props.record;
        const context = { partner_id: resId };
        return this.action.doAction(
            await this.orm.call(resModel, "action_merge_with", [organisation.id], {
                context,
            })
        );
    }
}

export const matches = { component: Matches };

registry.category("view_widgets").add("mtm_matches", matches);
