import { Component, useState } from "@odoo/owl";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** What happened to a report, fetched when it is unfolded. */
export class PortalReportHistory extends Component {
    static template = "asm_programs.PortalReportHistory";
    static props = { url: String };

    setup() {
        this.state = useState({ steps: null });
    }

    async onToggle(ev) {
        if (ev.target.open && !this.state.steps) {
            this.state.steps = await rpc(this.props.url);
        }
    }
}

registry
    .category("public_components")
    .add("asm_programs.PortalReportHistory", PortalReportHistory);
