import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

// a light has an icon and a word beside its colour: colour alone tells nothing to
// whoever does not see it
export const LIGHTS = {
    green: { icon: "fa-check-circle", tone: "success" },
    met: { icon: "fa-check-circle", tone: "success" },
    amber: { icon: "fa-exclamation-triangle", tone: "warning" },
    red: { icon: "fa-times-circle", tone: "danger" },
    not_met: { icon: "fa-times-circle", tone: "danger" },
    running: { icon: "fa-clock-o", tone: "info" },
    no_target: { icon: "fa-bullseye", tone: "muted" },
    no_data: { icon: "fa-circle-o", tone: "muted" },
    partial: { icon: "fa-eye-slash", tone: "muted" },
    neutral: { icon: "fa-arrows-h", tone: "muted" },
    "": { icon: "fa-commenting-o", tone: "muted" },
};
const HEADROOM = 1.25;

export function isKnown(number) {
    return typeof number === "number";
}

/** A number as the user's language writes it; a blank is a dash, 0 is 0. */
export function show(number, digits = 2) {
    if (!isKnown(number)) {
        return "–";
    }
    return formatFloat(number, { digits: [16, digits], trailingZeros: false });
}

export function percent(number) {
    return isKnown(number)
        ? _t("%s %", show(number, Math.abs(number) < 10 ? 1 : 0))
        : "";
}

/**
 * Where the bar of a bullet chart ends and where its target stands, in percent of the
 * whole width. There is no bar without an actual, and no mark without a target.
 */
export function bullet(value, target) {
    const known = [value, target].filter(isKnown);
    const most = Math.max(...known, 0) * (known.length === 2 ? HEADROOM : 1);
    const share = (number) =>
        isKnown(number) ? (most ? Math.max(0, (100 * number) / most) : 0) : null;
    return { bar: share(value), mark: share(target) };
}

/**
 * The lines of a sparkline: stretches of neighbours, so that a gap in what was
 * reported is a gap in the line, and never a fall to 0.
 *
 * @param {Array<number|null>} values
 * @param {Object} box width, height, least and most
 * @returns {Array<Array<[number, number]>>}
 */
export function stretches(values, { width, height, least, most }) {
    const step = values.length > 1 ? width / (values.length - 1) : 0;
    const range = most - least || 1;
    const found = [];
    let current;
    values.forEach((value, index) => {
        if (!isKnown(value)) {
            current = undefined;
            return;
        }
        if (!current) {
            current = [];
            found.push(current);
        }
        const x = values.length > 1 ? index * step : width / 2;
        const y = height - ((value - least) / range) * height;
        current.push([Math.round(x * 10) / 10, Math.round(y * 10) / 10]);
    });
    return found;
}

/** What a sparkline draws: lines of the actual and of the target, and the last point. */
export function sparkline(trend, width = 96, height = 24) {
    const values = trend.map(({ value }) => value);
    const targets = trend.map(({ target }) => target);
    const known = [...values, ...targets].filter(isKnown);
    if (!values.some(isKnown)) {
        return null;
    }
    const box = {
        width,
        height,
        least: Math.min(...known, 0),
        most: Math.max(...known),
    };
    const draw = (numbers) =>
        stretches(numbers, box).map((line) => line.map((at) => at.join(",")).join(" "));
    const lines = stretches(values, box);
    return {
        width,
        height,
        actual: draw(values),
        target: draw(targets),
        points: lines.filter((line) => line.length === 1).map(([point]) => point),
        last: lines.at(-1).at(-1),
    };
}

/** A trend in words, for whoever does not see the line. */
export function trendInWords(trend) {
    return trend.map(({ label, value }) => `${label}: ${show(value)}`).join(", ");
}
