import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { session } from "@web/session";
import { postFile, sendRecord } from "./draft_send";
import { draftStore, isWaiting } from "./draft_store";
import { forgetOthers } from "./kept_pages";

const AT_ONCE = 20;

/** On every page: sends what waits in this browser, and clears it at logout. */
export class DraftSender extends Interaction {
    static selector = "#wrapwrap";
    dynamicContent = {
        _window: { "t-on-online": () => this.sendAll() },
        "a[href^='/web/session/logout']": {
            "t-on-click.prevent.withTarget": (ev, el) => this.onLogout(el.href),
        },
    };

    start() {
        this.owner = session.report_owner;
        forgetOthers(this.owner).catch(() => {});
        this.sendAll();
    }

    /** The reports that are not open in this page; that one sends itself. */
    async waiting() {
        try {
            const records = await draftStore.all(this.owner);
            return records.filter(
                (record) =>
                    isWaiting(record) &&
                    !record.refused &&
                    record.url !== browser.location.pathname
            );
        } catch {
            return [];
        }
    }

    async sendAll() {
        if (!this.owner || !browser.navigator.onLine || this.isSending) {
            return;
        }
        this.isSending = true;
        try {
            for (const record of (await this.waiting()).slice(0, AT_ONCE)) {
                await this.sendOne(record);
            }
        } finally {
            this.isSending = false;
        }
    }

    async sendOne(record) {
        const server = {
            save: (url, params) => rpc(url, params, { silent: true }),
            upload: (url, file) => postFile(url, file, odoo.csrf_token),
        };
        try {
            const answer = await sendRecord(draftStore, record, server);
            this.tell(record, answer);
        } catch {
            // it stays, and its own page says why
        }
    }

    tell({ name, url }, { problems, receipt, sent_number: number }) {
        const notice = this.services.notification;
        if (Object.keys(problems).length) {
            notice.add(_t("%s: something could not be saved. Open the report.", name), {
                type: "warning",
                sticky: true,
                buttons: [
                    {
                        name: _t("Open"),
                        onClick: () => browser.location.assign(url),
                    },
                ],
            });
        } else if (number) {
            const text = _t("%(name)s: sent. Receipt %(receipt)s", { name, receipt });
            notice.add(text, { type: "success", sticky: true });
        } else {
            notice.add(_t("%s: what you typed without connection is saved.", name), {
                type: "success",
            });
        }
    }

    async onLogout(href) {
        const records = this.owner
            ? await draftStore.all(this.owner).catch(() => [])
            : [];
        const names = records.filter(isWaiting).map(({ name }) => name);
        if (!names.length) {
            await this.logOut(href);
            return;
        }
        this.services.dialog.add(ConfirmationDialog, {
            title: _t("Not sent yet"),
            body: _t(
                "What you typed into this is on this phone only, and is lost when you log out: %s",
                names.join("; ")
            ),
            confirmLabel: _t("Log out all the same"),
            confirm: () => this.logOut(href),
            cancelLabel: _t("Stay"),
            cancel: () => {},
        });
    }

    async logOut(href) {
        try {
            await forgetOthers(null);
            await draftStore.removeAll(this.owner);
        } catch {
            // a browser that keeps nothing has nothing to remove
        }
        browser.location.href = href;
    }
}

registry.category("public.interactions").add("asm_programs.draft_sender", DraftSender);
