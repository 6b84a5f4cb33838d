import { judge } from "@asm_programs/looking/heat";
import {
    bullet,
    percent,
    show,
    sparkline,
    stretches,
    trendInWords,
} from "@asm_programs/looking/shapes";
import { expect, test } from "@odoo/hoot";
import { makeMockEnv, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";

test("a blank is a dash and 0 is 0, as the user's language writes numbers", async () => {
    await makeMockEnv();
    expect(show(null)).toBe("–");
    expect(show(0)).toBe("0");
    expect(show(1234.5)).toBe("1,234.5");
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: "\u202f" });
    expect(show(1234.5)).toBe("1\u202f234,5");
    expect(percent(null)).toBe("");
});

test("a bullet has no bar without an actual and no mark without a target", () => {
    expect(bullet(50, 100)).toEqual({ bar: 40, mark: 80 });
    expect(bullet(null, 100)).toEqual({ bar: null, mark: 100 });
    expect(bullet(0, null)).toEqual({ bar: 0, mark: null });
    expect(bullet(200, 100)).toEqual({ bar: 80, mark: 40 });
});

test("a gap in what was reported is a gap in the line", () => {
    const box = { width: 30, height: 10, least: 0, most: 10 };
    expect(stretches([0, 10, null, 5], box)).toEqual([
        [
            [0, 10],
            [10, 0],
        ],
        [[30, 5]],
    ]);
    const trend = [
        { label: "Q1", value: 1, target: 2 },
        { label: "Q2", value: null, target: 2 },
    ];
    expect(sparkline(trend).points).toHaveLength(1);
    expect(sparkline([{ label: "Q1", value: null, target: 2 }])).toBe(null);
    expect(trendInWords(trend)).toBe("Q1: 1, Q2: –");
});

test("the worst of several reports stands out", () => {
    const cell = { asked: 4, reported: 4, on_time: 2, late: 0, overdue: 0, waiting: 0 };
    expect(judge(cell)).toEqual({ time: "on_time", icon: "fa-check", tone: "success" });
    expect(judge({ ...cell, reported: 3 }).tone).toBe("warning");
    expect(judge({ ...cell, late: 1 }).time).toBe("late");
    expect(judge({ ...cell, late: 1, overdue: 1 }).tone).toBe("danger");
});
