import { Component, onWillUnmount, reactive, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { NUMBERS, ReportGridModel, add, inputName, writeNumber } from "./report_grid_model";

// sites stand side by side from this width on
const NARROW = "(max-width: 767px)";

/** One input with what stands at it; drawn again only when it changes itself. */
export class ReportGridInput extends Component {
    static template = "asm_programs.ReportGridInput";
    static props = {
        input: Object,
        label: String,
        block: Object,
        row: { type: Number, optional: true },
        column: { type: Number, optional: true },
    };

    setup() {
        this.input = useState(this.props.input);
    }

    get isNumber() {
        return NUMBERS.includes(this.input.member);
    }

    get shown() {
        const options = Object.fromEntries(this.props.block.options);
        return options[this.input.text] || this.input.text || "–";
    }
}

/** What stands at a cell beside its number: last value, target, messages, comment. */
export class ReportGridCell extends Component {
    static template = "asm_programs.ReportGridCell";
    static components = { ReportGridInput };
    static props = {
        model: Object,
        block: Object,
        slot: Object,
        names: Array,
        label: String,
        row: Number,
        column: Number,
    };

    setup() {
        const { model, slot } = this.props;
        this.inputs = this.props.names.map((name) => model.inputs[name]);
        const { line, site } = slot.place;
        this.comment = useState(
            model.inputs[inputName("comment", line, site, slot.cell.k)]
        );
        this.state = useState({ isOpen: Boolean(this.comment.text) });
    }

    get cell() {
        return this.props.slot.cell;
    }

    labelOf(index) {
        const { block, label } = this.props;
        return block.heads.length ? `${label}, ${block.heads[index]}` : label;
    }
}

/** What follows from the numbers of a table: sums, what is not disaggregated. */
export class ReportGridSum extends Component {
    static template = "asm_programs.ReportGridSum";
    static props = { model: Object, compute: Function };

    setup() {
        this.model = useState(this.props.model);
    }

    get result() {
        return this.props.compute(this.model);
    }
}

/** Why a number is missing, at its total. */
export class ReportGridMissing extends Component {
    static template = "asm_programs.ReportGridMissing";
    static props = { model: Object, block: Object, place: Object };

    setup() {
        this.model = useState(this.props.model);
    }

    get input() {
        const { line, site } = this.props.place;
        return this.model.inputs[inputName("missing", line, site, 0)];
    }

    get isShown() {
        const { block, place } = this.props;
        const { text, problem } = this.input;
        return text || problem || !this.model.isPlaceAnswered(block, place);
    }

    get chosen() {
        return Object.fromEntries(this.model.grid.missing_reasons)[this.input.text];
    }
}

export class ReportGridTable extends Component {
    static template = "asm_programs.ReportGridTable";
    static components = { ReportGridCell, ReportGridMissing, ReportGridSum };
    static props = {
        model: Object,
        block: Object,
        table: Object,
        showEarlier: Boolean,
    };

    get members() {
        return this.props.block.members;
    }

    get isNumeric() {
        return NUMBERS.includes(this.members[0]);
    }

    get hasSum() {
        const { table } = this.props;
        return this.isNumeric && table.columns.length > 1;
    }

    /** Periods before are shown of one place, beside its numbers. */
    get earlier() {
        const { model, table, showEarlier } = this.props;
        const isOne = table.kind === "sites" && table.columns.length === 1;
        return showEarlier && isOne ? model.grid.earlier : [];
    }

    earlierOf(row, index) {
        return row.cells[0].cell.earlier?.[index] || "–";
    }

    /** The name of a cell as a screen reader says it. */
    labelOf(row, index) {
        const { block, table } = this.props;
        const place = row.cells[index].place.name;
        const column = table.kind === "crossed" ? table.columns[index] : "";
        const label = row.kind === "total" ? this.totalLabel : row.label;
        return [block.name, place, label, column].filter(Boolean).join(", ");
    }

    get totalLabel() {
        return this.isNumeric ? _t("Total") : _t("Answer");
    }

    show(model, numbers) {
        const texts = numbers.map((number) => writeNumber(number, model.marks.point));
        return texts.some(Boolean) ? texts.map((text) => text || "–").join(" / ") : "";
    }

    /** The sum of a row over its columns. */
    rowSum(row) {
        return (model) => {
            const sums = this.members.map((_member, index) =>
                add(row.names.map((names) => model.number(names[index])))
            );
            return { text: this.show(model, sums) };
        };
    }

    /** The sum of a column of a crossed table. */
    columnSum(column) {
        const rows = this.props.table.rows.filter((row) => row.cells);
        return (model) => {
            const sums = this.members.map((_member, index) =>
                add(rows.map((row) => model.number(row.names[column][index])))
            );
            return { text: this.show(model, sums) };
        };
    }

    /** What the parts leave of the total, or that they are more than it. */
    rest(place, group) {
        return (model) => {
            const isTooMuch = this.members.some((m) => model.isTooMuch(place, group, m));
            if (isTooMuch) {
                const sums = this.members.map((m) => model.sumOfGroup(place, group, m));
                return {
                    isWrong: true,
                    text: _t("%s: more than the total", this.show(model, sums)),
                };
            }
            const rests = this.members.map((m) => model.remainder(place, group, m));
            return { text: this.show(model, rests) };
        };
    }

    restOf(row, index) {
        const place = this.props.table.places[index];
        return this.rest(place, place.groups[row.group]);
    }

    /** Offer the sum of the parts where it is not the total. */
    offer(place) {
        return (model) => {
            if (this.members.length > 1) {
                return { text: "" };
            }
            const total = model.total(place, "value");
            const sum = model.sumOfParts(place, "value");
            const isOffered =
                total && !total.readonly && sum !== null && sum !== model.number(total.name);
            return {
                text: isOffered
                    ? _t("The parts add up to %s: use this", this.show(model, [sum]))
                    : "",
                onUse: () =>
                    model.set(total.name, writeNumber(sum, model.marks.point)),
            };
        };
    }

    ratio(place) {
        return (model) => {
            const ratio = model.ratio(place, this.props.block.multiplier);
            const text = writeNumber(ratio, model.marks.point);
            return { text: text && `= ${text}` };
        };
    }
}

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
 * `{problems, grid}`; what is refused stays in its cell with the reason.
 */
export class ReportGrid extends Component {
    static template = "asm_programs.ReportGrid";
    static components = {
        ReportGridAnswered,
        ReportGridInput,
        ReportGridTable,
    };
    static props = {
        grid: Object,
        save: Function,
        hasNarrative: { type: Boolean, optional: true },
        register: { type: Function, optional: true },
        onSubmitted: { type: Function, optional: true },
    };

    setup() {
        this.root = useRef("root");
        const media = browser.matchMedia(NARROW);
        this.state = useState({
            isNarrow: media.matches,
            showEarlier: false,
            isSaving: false,
            said: null,
            version: 0,
        });
        const onResize = () => (this.state.isNarrow = media.matches);
        media.addEventListener("change", onResize);
        onWillUnmount(() => media.removeEventListener("change", onResize));
        this.model = reactive(new ReportGridModel(this.props.grid));
        this.props.register?.(this);
    }

    get grid() {
        return this.model.grid;
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

    onToggleEarlier() {
        this.state.showEarlier = !this.state.showEarlier;
    }

    async onDecide(row, choice) {
        await this.store({ [`parked-${row.id}`]: choice }, {}, false);
    }

    onSave() {
        return this.save();
    }

    onSubmit() {
        return this.save(true);
    }

    /** Store what was typed; say whether all of it was. */
    async save(submit = false) {
        if (this.state.isSaving) {
            return this.saving;
        }
        const { typed, shown } = this.model.changes();
        this.saving = this.store(typed, shown, submit);
        return this.saving;
    }

    async store(typed, shown, submit) {
        this.state.isSaving = true;
        this.state.said = null;
        try {
            const { problems, grid } = await this.props.save(typed, shown, submit);
            this.model.load(grid, problems, typed);
            this.state.version += 1;
            this.say(problems, submit);
            return !Object.keys(problems).length;
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

    say(problems, submit) {
        const refused = Object.keys(problems).length;
        if (refused) {
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
