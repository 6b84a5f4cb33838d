import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";
import { session } from "@web/session";

const KEY = "mtm-typed";
const IS_OURS = /^\/my\/(requests|reports|subawards|awards|people)(\/|$)/;
const TYPED =
    "textarea, select, input:not([type=hidden], [type=file], [type=password])";

/**
 * What is typed into a form outlives a session that ends meanwhile.
 *
 * It stays in this tab until the form has arrived, and is put back after the login of
 * the same user.
 */
export class KeptForm extends Interaction {
    static selector = "#wrapwrap";
    dynamicContent = {
        "main form[method=post]": {
            "t-on-input.withTarget": (ev, form) => this.keep(form, false),
            "t-on-submit.withTarget": (ev, form) => this.keep(form, true),
        },
        "a[href^='/web/session/logout']": { "t-on-click": () => this.write({}) },
    };

    start() {
        const isRefused =
            browser.location.pathname === "/web/login" ||
            this.el.querySelector(".o_mtm_portal_error");
        const kept = this.read();
        for (const [id, entry] of Object.entries(kept)) {
            if (isRefused) {
                entry.isSent = false;
            } else if (entry.isSent || entry.owner !== session.report_owner) {
                delete kept[id];
            }
        }
        this.write(kept);
        for (const form of this.el.querySelectorAll("main form[method=post]")) {
            this.restore(form, kept[this.idOf(form)]);
        }
    }

    read() {
        try {
            return JSON.parse(browser.sessionStorage.getItem(KEY)) || {};
        } catch {
            return {};
        }
    }

    write(kept) {
        try {
            browser.sessionStorage.setItem(KEY, JSON.stringify(kept));
        } catch {
            // a browser that keeps nothing: the form works all the same
        }
    }

    idOf(form) {
        return `${browser.location.pathname} ${form.getAttribute("action") || ""}`;
    }

    keep(form, isSent) {
        const owner = session.report_owner;
        if (!owner || !IS_OURS.test(browser.location.pathname)) {
            return;
        }
        const values = [...form.querySelectorAll(TYPED)].map((el) =>
            ["checkbox", "radio"].includes(el.type)
                ? [el.value, el.checked]
                : [el.value]
        );
        this.write({ ...this.read(), [this.idOf(form)]: { owner, isSent, values } });
    }

    restore(form, entry) {
        const inputs = [...form.querySelectorAll(TYPED)];
        // another form than that which was typed into
        if (entry?.values.length !== inputs.length) {
            return;
        }
        inputs.forEach((el, index) => {
            const [value, isChecked] = entry.values[index];
            if (isChecked === undefined) {
                el.value = value;
            } else if (el.value === value) {
                el.checked = isChecked;
            }
        });
    }
}

registry.category("public.interactions").add("asm_programs.kept_form", KeptForm);
