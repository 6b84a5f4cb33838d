import { Component, onWillStart, toRaw, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { useSetupAction } from "@web/search/action_hook";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ReportGrid } from "../report_grid";

const MODEL = "asm.submission";

/**
 * The grid on the form of a report.
 *
 * It is saved by its own button, and before anything else is done with the report; what
 * was refused holds up the button of the form until it is put right or taken back.
 */
export class ReportGridWidget extends Component {
    static template = "asm_programs.ReportGridWidget";
    static components = { ReportGrid };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ grid: null, key: 0 });
        this.seen = this.stamp(this.props.record);
        onWillStart(() => this.load());
        useRecordObserver((record) => this.onRecord(record));
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.saveFirst())
        );
        useSetupAction({
            beforeLeave: () => this.saveFirst(),
            beforeUnload: (ev) => {
                if (this.gridComponent?.model.isDirty) {
                    ev.preventDefault();
                }
            },
        });
    }

    /** What differs once the report was loaded anew, or somebody else saved it. */
    stamp(record) {
        const { resId, data } = record;
        this.record = toRaw(record);
        return [resId, data.state, data.actual_count, data.write_date?.ts].join();
    }

    async load() {
        const { resId } = this.props.record;
        this.state.grid = resId && (await this.orm.call(MODEL, "read_grid", [[resId]]));
        this.state.key += 1;
    }

    async onRecord(record) {
        const isOther = toRaw(record) !== this.record;
        const seen = this.stamp(record);
        if (seen === this.seen && !isOther) {
            return;
        }
        const isSame = this.seen.split(",")[0] === String(record.resId);
        this.seen = seen;
        if (isSame && this.gridComponent?.model.isDirty) {
            // what is typed and was refused stays
            return;
        }
        await this.load();
    }

    register(gridComponent) {
        this.gridComponent = gridComponent;
    }

    async save(changes, shown) {
        const { record } = this.props;
        const answer = await this.orm.call(MODEL, "write_grid", [
            [record.resId],
            changes,
            shown,
        ]);
        this.hold(Object.keys(answer.problems).length > 0);
        return answer;
    }

    /** Keep the form's buttons from going on over what was refused. */
    hold(isHeld) {
        const { record } = this.props;
        // not by the public methods: these say that the form itself was changed
        if (isHeld) {
            record._setInvalidField("actual_ids");
        } else {
            record._resetFieldValidity("actual_ids");
        }
    }

    async saveFirst() {
        const grid = this.gridComponent;
        if (!grid?.model.isDirty) {
            this.hold(false);
            return true;
        }
        const isStored = await grid.save();
        if (!isStored) {
            this.notification.add(
                _t("Some of what was typed was not saved: the reason is at each cell."),
                { type: "danger" }
            );
        }
        return isStored;
    }
}

export const reportGridWidget = { component: ReportGridWidget };

registry.category("view_widgets").add("asm_report_grid", reportGridWidget);
