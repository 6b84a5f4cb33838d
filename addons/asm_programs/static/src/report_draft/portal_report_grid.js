import { Component, onMounted, useExternalListener, useState, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { DraftKeeper } from "./draft_keeper";
import { DraftReportGrid } from "./draft_report_grid";
import { draftStore } from "./draft_store";
import { KeptFiles } from "./kept_files";
import { forgetPage, keepPage, syncLater } from "./kept_pages";
import { renewToken } from "./renew_token";

/** What was typed in this browser and finds no place any more. */
export class DraftLeftover extends Component {
    static template = "asm_programs.DraftLeftover";
    static props = { keeper: Object };

    setup() {
        this.state = useState(this.props.keeper.state);
    }
}

/** The grid on a page of the portal: its draft is kept in the browser. */
export class PortalReportGrid extends Component {
    static template = xml`
        <DraftLeftover keeper="keeper" />
        <DraftReportGrid
            grid="props.grid"
            save.bind="save"
            hasNarrative="true"
            register.bind="register"
            onTyped.bind="onTyped"
            onSubmitted.bind="onSubmitted"
            keeper="keeper"
        />`;
    static components = { DraftLeftover, DraftReportGrid };
    static props = { grid: Object, url: String, done: String };

    setup() {
        this.keeper = new DraftKeeper({
            owner: session.report_owner,
            store: draftStore,
            send: (params) => rpc(this.props.url, params, { silent: true }),
            onNewer: (grid) => this.gridComponent.takeNewer(grid),
            onSaved: (...answer) => this.gridComponent.takeOver(...answer),
            onSent: () => this.onSubmitted(),
            onBack: () => renewToken().catch(() => {}),
            onAway: () => syncLater(),
        });
        onMounted(() => this.start());
        useExternalListener(window, "beforeunload", (ev) => {
            if (this.keeper.isAtRisk) {
                ev.preventDefault();
            }
        });
        useExternalListener(window, "online", () => this.keeper.tryNow());
        useExternalListener(window, "focusin", (ev) => this.onFocus(ev));
        useExternalListener(document, "visibilitychange", () => {
            if (document.visibilityState === "hidden") {
                this.keeper.note();
            } else {
                this.keeper.tryNow();
            }
        });
    }

    async start() {
        const { can_save: canSave, url } = this.props.grid;
        const { model } = this.gridComponent;
        model.files = this.keeper.files = new KeptFiles(this.keeper, model);
        await this.keeper.start(model);
        if (canSave) {
            keepPage(session.report_owner);
        } else {
            forgetPage(session.report_owner, url).catch(() => {});
        }
    }

    register(gridComponent) {
        this.gridComponent = gridComponent;
    }

    onTyped() {
        this.keeper.touch();
    }

    /** Another indicator or section is another step. */
    onFocus(ev) {
        const part = ev.target.closest?.("section");
        if (part && part !== this.part) {
            this.part = part;
            this.keeper.step();
        }
    }

    save(changes, shown, submit) {
        const { inputs } = this.gridComponent.model;
        const isTyped = Object.keys(changes).every((name) => name in inputs);
        return isTyped
            ? this.keeper.save(changes, shown, submit)
            : rpc(this.props.url, { changes, shown, submit });
    }

    onSubmitted() {
        browser.location.href = this.props.done;
    }
}

registry
    .category("public_components")
    .add("asm_programs.PortalReportGrid", PortalReportGrid);
