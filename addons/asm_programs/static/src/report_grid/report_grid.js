import { Component, onWillUnmount, reactive, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ReportGridLack, ReportGridNews } from "./report_grid_check";
import { ReportGridModel } from "./report_grid_model";
import { NUMBERS } from "./report_grid_numbers";
import { ReportGridInput, ReportGridTable } from "./report_grid_table";

// sites stand side by side from this width on
const NARROW = "(max-width: 767px)";

export class ReportGridAnswered extends Component {
    static template = "asm_programs.ReportGridAnswered";
    static props = { model: Object, block: { type: Object, optional: true } };

    setup() {
        this.model = useState(this.props.model);
    }
}

/**
 * The grid of a report, for staff and for partners.
 *
 * `save({changes, shown, submit})` stores what was typed and gives back
 * `{problems, grid}`; what is refused stays in its cell with the reason. What was sent
 * to review is answered without a grid.
 */
export class ReportGrid extends Component {
    static template = "asm_programs.ReportGrid";
    static components = {
        ReportGridAnswered,
        ReportGridInput,
        ReportGridLack,
        ReportGridNews,
        ReportGridTable,
    };
    static props = {
        grid: Object,
        save: Function,
        hasNarrative: { type: Boolean, optional: true },
        register: { type: Function, optional: true },
        // called with the name and text of each input as it changes
        onTyped: { type: Function, optional: true },
        onSubmitted: { type: Function, optional: true },
    };

    setup() {
        this.root = useRef("root");
        const media = browser.matchMedia(NARROW);
        this.state = useState({
            isNarrow: media.matches,
            showEarlier: false,
            isSaving: false,
            isLackShown: false,
            said: null,
            version: 0,
        });
        const onResize = () => (this.state.isNarrow = media.matches);
        media.addEventListener("change", onResize);
        onWillUnmount(() => media.removeEventListener("change", onResize));
        this.model = reactive(new ReportGridModel(this.props.grid));
        this.model.onTyped = (name, text) => this.props.onTyped?.(name, text);
        this.props.register?.(this);
    }

    get grid() {
        return this.model.grid;
    }

    /** The story: of a programme with sections for staff, too. */
    get sections() {
        const { sections = [] } = this.grid;
        return this.props.hasNarrative
            ? sections
            : sections.filter(({ input }) => input !== "narrative");
    }

    /** Sites beside each other, or each by itself with its earlier periods beside. */
    tablesOf(block) {
        const { isNarrow, showEarlier } = this.state;
        return this.model.tablesOf(block, isNarrow || showEarlier);
    }

    /** What the event happened at: the input, and where its table has it. */
    target(ev) {
        const { name, row, column } = ev.target.dataset;
        const table = ev.target.closest("[data-table]")?.dataset.table;
        return { name, row: Number(row), column: Number(column), table };
    }

    tableNamed(id) {
        for (const block of this.grid.blocks) {
            const table = this.tablesOf(block).find((t) => t.id === id);
            if (table) {
                return table;
            }
        }
    }

    onInput(ev) {
        const { name } = this.target(ev);
        if (name) {
            this.model.set(name, ev.target.value);
            this.state.said = null;
        }
    }

    onPaste(ev) {
        const { name, row, column, table } = this.target(ev);
        const text = ev.clipboardData?.getData("text/plain") || "";
        if (!table || !name || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) {
            return;
        }
        if (!NUMBERS.includes(this.model.inputs[name].member)) {
            return;
        }
        ev.preventDefault();
        const { filled, left } = this.model.paste(
            this.tableNamed(table),
            row,
            column,
            text
        );
        this.state.said = left.length
            ? {
                  type: "warning",
                  text: _t(
                      "%(filled)s cells filled. No open cell was there for: %(left)s",
                      { filled, left: left.slice(0, 20).join(", ") }
                  ),
              }
            : { type: "info", text: _t("%s cells filled.", filled) };
    }

    /** Arrows and Enter move between cells, Escape takes back what was typed. */
    onKeydown(ev) {
        const { name, table } = this.target(ev);
        if (ev.ctrlKey && ev.key === "Enter") {
            ev.preventDefault();
            this.onSave();
        } else if (name && ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.model.reset(name);
        } else if (table && ev.target.tagName === "INPUT") {
            this.onMove(ev);
        }
    }

    onMove(ev) {
        const { row, column, table } = this.target(ev);
        const { selectionStart, selectionEnd, value } = ev.target;
        const isAll = selectionStart === 0 && selectionEnd === value.length;
        const isCaret = selectionStart === selectionEnd;
        const atStart = isAll || (isCaret && selectionStart === 0);
        const atEnd = isAll || (isCaret && selectionEnd === value.length);
        const step = {
            Enter: [ev.shiftKey ? -1 : 1, 0],
            ArrowDown: [1, 0],
            ArrowUp: [-1, 0],
            ArrowLeft: atStart && [0, -1],
            ArrowRight: atEnd && [0, 1],
        }[ev.key];
        if (!step || ev.altKey || ev.ctrlKey || ev.metaKey) {
            return;
        }
        ev.preventDefault();
        const name = this.model.next(this.tableNamed(table), row, column, ...step);
        if (name) {
            this.focus(name);
        }
    }

    focus(name) {
        const el = this.root.el.querySelector(`[data-name="${name}"]`);
        el?.focus();
        el?.select?.();
    }

    /** Go to an input that is named somewhere else: in the middle, above the buttons. */
    goTo(name) {
        this.state.isLackShown = false;
        const [member, ...place] = name.split("-");
        if (member === "comment") {
            this.model.inputs[name].isAsked = true;
        }
        browser.setTimeout(() => {
            const el = this.root.el.querySelector(`[data-name="${name}"]`);
            const other = this.root.el.querySelector(
                `[data-name$="-${place.join("-")}"]`
            );
            (el || other)?.scrollIntoView({ block: "center" });
            (el || other)?.focus({ preventScroll: true });
        });
    }

    onToggleEarlier() {
        this.state.showEarlier = !this.state.showEarlier;
    }

    async onDecide(row, choice) {
        await this.store({ [`parked-${row.id}`]: choice }, {}, false);
    }

    onSave() {
        return this.save();
    }

    /** Save first, then say what is missing; what lacks nothing is sent at once. */
    async onSubmit() {
        const { isDirty, isStale } = this.model;
        if ((isDirty || isStale) && !(await this.save())) {
            return;
        }
        if (this.grid.missing?.length) {
            this.state.said = null;
            this.state.isLackShown = true;
            return;
        }
        await this.save(true);
    }

    async onSendAnyway() {
        this.state.isLackShown = false;
        await this.save(true);
    }

    onCloseLack() {
        this.state.isLackShown = false;
    }

    /** Store what is typed, so that there is a number to hang a file on. */
    async saveFirst() {
        return !this.model.isDirty || (await this.save());
    }

    /** Store what was typed; say whether all of it was. */
    async save(submit = false) {
        if (this.state.isSaving) {
            return this.saving;
        }
        const { typed, shown } = this.model.decided();
        this.saving = this.store(typed, shown, submit);
        return this.saving;
    }

    async store(typed, shown, submit) {
        this.state.isSaving = true;
        this.state.isLackShown = false;
        this.state.said = null;
        try {
            const { problems, grid } = await this.props.save(typed, shown, submit);
            if (!grid) {
                // it is sent: this page is left
                this.props.onSubmitted?.();
                return true;
            }
            this.model.load(grid, problems, typed);
            this.state.version += 1;
            const isRefused = this.model.hasProblems || this.model.conflicts.length > 0;
            this.say(isRefused, submit);
            return !isRefused;
        } catch (error) {
            this.state.said = {
                type: "danger",
                text: _t("Nothing was saved; what you typed is still here. Try again."),
            };
            throw error;
        } finally {
            this.state.isSaving = false;
        }
    }

    say(isRefused, submit) {
        if (isRefused) {
            this.state.said = {
                type: "danger",
                text: _t(
                    "Saved, but for what is marked in red: it is still here, with the reason."
                ),
            };
            browser.setTimeout(() => this.showFirstProblem());
        } else if (submit) {
            this.props.onSubmitted?.();
        } else {
            this.state.said = {
                type: "success",
                text: this.grid.can_submit
                    ? _t("Saved. Send the report when it is complete.")
                    : this.props.hasNarrative
                      ? _t("Saved. The officer of your organisation sends the report.")
                      : _t("Saved."),
            };
        }
    }

    showFirstProblem() {
        const el = this.root.el?.querySelector(".is-invalid");
        el?.scrollIntoView({ block: "center" });
        el?.focus({ preventScroll: true });
    }
}
