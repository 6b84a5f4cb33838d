import { Component, useExternalListener, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { ReportGrid } from "./report_grid";

/** The grid on a page of the portal: saved by a route of its own. */
export class PortalReportGrid extends Component {
    static template = xml`
        <ReportGrid
            grid="props.grid"
            save.bind="save"
            hasNarrative="true"
            register.bind="register"
            onSubmitted.bind="onSubmitted"
        />`;
    static components = { ReportGrid };
    static props = { grid: Object, url: String, done: String };

    setup() {
        useExternalListener(window, "beforeunload", (ev) => {
            if (this.gridComponent?.model.isDirty && !this.isDone) {
                ev.preventDefault();
            }
        });
    }

    register(gridComponent) {
        this.gridComponent = gridComponent;
    }

    save(changes, shown, submit) {
        return rpc(this.props.url, { changes, shown, submit });
    }

    onSubmitted() {
        this.isDone = true;
        browser.location.href = this.props.done;
    }
}

registry
    .category("public_components")
    .add("asm_programs.PortalReportGrid", PortalReportGrid);
