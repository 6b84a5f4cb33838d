import { circle, radius } from "@asm_programs/map/values";
import { expect, test } from "@odoo/hoot";

test("the area of a circle grows with the value", () => {
    expect(radius(100, 100)).toBe(24);
    expect(radius(25, 100)).toBe(14);
    expect(radius(0, 100)).toBe(4);
});

test("no data is hollow, 0 is filled", () => {
    expect(circle(null, 100).fillOpacity).toBe(0);
    expect(circle(null, 100).dashArray).toBe("2 3");
    expect(circle(0, 100).fillOpacity).toBeGreaterThan(0);
    expect(circle(0, 100).dashArray).toBe(undefined);
});
