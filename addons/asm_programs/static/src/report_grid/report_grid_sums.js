/** What follows from the numbers of a report while they are typed. */

import { ReportGridInputs } from "./report_grid_inputs";
import {
    NUMBERS,
    add,
    inputName,
    readMeasured,
    writeNumber,
} from "./report_grid_numbers";

export class ReportGridSums extends ReportGridInputs {
    follow(name) {
        const place = this.placeOf(name);
        const member = this.inputs[name].member;
        const total = this.total(place, member);
        if (total && total.name !== name && total.follows) {
            const sum = this.sumOfParts(place, member);
            total.text = writeNumber(sum, this.marks.point);
            this.onTyped?.(total.name, total.text);
        }
    }

    total(place, member) {
        return this.inputs[inputName(member, place.line, place.site, 0)];
    }

    number(name) {
        const units = this.blockOf(name)?.units;
        return readMeasured(this.inputs[name]?.text, this.marks, units);
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
}
