import {
    deserializeDate,
    formatDate,
    parseDate,
    serializeDate,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { parseFloat } from "@web/views/fields/parsers";

export const RELATIONS = {
    engagement_id: "mtm.engagement",
    service_id: "mtm.service",
    partner_id: "res.partner",
    country_id: "res.country",
    site_id: "mtm.site",
};
const FIXED = [
    "engagement_id",
    "service_id",
    "partner_id",
    "date",
    "country_id",
    "site_id",
    "quantity",
];
const REQUIRED = ["engagement_id", "service_id", "date", "quantity"];
// what a new row takes over from the one above: where and what, never how many
const COPIED_DOWN = FIXED.filter((name) => name !== "quantity");
export const TOTAL = "count:";

/** A number as somebody typed it: null for blank, NaN for what is none. */
export function readNumber(text) {
    if (!text.trim()) {
        return null;
    }
    try {
        return parseFloat(text);
    } catch {
        return NaN;
    }
}

/** A day as somebody typed or pasted it, as ISO text; what is none stays as it is. */
export function readDay(text) {
    const plain = text.trim();
    if (!plain || isDay(plain)) {
        return plain;
    }
    try {
        return serializeDate(parseDate(plain)) || plain;
    } catch {
        return plain;
    }
}

/** A day as the reader writes it; what is none stays as it was typed. */
export function showDay(text) {
    return isDay(text) ? formatDate(deserializeDate(text)) : text || "";
}

function isDay(text) {
    return /^\d{4}-\d{2}-\d{2}$/.test(text || "") && deserializeDate(text).isValid;
}

/** The cells of a block copied from a spreadsheet; a cell with breaks is quoted. */
export function readBlock(text) {
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let i = 0; i < plain.length; i++) {
        const char = plain[i];
        if (quoted) {
            if (char === '"' && plain[i + 1] === '"') {
                cell += plain[++i];
            } else if (char === '"') {
                quoted = false;
            } else {
                cell += char;
            }
        } else if (char === '"' && cell === "") {
            quoted = true;
        } else if (char === "\t" || char === "\n") {
            rows.at(-1).push(cell);
            cell = "";
            if (char === "\n") {
                rows.push([]);
            }
        } else {
            cell += char;
        }
    }
    rows.at(-1).push(cell);
    return rows;
}

/**
 * The rows of the grid and what can be done with them, without anything on screen.
 *
 * A cell holds what was typed, so that nothing is lost that is not yet right; for
 * records {id, text}, where the id is false until the text is found.
 */
export class DeliveryGrid {
    constructor({ dimensions = [], today = "" } = {}) {
        this.setDimensions(dimensions);
        this.today = today;
        this.nextId = 1;
        this.rows = [];
        this.addRow();
    }

    setDimensions(dimensions) {
        this.dimensions = dimensions;
        this.chosen = dimensions.slice(0, 1).map((dimension) => dimension.id);
    }

    get categories() {
        let combinations = [{ ids: [], names: [] }];
        const chosen = this.dimensions.filter((d) => this.chosen.includes(d.id));
        for (const dimension of chosen) {
            combinations = combinations.flatMap((combination) =>
                dimension.values.map((value) => ({
                    ids: [...combination.ids, value.id],
                    names: [...combination.names, value.name],
                }))
            );
        }
        return combinations
            .filter(({ ids }) => ids.length)
            .map(({ ids, names }) => ({
                column: TOTAL + ids.sort((a, b) => a - b).join(","),
                label: names.join(", "),
            }));
    }

    /** The columns from left to right, as Tab and a pasted block go through them. */
    get columns() {
        return [...FIXED, TOTAL, ...this.categories.map((c) => c.column)];
    }

    /** By id: on screen, a row and its cells see different proxies of it. */
    indexOf(row) {
        return this.rows.findIndex(({ id }) => id === row?.id);
    }

    addRow(after = this.rows.at(-1)) {
        const row = { id: this.nextId++, cells: {}, errors: {} };
        row.cells.date = this.today;
        row.cells.quantity = "1";
        if (after) {
            for (const name of COPIED_DOWN) {
                row.cells[name] = copyCell(after.cells[name]);
            }
        }
        const index = this.indexOf(after) + 1;
        this.rows.splice(index, 0, row);
        return this.rows[index];
    }

    /** Add a row with all that a row holds, its numbers too. */
    copyRow(row) {
        const copy = this.addRow(row);
        for (const [name, cell] of Object.entries(row.cells)) {
            copy.cells[name] = copyCell(cell);
        }
        return copy;
    }

    removeRow(row) {
        this.rows.splice(this.indexOf(row), 1);
        if (!this.rows.length) {
            this.addRow();
        }
    }

    toggleDimension(id) {
        this.chosen = this.chosen.includes(id)
            ? this.chosen.filter((other) => other !== id)
            : [...this.chosen, id];
    }

    /** Set a cell to what was typed; for records {id, text}, or a text to be found. */
    set(row, column, value) {
        if (column in RELATIONS && typeof value === "string") {
            value = { id: false, text: value.trim() };
        }
        row.cells[column] = column === "date" ? readDay(value) : value;
        delete row.errors[column];
        delete row.errors[""];
    }

    /** Fill in what follows from an engagement, where nothing else is entered. */
    takeOver(row, engagement, proposed, serviceIds) {
        this.set(row, "engagement_id", engagement);
        this.set(row, "partner_id", proposed.partner_id || "");
        const service = row.cells.service_id;
        if (service?.id && !serviceIds.includes(service.id)) {
            this.set(row, "service_id", "");
        }
        for (const column of ["service_id", "country_id"]) {
            if (proposed[column] && !row.cells[column]?.text) {
                this.set(row, column, proposed[column]);
            }
        }
    }

    /** Fill cells from one to the right and down, with new rows where they end. */
    paste(row, column, text) {
        const block = readBlock(text);
        const columns = this.columns;
        const from = columns.indexOf(column);
        const pasted = [];
        let target = row;
        for (const [index, cells] of block.entries()) {
            if (index) {
                target = this.rows[this.indexOf(target) + 1] || this.addRow();
            }
            pasted.push(target);
            for (const [offset, cell] of cells.entries()) {
                if (columns[from + offset]) {
                    this.set(target, columns[from + offset], cell);
                }
            }
        }
        return pasted;
    }

    /** People in a row: the total that was typed, or else the sum of the parts. */
    people(row) {
        const typed = readNumber(row.cells[TOTAL] || "");
        if (typed !== null) {
            return typed;
        }
        return sum(this.categories.map((c) => readNumber(row.cells[c.column] || "")));
    }

    /** The sum of a column over all rows; blank when nothing is typed in it. */
    sumOf(column) {
        if (column === TOTAL) {
            return sum(this.filled.map((row) => this.people(row)));
        }
        return sum(this.filled.map((row) => readNumber(row.cells[column] || "")));
    }

    /** Rows in which somebody has entered something; the others are left out. */
    get filled() {
        return this.rows.filter(
            (row) => row.cells.engagement_id?.text || hasCounts(row)
        );
    }

    /** Names that stand for no record yet, by column. */
    get unmatched() {
        const texts = {};
        for (const row of this.filled) {
            for (const column of Object.keys(RELATIONS)) {
                const cell = row.cells[column];
                if (cell?.text && !cell.id) {
                    texts[column] = [...new Set([...(texts[column] || []), cell.text])];
                }
            }
        }
        return texts;
    }

    /** Take over the records that were found for names, and what was not found. */
    match(found) {
        for (const row of this.filled) {
            for (const column of Object.keys(RELATIONS)) {
                const cell = row.cells[column];
                const match = cell?.text && !cell.id && found[column]?.[cell.text];
                if (match?.id) {
                    this.set(row, column, { id: match.id, text: match.text });
                } else if (match) {
                    row.errors[column] = match.message;
                }
            }
        }
    }

    /** Say at each cell what is wrong with it; return whether nothing is. */
    check() {
        for (const row of this.filled) {
            row.errors = Object.fromEntries(
                Object.entries(row.errors).filter(
                    ([column]) => column in RELATIONS && !row.cells[column]?.id
                )
            );
            for (const column of REQUIRED) {
                const cell = row.cells[column];
                if (!(cell?.text ?? cell)) {
                    row.errors[column] = _t("This is missing.");
                }
            }
            if (row.cells.date && !isDay(row.cells.date)) {
                row.errors.date = _t("This is not a day.");
            }
            for (const column of this.columns) {
                const isNumber = column === "quantity" || column.startsWith(TOTAL);
                if (isNumber && Number.isNaN(readNumber(row.cells[column] || ""))) {
                    row.errors[column] = _t("This is not a number.");
                }
            }
        }
        return this.filled.every((row) => !Object.keys(row.errors).length);
    }

    /** The rows in the shape that the server's grid_save declares. */
    payload() {
        const shown = new Set(this.columns);
        return this.filled.map((row) => {
            const values = { date: row.cells.date };
            values.quantity = readNumber(row.cells.quantity || "");
            for (const column of Object.keys(RELATIONS)) {
                values[column] = row.cells[column]?.id || false;
            }
            values.counts = {};
            for (const [column, text] of Object.entries(row.cells)) {
                if (shown.has(column) && column.startsWith(TOTAL)) {
                    const count = readNumber(text);
                    if (count !== null) {
                        values.counts[column.slice(TOTAL.length)] = count;
                    }
                }
            }
            return values;
        });
    }

    /** Put the server's messages at their cells; return those of no row. */
    showErrors(errors) {
        const filled = this.filled;
        const general = [];
        for (const { row, column, message } of errors) {
            if (row === null || !filled[row]) {
                general.push(message);
            } else {
                filled[row].errors[column || ""] = message;
            }
        }
        return general;
    }

    clear() {
        this.rows = [];
        this.addRow();
    }

    /** What is kept in the browser until it is saved. */
    toDraft() {
        return {
            chosen: this.chosen,
            rows: this.rows.map((row) => ({ cells: row.cells })),
        };
    }

    fromDraft({ chosen, rows }) {
        const known = this.dimensions.map((dimension) => dimension.id);
        this.chosen = chosen.filter((id) => known.includes(id));
        this.rows = rows.map(({ cells }) => ({ id: this.nextId++, cells, errors: {} }));
    }
}

function copyCell(cell) {
    return cell && typeof cell === "object" ? { ...cell } : cell;
}

function hasCounts(row) {
    return Object.entries(row.cells).some(
        ([column, text]) => column.startsWith(TOTAL) && text
    );
}

function sum(numbers) {
    const known = numbers.filter((number) => number !== null);
    return known.length ? known.reduce((total, number) => total + number, 0) : null;
}
