import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { batched } from "@web/core/utils/timing";
import { claimKey, isWaiting, settle } from "./draft_store";

// milliseconds: from typing to the browser's store, to the server, between two savings
const NOTE = 150;
const PAUSE = 2500;
const GAP = 8000;
// what is waited before trying again, the longer the more often it failed
const RETRIES = [5, 15, 45, 120, 300].map((seconds) => seconds * 1000);
const EXPIRED = "odoo.http.SessionExpiredException";

/** What was sent did not arrive, and is kept. */
export class KeptError extends Error {}

/**
 * Keeps what is typed into a report: in the browser at once, on the server soon.
 *
 * `state.sign` is what the page says of it: "" (nothing typed), "typed", "saving",
 * "saved", "problems", "unsent", "kept" (no connection), "expired" or "refused".
 */
export class DraftKeeper {
    /**
     * @param {Object} options
     * @param {string} options.owner whose report it is
     * @param {Object} options.store as DraftStore
     * @param {(params: Object) => Promise<Object>} options.send to the server
     * @param {(grid: Object) => void} options.onNewer the grid that is shown is old
     * @param {(grid, problems, sent, submit) => void} options.onSaved by itself
     * @param {() => void} options.onSent the report went to review
     * @param {() => Promise} options.onBack the connection or the session is back
     * @param {() => void} [options.onAway] there is no connection
     */
    constructor(options) {
        Object.assign(this, options);
        this.state = reactive({
            sign: "",
            at: null,
            message: "",
            isSubmitting: false,
            canKeep: true,
            leftover: [],
        });
        // what was shown when it was typed, where that is no longer what is stored
        this.seen = {};
        this.mine = new Set();
        this.failures = 0;
        this.lastSaving = -GAP;
    }

    /** Put back what was typed earlier, and keep what is typed from now on. */
    async start(model) {
        this.model = model;
        const page = model.grid;
        this.report = page.id;
        this.lang = page.lang;
        const draft = await this.change((record) => this.open(record, page));
        if (draft && draft.read_on > page.read_on) {
            // the page was kept longer ago
            this.onNewer(await this.store.grid(this.owner, this.report));
        }
        if (draft && isWaiting(draft)) {
            this.restore(draft);
        }
        this.watch();
        await this.files?.load();
        if (this.state.isSubmitting || this.isDirty || this.files?.waiting.length) {
            this.state.sign = "typed";
            this.schedule(0);
        }
    }

    open(record, page) {
        if (!page.can_save && !isWaiting(record)) {
            return null;
        }
        const isNewer = !record.read_on || record.read_on < page.read_on;
        return {
            ...record,
            ...(isNewer && { grid: page }),
            url: page.url,
            name: page.name,
            opened_on: Date.now(),
        };
    }

    restore(draft) {
        this.lang = draft.lang || this.lang;
        this.state.isSubmitting = Boolean(draft.submit);
        for (const [name, { text, shown }] of Object.entries(draft.typed)) {
            this.mine.add(name);
            const input = this.model.inputs[name];
            if (!input || input.readonly) {
                if (text && text !== input?.stored) {
                    this.state.leftover.push(text);
                }
                continue;
            }
            if (input.stored !== text) {
                this.model.set(name, text);
                this.seen[name] = shown;
            }
        }
        if (!this.model.grid.can_save) {
            this.state.isSubmitting = false;
        }
    }

    /** Leave what could not be put back. */
    async forget() {
        this.state.leftover = [];
        await this.change(() => null);
    }

    watch() {
        const observed = reactive(
            this.model,
            batched(() => {
                observed.changes();
                this.noteSoon();
            })
        );
        observed.changes();
    }

    noteSoon() {
        browser.clearTimeout(this.noting);
        this.noting = browser.setTimeout(() => this.note(), NOTE);
    }

    /** The user typed, or decided to keep what was refused. */
    touch() {
        this.answered = null;
        this.noted = null;
        this.noteSoon();
    }

    get isDirty() {
        return this.model.isDirty;
    }

    /** Whether the server is out of reach. */
    get isAway() {
        return this.failures > 0;
    }

    /** Whether leaving the page would lose something. */
    get isAtRisk() {
        return this.isDirty && !this.isDone && !this.state.canKeep;
    }

    changes() {
        const { typed, shown } = this.model.changes();
        for (const name in this.seen) {
            if (name in typed) {
                shown[name] = this.seen[name];
            } else {
                delete this.seen[name];
            }
        }
        return { typed, shown };
    }

    /** Change the record in the browser; a browser that keeps none is no error. */
    async change(change) {
        try {
            const record = await this.store.change(this.owner, this.report, change);
            this.state.canKeep = true;
            return record;
        } catch {
            this.state.canKeep = false;
            return null;
        }
    }

    /** Keep what is typed in the browser. */
    async note() {
        browser.clearTimeout(this.noting);
        if (this.isDone) {
            return;
        }
        const { typed, shown } = this.changes();
        const content = JSON.stringify(typed);
        if (content === this.noted) {
            return;
        }
        this.noted = content;
        await this.change((record) => {
            const kept = { ...record.typed };
            for (const name of this.mine) {
                delete kept[name];
            }
            for (const name in typed) {
                this.mine.add(name);
                kept[name] = { text: typed[name], shown: shown[name] };
            }
            return { ...record, typed: kept, lang: this.lang, refused: false };
        });
        if (Object.keys(this.sendable().typed).length) {
            if (!["kept", "expired", "saving"].includes(this.state.sign)) {
                this.state.sign = "typed";
            }
            this.schedule();
        } else if (this.state.sign === "typed") {
            this.state.sign = "";
        }
    }

    /** What can be saved without asking: what was refused waits for the user. */
    sendable() {
        const { typed, shown } = this.changes();
        for (const name in typed) {
            if (this.model.inputs[name]?.problem) {
                delete typed[name];
                delete shown[name];
            }
        }
        return { typed, shown };
    }

    schedule(delay = PAUSE) {
        if (this.failures) {
            return;
        }
        browser.clearTimeout(this.timer);
        const rest = this.lastSaving + GAP - performance.now();
        this.timer = browser.setTimeout(
            () => this.saveByItself(),
            Math.max(delay, rest)
        );
    }

    /** The user went on to the next part. */
    step() {
        if (this.state.sign === "typed") {
            this.schedule(0);
        }
    }

    async whenIdle() {
        await this.sending?.catch(() => {});
    }

    async saveByItself() {
        if (this.sending || this.isDone) {
            return;
        }
        const wish = this.state.isSubmitting;
        const hasFiles = this.files?.waiting.length > 0;
        // files first: in review nothing is added
        const submit = wish && !hasFiles;
        const { typed, shown } = submit ? this.changes() : this.sendable();
        const content = JSON.stringify(typed);
        const isNew = content !== "{}" && content !== this.answered;
        if (!submit && !isNew && !hasFiles) {
            return;
        }
        if (!browser.navigator.onLine) {
            this.wait();
            return;
        }
        try {
            if (submit || isNew) {
                const { problems, grid } = await this.save(typed, shown, submit, wish);
                this.answered = content;
                if (submit && this.isDone) {
                    this.onSent();
                    return;
                }
                this.onSaved(grid, problems, typed, submit);
            }
            if (hasFiles) {
                await this.files.send();
            }
        } catch (error) {
            if (!(error instanceof KeptError)) {
                throw error;
            }
        }
    }

    /**
     * Send what was typed, with the key of its content.
     *
     * @throws {KeptError} when it did not arrive: it is kept and sent again
     */
    async save(changes, shown, submit = false, wish = submit) {
        browser.clearTimeout(this.timer);
        this.lastSaving = performance.now();
        this.state.sign = "saving";
        this.state.isSubmitting = wish;
        for (const name in changes) {
            shown[name] = this.seen[name] ?? shown[name];
        }
        this.sending = this.deliver({ changes, shown, submit, lang: this.lang }, wish);
        try {
            return await this.sending;
        } finally {
            this.sending = null;
        }
    }

    async deliver(sending, wish) {
        const claim = (record) => {
            this.claimed = { ...claimKey(record, sending), submit: wish };
            return this.claimed;
        };
        // without a store the key lives as long as the page
        (await this.change(claim)) || claim(this.claimed || {});
        const { key } = this.claimed;
        let answer;
        try {
            answer = await this.send({ ...sending, key, owner: this.owner });
        } catch (error) {
            await this.fail(error);
            throw new KeptError(error.message);
        }
        await this.succeed(sending, answer, wish);
        return answer;
    }

    async succeed({ changes, submit }, answer, wish) {
        const hasProblems = Object.keys(answer.problems).length > 0;
        // it was saved as a draft, and goes to review after its files
        const isStillWished = wish && !submit && !hasProblems;
        if (this.failures) {
            this.failures = 0;
            this.back = this.onBack();
        }
        browser.clearTimeout(this.timer);
        const { shown } = this.changes();
        // what was typed meanwhile was typed over what is shown now
        this.seen = Object.fromEntries(
            Object.entries(shown).filter(([name]) => !(name in changes))
        );
        this.claimed = null;
        this.noted = null;
        this.isDone = submit && !hasProblems;
        Object.assign(this.state, {
            sign: hasProblems ? (submit ? "unsent" : "problems") : "saved",
            at: new Date(),
            isSubmitting: isStillWished,
        });
        await this.change((record) =>
            this.isDone
                ? null
                : { ...settle(record, changes, answer), submit: isStillWished }
        );
    }

    async fail(error) {
        this.failures += 1;
        if (error instanceof ConnectionLostError) {
            this.wait();
        } else if (error.exceptionName === EXPIRED) {
            this.state.sign = "expired";
            this.retryLater();
        } else {
            this.state.sign = "refused";
            this.state.message = error.data?.message || error.message;
            this.state.isSubmitting = false;
            // what the server refuses it refuses again: wait for the user
            this.failures = 0;
            this.answered = JSON.stringify(this.sendable().typed);
            await this.change((record) => ({ ...record, submit: false }));
        }
    }

    /** There is no connection: try again by and by. */
    wait() {
        this.failures = Math.max(this.failures, 1);
        this.state.sign = "kept";
        this.onAway?.();
        this.retryLater();
    }

    retryLater() {
        const step = RETRIES[Math.min(this.failures, RETRIES.length) - 1];
        // not all at once when a whole office is back
        this.retryIn(step * (0.8 + 0.4 * Math.random()));
    }

    retryIn(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.saveByItself(), delay);
    }

    /** The connection, the window or the session may be back. */
    tryNow() {
        if (this.failures && !this.sending) {
            this.retryIn(Math.random() * 1000);
        }
    }

    /** The report is not to be sent after all; what was typed is saved. */
    async keepAsDraft() {
        this.state.isSubmitting = false;
        await this.change((record) => ({ ...record, submit: false, key: null }));
    }

    get explanation() {
        const { at, message, sign } = this.state;
        const time = at?.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
        return {
            typed: _t("Not saved yet"),
            saving: _t("Saving…"),
            saved: _t("Saved %s", time),
            problems: _t("Saved %s, but for what is marked in red", time),
            unsent: _t("Saved %s, not sent to review: see what is in the way", time),
            kept: _t("No connection: kept on this phone, not sent yet"),
            expired: _t("You were logged out. What you typed is kept on this phone."),
            refused: _t("Not saved: %s", message),
        }[sign];
    }
}
