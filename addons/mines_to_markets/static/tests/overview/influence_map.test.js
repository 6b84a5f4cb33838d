import {
    placeNames,
    spreadPoints,
} from "@mines_to_markets/overview/influence_map/influence_map";
import { expect, test } from "@odoo/hoot";

const point = (id, influence, interest) => ({ id, influence, interest });

test("a stakeholder alone stands at its score", () => {
    const [{ x, y }] = spreadPoints([point(1, 4, 2)]);
    expect([x, y]).toEqual([2, 4]);
});

test("those with the same score are told apart and stay near it", () => {
    const spread = spreadPoints(
        Array.from({ length: 30 }, (_, index) => point(index, 3, 3))
    );
    const places = new Set(spread.map(({ x, y }) => `${x.toFixed(3)},${y.toFixed(3)}`));
    expect(places.size).toBe(30);
    for (const { x, y } of spread) {
        expect(Math.hypot(x - 3, y - 3)).toBeLessThan(0.5);
    }
});

test("names do not lie on each other, nor on points", () => {
    const area = { left: 0, right: 300, top: 0, bottom: 300 };
    const labels = [
        { x: 100, y: 100, width: 80, text: "one" },
        { x: 140, y: 100, width: 80, text: "two" },
        { x: 290, y: 200, width: 80, text: "at the border" },
    ];
    const placed = placeNames(labels, area);
    expect(placed.map(({ text }) => text)).toEqual(["one", "two", "at the border"]);
    expect(placed[0].left + 80).toBeLessThan(100);
    expect(placed[1].left).toBeGreaterThan(140);
    expect(placed[2].left + 80).toBeLessThan(290);
});

test("a name that finds no room is left out", () => {
    const crowd = Array.from({ length: 9 }, () => ({ x: 50, y: 50, width: 200 }));
    expect(placeNames(crowd, { left: 0, right: 100 })).toEqual([]);
});
