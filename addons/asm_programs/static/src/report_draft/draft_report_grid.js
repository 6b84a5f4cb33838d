import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { url } from "@web/core/utils/urls";
import { ReportGrid } from "../report_grid/report_grid";
import { KeptError } from "./draft_keeper";
import { mergeQuietly } from "./merge";
import { missingNow } from "./missing";

/** Says quietly where what was typed is. */
export class DraftSign extends Component {
    static template = "asm_programs.DraftSign";
    static props = { keeper: Object };

    setup() {
        this.state = useState(this.props.keeper.state);
    }

    get icon() {
        return {
            typed: "fa-pencil",
            saving: "fa-refresh",
            saved: "fa-check text-success",
            problems: "fa-exclamation-circle text-danger",
            unsent: "fa-exclamation-circle text-danger",
            kept: "fa-mobile fa-lg",
            expired: "fa-lock",
            refused: "fa-exclamation-circle text-danger",
        }[this.state.sign];
    }

    get login() {
        return url("/web/login", { redirect: browser.location.pathname });
    }
}

/** The grid of a report whose draft is kept. */
export class DraftReportGrid extends ReportGrid {
    static template = "asm_programs.DraftReportGrid";
    static components = { ...ReportGrid.components, DraftSign };
    static props = { ...ReportGrid.props, keeper: Object };

    async save(submit = false) {
        await this.props.keeper.whenIdle();
        return super.save(submit);
    }

    async onSubmit() {
        const { keeper } = this.props;
        await super.onSubmit();
        if (keeper.isAway && !this.state.isLackShown && !keeper.state.isSubmitting) {
            this.model.grid.missing = missingNow(this.model);
            if (this.model.grid.missing.length) {
                this.state.isLackShown = true;
            } else {
                // it goes when the connection is back
                await this.save(true);
            }
        }
    }

    async store(typed, shown, submit) {
        try {
            return await super.store(typed, shown, submit);
        } catch (error) {
            if (error instanceof KeptError) {
                // the sign says it
                this.state.said = null;
                return false;
            }
            throw error;
        }
    }

    /** Show what was saved by itself, and leave the cursor where it is. */
    takeOver(grid, problems, sent, submit = false) {
        const isTyping = this.root.el?.contains(document.activeElement);
        if (!isTyping || !mergeQuietly(this.model, grid, problems, sent)) {
            this.model.load(grid, problems, sent);
            this.state.version += 1;
        }
        if (submit && Object.keys(problems).length) {
            this.say(problems, submit);
        } else if (this.model.generalProblems.length) {
            this.state.said = { type: "danger", text: _t("Not all could be saved:") };
        }
    }

    /** Show what the browser knows of a report instead of an older page. */
    takeNewer(grid) {
        this.model.load(grid);
        for (const input of Object.values(this.model.inputs)) {
            input.isNew = false;
        }
        this.model.news = [];
        this.state.version += 1;
    }
}
