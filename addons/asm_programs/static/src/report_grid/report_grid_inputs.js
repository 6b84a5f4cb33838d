/**
 * What stands in a report as it is filled in: every number, choice or text of it is an
 * *input*, `text` what stands in it and `stored` what the server holds.
 */

import { NUMBERS, inputName } from "./report_grid_numbers";

export class ReportGridInputs {
    constructor(grid) {
        this.inputs = {};
        // files on their way, by place: `{name, values, percent, problem}`
        this.sending = {};
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
        this.news = [];
        // whether the server knows more of what is missing than this does
        this.isStale = false;
        for (const block of grid.blocks) {
            for (const place of block.places) {
                this.loadPlace(block, place);
            }
        }
        for (const { input, text, by, name } of grid.sections || []) {
            const section = this.addInput(input, "narrative", text, !grid.can_save);
            Object.assign(section, { by, label: name });
        }
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
                Object.assign(input, { cell, by: cell.by, where: [block, place] });
                if (cell === place.total) {
                    totals[member] = input;
                }
            });
            const locked = !this.grid.can_save || Boolean(cell.locked);
            const comment = inputName("comment", line, site, cell.k);
            const said = this.addInput(comment, "comment", cell.comment || "", locked);
            Object.assign(said, { cell, by: cell.by, where: [block, place] });
        }
        const missing = inputName("missing", line, site, 0);
        const closed = !this.grid.can_save || Boolean(place.total.ro);
        const why = this.addInput(missing, "missing", place.missing, closed);
        Object.assign(why, { by: place.total.by, where: [block, place] });
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
            // what stood here when a colleague changed it
            was: "",
            isNew: false,
            isConflict: false,
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
            if (old.isConflict && wasTyped && !(name in sent)) {
                // not decided yet
                Object.assign(input, { isConflict: true, problem: old.problem });
            }
            this.note(input, old, wasTyped, name in sent, name in problems);
        }
        for (const [name, message] of Object.entries(problems)) {
            this.showProblem(name, message);
        }
    }

    /** Note what a colleague changed: here, or where the user typed as well. */
    note(input, old, wasTyped, isSent, isRefused) {
        if (old.stored === input.stored) {
            return;
        }
        input.was = old.stored;
        input.isNew = !isSent && !wasTyped;
        input.isConflict ||= wasTyped && isRefused;
        if (input.isNew || input.isConflict) {
            this.news.push(input);
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

    /** Inputs in which a colleague wrote, too: the user takes theirs or keeps their own. */
    get conflicts() {
        return Object.values(this.inputs).filter((input) => input.isConflict);
    }

    /** What was typed, and what stood there before: `{input name: text}` each. */
    changes() {
        return this.changesOf((input) => input.text !== input.stored);
    }

    /** What of it can be sent: where a colleague wrote, too, the user chooses first. */
    decided() {
        return this.changesOf(
            (input) => input.text !== input.stored && !input.isConflict
        );
    }

    changesOf(isMeant) {
        const typed = {};
        const shown = {};
        for (const input of Object.values(this.inputs).filter(isMeant)) {
            typed[input.name] = input.text;
            shown[input.name] = input.stored;
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
        input.isConflict = false;
        input.follows = false;
        if (NUMBERS.includes(input.member)) {
            this.follow(name);
        }
        this.onTyped?.(name, text);
        return true;
    }

    reset(name) {
        const input = this.inputs[name];
        if (input) {
            this.set(name, input.stored);
        }
    }

    /** Of two texts at one place the user keeps their own; it is sent with the next. */
    keepMine(name) {
        Object.assign(this.inputs[name], { problem: "", isConflict: false });
        this.onTyped?.(name, this.inputs[name].text);
    }

    /** What a place is called, as `aria-label` says it at the input. */
    labelOf({ label, where, cell }) {
        if (!where) {
            return label;
        }
        const [block, place] = where;
        const group = place.groups.find((g) => g.cells.includes(cell));
        const ids = cell && group ? cell.k.split(".") : [];
        const values = group ? group.axes.flatMap((axis) => axis.values) : [];
        const names = values.filter(([id]) => ids.includes(String(id)));
        return [block.name, place.name, ...names.map(([, name]) => name)]
            .filter(Boolean)
            .join(", ");
    }

    /** Nothing happened at a place: 0, and so are all its parts that are blank. */
    setNothing(block, place) {
        for (const cell of [place.total, ...place.groups.flatMap((g) => g.cells)]) {
            for (const member of block.members) {
                const name = inputName(member, place.line, place.site, cell.k);
                if (!this.inputs[name].text.trim()) {
                    this.set(name, "0");
                }
            }
        }
        this.set(inputName("missing", place.line, place.site, 0), "");
    }

    placeOf(name) {
        const site = name.split("-")[2];
        return this.blockOf(name)?.places.find((place) => String(place.site) === site);
    }

    blockOf(name) {
        const line = name.split("-")[1];
        return this.grid.blocks.find((block) => String(block.id) === line);
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
}
