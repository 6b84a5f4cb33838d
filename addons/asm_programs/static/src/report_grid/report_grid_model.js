/**
 * A report as it is filled in, apart from how it is drawn.
 *
 * The server describes a report (`asm.submission.read_grid`). Every number, choice or
 * text of it is an *input*: `text` is what stands in it, `stored` what the server holds.
 * Inputs of numbers lie in tables, each with a matrix of their names, through which the
 * arrow keys and a pasted block go.
 */

import {
    NUMBERS,
    add,
    inputName,
    readBlock,
    readNumber,
    writeNumber,
} from "./report_grid_numbers";
import { makeTables } from "./report_grid_layout";

export class ReportGridModel {
    constructor(grid) {
        this.inputs = {};
        this.load(grid);
    }

    /**
     * Take over what the server says; what was typed and is not stored yet stays.
     *
     * @param {Object} grid
     * @param {Object} [problems] messages by input, of what was not stored
     * @param {Object} [sent] the texts that were sent, by input
     */
    load(grid, problems = {}, sent = {}) {
        const before = this.inputs;
        this.grid = grid;
        this.marks = { point: grid.point, separator: grid.separator };
        this.inputs = {};
        this.problems = {};
        this.unplaced = [];
        for (const block of grid.blocks) {
            for (const place of block.places) {
                this.loadPlace(block, place);
            }
        }
        this.addInput("narrative", "narrative", grid.narrative, !grid.can_save);
        this.keepTyped(before, problems, sent);
        this.tables = {};
    }

    loadPlace(block, place) {
        const { line, site } = place;
        const totals = {};
        const cells = [place.total, ...place.groups.flatMap((group) => group.cells)];
        for (const cell of cells) {
            block.members.forEach((member, index) => {
                const name = inputName(member, line, site, cell.k);
                const readonly = !this.grid.can_save || Boolean(cell.ro);
                const input = this.addInput(name, member, cell.v[index], readonly);
                input.cell = cell;
                if (cell === place.total) {
                    totals[member] = input;
                }
            });
            const locked = !this.grid.can_save || Boolean(cell.locked);
            const comment = inputName("comment", line, site, cell.k);
            this.addInput(comment, "comment", cell.comment || "", locked);
        }
        const missing = inputName("missing", line, site, 0);
        const closed = !this.grid.can_save || Boolean(place.total.ro);
        this.addInput(missing, "missing", place.missing, closed);
        for (const [member, input] of Object.entries(totals)) {
            // a blank total follows the sum of its parts until somebody types into it
            const isNumber = NUMBERS.includes(member) && !input.readonly;
            input.follows = isNumber && !input.text && place.groups.length > 0;
        }
    }

    addInput(name, member, text, readonly) {
        this.inputs[name] = {
            name,
            member,
            text,
            stored: text,
            readonly,
            problem: "",
            isNew: false,
            follows: false,
        };
        return this.inputs[name];
    }

    keepTyped(before, problems, sent) {
        for (const [name, old] of Object.entries(before)) {
            const input = this.inputs[name];
            const wasTyped = old.text !== old.stored;
            if (!input) {
                if (wasTyped && old.text) {
                    this.unplaced.push(old.text);
                }
                continue;
            }
            const isRefused = name in problems || this.isRefusedAt(name, problems);
            const isTypedSince = wasTyped && old.text !== sent[name];
            if (!input.readonly && wasTyped && (isRefused || isTypedSince)) {
                input.text = old.text;
                input.follows = false;
            }
            input.isNew = !(name in sent) && !wasTyped && old.stored !== input.stored;
        }
        for (const [name, message] of Object.entries(problems)) {
            this.showProblem(name, message);
        }
    }

    /** Parts that do not fit into their total are refused together. */
    isRefusedAt(name, problems) {
        const [member, line, site] = name.split("-");
        return (
            NUMBERS.includes(member) && inputName("place", line, site, 0) in problems
        );
    }

    showProblem(name, message) {
        const input =
            this.inputs[name.replace(/^place-/, "value-")] || this.inputs[name];
        const [kind, line, site] = name.split("-");
        const ratio =
            kind === "place" && this.inputs[inputName("numerator", line, site, 0)];
        const target = input || ratio;
        if (target) {
            target.problem = message;
        } else {
            this.problems[name] = message;
        }
    }

    /** Messages that belong to no input. */
    get generalProblems() {
        return Object.values(this.problems);
    }

    get hasProblems() {
        return (
            this.generalProblems.length > 0 ||
            Object.values(this.inputs).some((input) => input.problem)
        );
    }

    get isDirty() {
        return Object.values(this.inputs).some((input) => input.text !== input.stored);
    }

    /** What was typed, and what stood there before: `{input name: text}` each. */
    changes() {
        const typed = {};
        const shown = {};
        for (const { name, text, stored } of Object.values(this.inputs)) {
            if (text !== stored) {
                typed[name] = text;
                shown[name] = stored;
            }
        }
        return { typed, shown };
    }

    /** Set an input to what was typed; its total follows where nobody typed into it. */
    set(name, text) {
        const input = this.inputs[name];
        if (!input || input.readonly) {
            return false;
        }
        if (input.text === text) {
            return true;
        }
        input.text = text;
        input.problem = "";
        input.follows = false;
        if (NUMBERS.includes(input.member)) {
            this.follow(name);
        }
        return true;
    }

    reset(name) {
        const input = this.inputs[name];
        if (input) {
            this.set(name, input.stored);
        }
    }

    placeOf(name) {
        const [, line, site] = name.split("-");
        for (const block of this.grid.blocks) {
            if (String(block.id) === line) {
                return block.places.find((place) => String(place.site) === site);
            }
        }
    }

    follow(name) {
        const place = this.placeOf(name);
        const member = this.inputs[name].member;
        const total = this.total(place, member);
        if (total && total.name !== name && total.follows) {
            const sum = this.sumOfParts(place, member);
            total.text = writeNumber(sum, this.marks.point);
        }
    }

    total(place, member) {
        return this.inputs[inputName(member, place.line, place.site, 0)];
    }

    number(name) {
        return readNumber(this.inputs[name]?.text, this.marks);
    }

    /** The number in a cell of a place. */
    at(place, member, key) {
        return this.number(inputName(member, place.line, place.site, key));
    }

    sumOfGroup(place, group, member) {
        return add(group.cells.map((cell) => this.at(place, member, cell.k)));
    }

    /** The largest sum of parts that exclude each other: the total is at least that. */
    sumOfParts(place, member) {
        const sums = place.groups
            .filter((group) => group.is_exclusive)
            .map((group) => this.sumOfGroup(place, group, member))
            .filter((sum) => sum !== null);
        return sums.length ? Math.max(...sums) : null;
    }

    /** What of a total its parts leave; null where none is known, or they overlap. */
    remainder(place, group, member) {
        const total = this.at(place, member, 0);
        const parts = this.sumOfGroup(place, group, member);
        if (!group.is_exclusive || total === null || parts === null) {
            return null;
        }
        return Number((total - parts).toPrecision(15));
    }

    isTooMuch(place, group, member) {
        if (group.is_exclusive) {
            return this.remainder(place, group, member) < 0;
        }
        const total = this.at(place, member, 0);
        const parts = group.cells.map((cell) => this.at(place, member, cell.k));
        return total !== null && parts.some((part) => part > total);
    }

    /** Numerator over denominator, times the multiplier; null where one is blank. */
    ratio(place, multiplier) {
        const [numerator, denominator] = NUMBERS.slice(1).map((member) =>
            this.at(place, member, 0)
        );
        const ratio = (numerator / denominator) * (multiplier || 1);
        return numerator === null || !denominator || !Number.isFinite(ratio)
            ? null
            : Math.round(ratio * 10) / 10;
    }

    isAnswered(block) {
        return block.places.every((place) => this.isPlaceAnswered(block, place));
    }

    isPlaceAnswered(block, place) {
        const cells = [place.total, ...place.groups.flatMap((group) => group.cells)];
        const names = cells.flatMap((cell) =>
            block.members.map((m) => inputName(m, place.line, place.site, cell.k))
        );
        names.push(inputName("missing", place.line, place.site, 0));
        return names.some((name) => this.inputs[name].text.trim());
    }

    get answered() {
        return this.grid.blocks.filter((block) => this.isAnswered(block)).length;
    }

    // Tables

    /**
     * The tables in which an indicator is filled in.
     *
     * Sites stand side by side where they are split alike and the screen is wide;
     * crossed dimensions get a table of their own, a third one as groups of its rows.
     */
    tablesOf(block, isNarrow = false) {
        const key = `${block.id}-${isNarrow}`;
        this.tables[key] ||= makeTables(block, isNarrow);
        return this.tables[key];
    }

    /** The name of the next input that takes text, from a place in a direction. */
    next(table, row, column, down, right) {
        let [r, c] = [row + down, column + right];
        while (table.matrix[r]?.[c]) {
            if (!this.inputs[table.matrix[r][c]].readonly) {
                return table.matrix[r][c];
            }
            [r, c] = [r + down, c + right];
        }
        return null;
    }

    /**
     * Fill cells from one to the right and down.
     *
     * @returns {{ filled: number, left: string[] }} how many took a text, and the texts
     *   that found no open cell
     */
    paste(table, row, column, text) {
        const left = [];
        let filled = 0;
        readBlock(text).forEach((cells, down) => {
            cells.forEach((cell, right) => {
                const name = table.matrix[row + down]?.[column + right];
                if (name && this.set(name, cell.trim())) {
                    filled += 1;
                } else if (cell.trim()) {
                    left.push(cell.trim());
                }
            });
        });
        return { filled, left };
    }
}
