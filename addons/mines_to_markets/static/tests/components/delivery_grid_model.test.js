import { describe, expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    DeliveryGrid,
    readBlock,
    readDay,
    readNumber,
    showDay,
} from "@mines_to_markets/components/delivery_grid/delivery_grid_model";

defineMailModels();
describe.current.tags("headless");

const SEX = {
    id: 1,
    name: "Sex",
    values: [
        { id: 3, name: "Women" },
        { id: 4, name: "Men" },
    ],
};
const AGE = {
    id: 2,
    name: "Age",
    values: [
        { id: 17, name: "18-24" },
        { id: 18, name: "25+" },
    ],
};

function makeGrid() {
    const grid = new DeliveryGrid({ dimensions: [SEX, AGE], today: "2025-03-01" });
    grid.set(grid.rows[0], "engagement_id", { id: 7, text: "Tagging" });
    grid.set(grid.rows[0], "service_id", { id: 8, text: "Visits" });
    return grid;
}

test("blank is not zero", async () => {
    await makeMockEnv();
    expect(readNumber("")).toBe(null);
    expect(readNumber("0")).toBe(0);
    expect(readNumber("1,234.5")).toBe(1234.5);
    expect(readNumber("twelve")).toEqual(NaN);
    const grid = makeGrid();
    grid.set(grid.rows[0], "count:3", "0");
    expect(grid.payload()[0].counts).toEqual({ 3: 0 });
    expect(grid.sumOf("count:3")).toBe(0);
    expect(grid.sumOf("count:4")).toBe(null);
});

test("days as they are typed or pasted", async () => {
    await makeMockEnv();
    expect(readDay("2025-02-28")).toBe("2025-02-28");
    expect(readDay("02/28/2025")).toBe("2025-02-28");
    expect(readDay("some day")).toBe("some day");
    expect(readDay("2025-02-30")).not.toBe("2025-02-28");
    expect(showDay("2025-02-28")).toBe("02/28/2025");
    expect(showDay("some day")).toBe("some day");
});

test("a block from a spreadsheet", () => {
    expect(readBlock("a\tb\r\nc\t\r\n")).toEqual([
        ["a", "b"],
        ["c", ""],
    ]);
    expect(readBlock('"two\nlines"\t"say ""so"""')).toEqual([
        ["two\nlines", 'say "so"'],
    ]);
});

test("columns follow the chosen dimensions", () => {
    const grid = makeGrid();
    const counts = () => grid.columns.slice(7);
    expect(counts()).toEqual(["count:", "count:3", "count:4"]);
    grid.toggleDimension(AGE.id);
    expect(counts()).toEqual([
        "count:",
        "count:3,17",
        "count:3,18",
        "count:4,17",
        "count:4,18",
    ]);
    expect(grid.categories[0].label).toBe("Women, 18-24");
    grid.toggleDimension(AGE.id);
    grid.toggleDimension(SEX.id);
    expect(counts()).toEqual(["count:"]);
});

test("totals while typing: what was typed, or else the parts", async () => {
    await makeMockEnv();
    const grid = makeGrid();
    const [row] = grid.rows;
    expect(grid.people(row)).toBe(null);
    grid.set(row, "count:3", "6");
    grid.set(row, "count:4", "4");
    expect(grid.people(row)).toBe(10);
    grid.set(row, "count:", "12");
    expect(grid.people(row)).toBe(12);
    const copy = grid.copyRow(row);
    grid.set(copy, "count:", "");
    expect(grid.sumOf("count:")).toBe(22);
});

test("a new row takes over where and what, not how many", () => {
    const grid = makeGrid();
    const [row] = grid.rows;
    grid.set(row, "date", "2025-02-02");
    grid.set(row, "quantity", "9");
    grid.set(row, "count:3", "6");
    const { cells } = grid.addRow();
    expect(cells.engagement_id).toEqual({ id: 7, text: "Tagging" });
    expect(cells.date).toBe("2025-02-02");
    expect(cells.quantity).toBe("1");
    expect(cells["count:3"]).toBe(undefined);
    expect(grid.copyRow(row).cells["count:3"]).toBe("6");
});

test("a pasted block fills rows, and names are found", async () => {
    await makeMockEnv();
    const grid = makeGrid();
    grid.paste(
        grid.rows[0],
        "service_id",
        "Audits\tMiners\t2025-01-05\nVisits\tNobody\t2025-01-06"
    );
    expect(grid.rows.length).toBe(2);
    expect(grid.unmatched).toEqual({
        service_id: ["Audits", "Visits"],
        partner_id: ["Miners", "Nobody"],
    });
    grid.match({
        service_id: {
            Audits: { id: 9, text: "Audits" },
            Visits: { id: 8, text: "Visits" },
        },
        partner_id: {
            Miners: { id: 5, text: "Miners" },
            Nobody: { message: "Unknown" },
        },
    });
    expect(grid.payload()[0]).toEqual({
        engagement_id: 7,
        service_id: 9,
        partner_id: 5,
        country_id: false,
        site_id: false,
        date: "2025-01-05",
        quantity: 1,
        counts: {},
    });
    expect(grid.check()).toBe(false);
    expect(grid.rows[1].errors).toEqual({ partner_id: "Unknown" });
});

test("what is missing or no number is said at its cell", async () => {
    await makeMockEnv();
    const grid = makeGrid();
    const [row] = grid.rows;
    grid.set(row, "service_id", "");
    grid.set(row, "quantity", "");
    grid.set(row, "count:3", "many");
    grid.set(row, "date", "some day");
    expect(grid.check()).toBe(false);
    expect(Object.keys(row.errors)).toEqual([
        "service_id",
        "quantity",
        "date",
        "count:3",
    ]);
    grid.set(row, "date", "2025-01-01");
    grid.set(row, "service_id", { id: 8, text: "Visits" });
    grid.set(row, "quantity", "0");
    grid.set(row, "count:3", "");
    expect(grid.check()).toBe(true);
});

test("messages of the server stand at the rows that were sent", async () => {
    await makeMockEnv();
    const grid = makeGrid();
    const [row] = grid.rows;
    const second = grid.copyRow(row);
    const general = grid.showErrors([
        { row: 1, column: "date", message: "Too late" },
        { row: 0, column: null, message: "Refused" },
        { row: null, column: null, message: "All" },
    ]);
    expect(second.errors).toEqual({ date: "Too late" });
    expect(row.errors).toEqual({ "": "Refused" });
    expect(general).toEqual(["All"]);
});

test("a draft comes back as it was", async () => {
    await makeMockEnv();
    const grid = makeGrid();
    grid.set(grid.rows[0], "count:3", "0");
    grid.toggleDimension(AGE.id);
    const draft = JSON.parse(JSON.stringify(grid.toDraft()));
    const other = new DeliveryGrid({ dimensions: [SEX, AGE] });
    other.fromDraft(draft);
    expect(other.columns).toEqual(grid.columns);
    expect(other.toDraft()).toEqual(grid.toDraft());
});
