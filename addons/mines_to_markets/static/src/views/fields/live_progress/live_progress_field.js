import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

export const INTERVAL = 2000;

/**
 * A progress bar that moves: while the record is running or waits for its turn, the
 * form looks again every two seconds, until the work is done or the form is left.
 */
export class LiveProgressField extends ProgressBarField {
    setup() {
        super.setup();
        useEffect(
            (isUnfinished) => {
                if (isUnfinished) {
                    const timer = setInterval(() => this.lookAgain(), INTERVAL);
                    return () => clearInterval(timer);
                }
            },
            () => [["running", "waiting"].includes(this.props.record.data.state)]
        );
    }

    async lookAgain() {
        // what is being typed elsewhere in the form is not taken away
        if (!(await this.props.record.isDirty())) {
            await this.props.record.model.load();
        }
    }
}

export const liveProgressField = { ...progressBarField, component: LiveProgressField };

registry.category("fields").add("live_progress", liveProgressField);
