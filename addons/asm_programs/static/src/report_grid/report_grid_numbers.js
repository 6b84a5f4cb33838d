/** Numbers as they are typed, shown and copied; blank is null and 0 is a number. */

export const NUMBERS = ["value", "numerator", "denominator"];
const SPACES = /[\s\u00a0\u202f\u2009]/g;

export function inputName(member, line, site, key) {
    return [member, line, site, key].join("-");
}

/** A number as it is typed: null for a blank, NaN for what is none. */
export function readNumber(text, { point = ".", separator = "" } = {}) {
    let plain = String(text ?? "").replace(SPACES, "");
    if (!plain) {
        return null;
    }
    if (separator && separator !== ".") {
        plain = plain.replaceAll(separator, "");
    } else if (separator && /^\d{1,3}(\.\d{3})+(\D|$)/.test(plain)) {
        plain = plain.replaceAll(".", "");
    }
    return Number(plain.replace(point, "."));
}

/**
 * A number as it is typed, or with a unit of the place behind it ("12 bags").
 *
 * @param {Array} [units] [names, factor, label] of each unit that is known
 */
export function readMeasured(text, marks, units = []) {
    const found = /^(.*\d)\s*(\D+)$/.exec(String(text ?? "").trim());
    const name = found?.[2].trim().toLowerCase();
    const unit = found && units.find(([names]) => names.includes(name));
    if (!unit) {
        return readNumber(text, marks);
    }
    return Number((readNumber(found[1], marks) * unit[1]).toPrecision(15));
}

export function writeNumber(number, point = ".") {
    return number === null || Number.isNaN(number)
        ? ""
        : String(number).replace(".", point);
}

/** The sum of what is known; null where nothing is. */
export function add(numbers) {
    const known = numbers.filter((number) => number !== null && !Number.isNaN(number));
    if (!known.length) {
        return null;
    }
    // decimals typed in tenths do not become 0.30000000000000004
    return Number(known.reduce((sum, number) => sum + number, 0).toPrecision(15));
}

/** The rows and columns of a block copied from a spreadsheet. */
export function readBlock(text) {
    return text
        .replace(/\r\n?/g, "\n")
        .replace(/\n$/, "")
        .split("\n")
        .map((row) => row.split("\t"));
}
