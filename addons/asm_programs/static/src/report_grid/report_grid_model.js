/**
 * A report as it is filled in, apart from how it is drawn.
 *
 * The server describes a report (`asm.submission.read_grid`). Its inputs lie in tables,
 * each with a matrix of their names, through which the arrow keys and a pasted block go.
 */

import { makeTables } from "./report_grid_layout";
import { readBlock } from "./report_grid_numbers";
import { ReportGridSums } from "./report_grid_sums";

const NO_EVIDENCE = { evidence: [], evidence_lacks: [], evidence_note: "" };

export class ReportGridModel extends ReportGridSums {
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

    /** Show what hangs on the number of a place now. */
    takeEvidence(line, site, answer) {
        // saving may have loaded the grid, and its places, anew
        const place = this.placeOf(`evidence-${line}-${site}`);
        Object.assign(place, NO_EVIDENCE, answer);
        this.isStale = true;
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
