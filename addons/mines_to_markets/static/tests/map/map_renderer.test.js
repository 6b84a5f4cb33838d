import { shade } from "@mines_to_markets/map/map_renderer";
import { expect, test } from "@odoo/hoot";

test("the country with the most is the darkest, one without has no shade", () => {
    expect(shade(0, 10)).toBe(undefined);
    expect(shade(10, 10)).toBe("#1a6670");
    expect(shade(1, 10)).toBe("#d4e6e8");
    expect(shade(1, 1)).toBe("#1a6670");
});
