import { Component, onWillStart, useExternalListener, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";
import { draftStore, isWaiting } from "./draft_store";
import { forgetPage } from "./kept_pages";

/** The reports that this browser opens without a connection. */
export class KeptReports extends Component {
    static template = "asm_programs.KeptReports";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.state = useState({ records: [], canKeep: true });
        onWillStart(() => this.load());
        useExternalListener(window, "focus", () => this.load());
    }

    async load() {
        try {
            const records = await draftStore.all(session.report_owner || "");
            this.state.records = records.sort((a, b) => b.opened_on - a.opened_on);
        } catch {
            this.state.canKeep = false;
        }
    }

    isWaiting(record) {
        return isWaiting(record);
    }

    stateOf(record) {
        const count = Object.keys(record.typed).length + (record.files || 0);
        return {
            count,
            text: record.submit
                ? _t("Goes to review when the connection is back")
                : _t("%s entries not sent yet", count),
        };
    }

    dateOf(record) {
        return new Date(record.opened_on).toLocaleString([], {
            dateStyle: "medium",
            timeStyle: "short",
        });
    }

    onRemove(record) {
        if (!isWaiting(record)) {
            return this.remove(record);
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Not sent yet"),
            body: _t(
                "What you typed into %s is on this phone only, and is lost when you remove it.",
                record.name
            ),
            confirmLabel: _t("Remove it"),
            confirm: () => this.remove(record),
            cancelLabel: _t("Keep it"),
            cancel: () => {},
        });
    }

    async remove({ owner, report, url }) {
        await draftStore.remove(owner, report);
        await forgetPage(owner, url);
        await this.load();
    }

    reload() {
        browser.location.reload();
    }
}

registry.category("public_components").add("asm_programs.KeptReports", KeptReports);
