import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ReportGridEvidence } from "./report_grid_evidence";
import { NUMBERS, add, inputName, writeNumber } from "./report_grid_numbers";

/** One input with what stands at it; drawn again only when it changes itself. */
export class ReportGridInput extends Component {
    static template = "asm_programs.ReportGridInput";
    static props = {
        model: Object,
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

    /** A text as it stands in an input: the name of what is chosen, a dash for none. */
    show(text) {
        const options = Object.fromEntries(this.props.block.options);
        return options[text] || text || "–";
    }

    onKeepMine() {
        this.props.model.keepMine(this.input.name);
    }

    onTakeTheirs() {
        this.props.model.reset(this.input.name);
    }

    get shown() {
        return this.show(this.input.text);
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
        // what the reviewer says is answered in the comment
        const isAsked = this.cell.review && !this.comment.readonly;
        this.comment.isAsked ||= Boolean(this.comment.text || isAsked);
    }

    get cell() {
        return this.props.slot.cell;
    }

    onComment() {
        this.comment.isAsked = !this.comment.isAsked;
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

/** That nothing happened, or why a number is missing: one tap each, at the total. */
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

    get isNumeric() {
        return NUMBERS.includes(this.props.block.members[0]);
    }

    get label() {
        const { block, place } = this.props;
        return [block.name, place.name].filter(Boolean).join(", ");
    }

    get chosen() {
        return Object.fromEntries(this.model.grid.missing_reasons)[this.input.text];
    }

    onNothing() {
        this.model.setNothing(this.props.block, this.props.place);
    }

    /** Tapped again, a reason is taken back. */
    onReason(reason) {
        const { name, text } = this.input;
        this.model.set(name, text === reason ? "" : reason);
    }
}

export class ReportGridTable extends Component {
    static template = "asm_programs.ReportGridTable";
    static components = {
        ReportGridCell,
        ReportGridEvidence,
        ReportGridMissing,
        ReportGridSum,
    };
    static props = {
        model: Object,
        block: Object,
        table: Object,
        showEarlier: Boolean,
        saveFirst: Function,
    };

    get members() {
        return this.props.block.members;
    }

    get isNumeric() {
        return NUMBERS.includes(this.members[0]);
    }

    get hasSum() {
        const { table } = this.props;
        return this.isNumeric && table.kind !== "rows" && table.columns.length > 1;
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
        if (table.kind === "rows") {
            const label = table.columns[index] || this.totalLabel;
            return [block.name, place, label].filter(Boolean).join(", ");
        }
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

    /** The sum of a column, of a crossed table or of many sites. */
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
            const isTooMuch = this.members.some((m) =>
                model.isTooMuch(place, group, m)
            );
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
                total &&
                !total.readonly &&
                sum !== null &&
                sum !== model.number(total.name);
            return {
                text: isOffered
                    ? _t("The parts add up to %s: use this", this.show(model, [sum]))
                    : "",
                onUse: () => model.set(total.name, writeNumber(sum, model.marks.point)),
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
