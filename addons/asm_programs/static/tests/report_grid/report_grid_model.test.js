import { describe, expect, test } from "@odoo/hoot";
import { ReportGridModel } from "@asm_programs/report_grid/report_grid_model";
import {
    add,
    readBlock,
    readMeasured,
    readNumber,
    writeNumber,
} from "@asm_programs/report_grid/report_grid_numbers";

describe.current.tags("headless");

const cell = (k, ...v) => ({ k, v: v.length ? v : [""] });
const SEX = {
    name: "Sex",
    values: [
        [3, "Women"],
        [4, "Men"],
    ],
};
const AGE = {
    name: "Age",
    values: [
        [17, "18-24"],
        [18, "25+"],
    ],
};
const MINERAL = {
    name: "Mineral",
    values: [
        [7, "Tin"],
        [8, "Gold"],
    ],
};

function makePlace(site, groups, total = cell("0")) {
    return {
        line: 1,
        site,
        name: site ? `Site ${site}` : "",
        total,
        groups,
        missing: "",
    };
}

function bySex(texts = ["", ""]) {
    return {
        axes: [SEX],
        is_exclusive: true,
        cells: [cell("3", texts[0]), cell("4", texts[1])],
    };
}

function crossed(axes) {
    const keys = axes.reduce(
        (found, axis) => found.flatMap((k) => axis.values.map(([id]) => [...k, id])),
        [[]]
    );
    return {
        axes,
        is_exclusive: true,
        cells: keys.map((k) => cell(k.sort((a, b) => a - b).join("."))),
    };
}

function makeGrid(places, values = {}) {
    const block = {
        id: 1,
        name: "People",
        members: ["value"],
        heads: [],
        options: [],
        places,
    };
    const grid = {
        blocks: [block],
        sections: [{ input: "narrative", name: "What happened", text: "" }],
        point: ".",
        separator: ",",
        can_save: true,
        missing_reasons: [],
    };
    return { ...grid, ...values };
}

function makeModel(places, values) {
    const model = new ReportGridModel(makeGrid(places, values));
    return { model, block: model.grid.blocks[0] };
}

test("blank is not zero", () => {
    expect(readNumber("")).toBe(null);
    expect(readNumber("0")).toBe(0);
    expect(readNumber("five")).toBe(NaN);
    expect(add([null, null])).toBe(null);
    expect(add([null, 0])).toBe(0);
    expect(add([0.1, 0.2])).toBe(0.3);
});

test("numbers are read and written as the language does", () => {
    const french = { point: ",", separator: "\u202f" };
    expect(readNumber("1\u202f234,5", french)).toBe(1234.5);
    expect(readNumber("7.25", french)).toBe(7.25);
    expect(readNumber("1,234.5", { point: ".", separator: "," })).toBe(1234.5);
    expect(readNumber("1.234", { point: ",", separator: "." })).toBe(1234);
    expect(writeNumber(1234.5, ",")).toBe("1234,5");
});

test("a number with a unit of the place counts in the unit reported in", () => {
    const units = [[["bag", "bags"], 0.05, "bag (0.05 tonne)"]];
    expect(readMeasured("12 Bags", {}, units)).toBe(0.6);
    expect(readMeasured("1,5bag", { point: "," }, units)).toBe(0.075);
    expect(readMeasured("12", {}, units)).toBe(12);
    expect(readMeasured("", {}, units)).toBe(null);
    expect(readMeasured("12 crates", {}, units)).toBe(NaN);
    const { model } = makeModel([makePlace(0, [bySex()])]);
    model.grid.blocks[0].units = units;
    model.set("value-1-0-3", "2 bags");
    expect(model.inputs["value-1-0-0"].text).toBe("0.1");
});

test("a blank total follows its parts until somebody types into it", () => {
    const { model } = makeModel([makePlace(0, [bySex()])]);
    model.set("value-1-0-3", "12");
    expect(model.inputs["value-1-0-0"].text).toBe("12");
    model.set("value-1-0-4", "3");
    expect(model.inputs["value-1-0-0"].text).toBe("15");
    model.set("value-1-0-0", "20");
    model.set("value-1-0-4", "4");
    expect(model.inputs["value-1-0-0"].text).toBe("20");
});

test("what the parts leave of the total is not disaggregated", () => {
    const { model, block } = makeModel([makePlace(0, [bySex()])]);
    const [place] = block.places;
    const [group] = place.groups;
    expect(model.remainder(place, group, "value")).toBe(null);
    model.set("value-1-0-0", "10");
    model.set("value-1-0-3", "4");
    expect(model.remainder(place, group, "value")).toBe(6);
    model.set("value-1-0-4", "7");
    expect(model.isTooMuch(place, group, "value")).toBe(true);
    expect(model.sumOfParts(place, "value")).toBe(11);
});

test("parts that overlap are not added, each is at most the total", () => {
    const services = { ...bySex(), is_exclusive: false };
    const { model, block } = makeModel([makePlace(0, [services])]);
    const [place] = block.places;
    model.set("value-1-0-0", "10");
    model.set("value-1-0-3", "8");
    model.set("value-1-0-4", "9");
    expect(model.isTooMuch(place, place.groups[0], "value")).toBe(false);
    model.set("value-1-0-4", "11");
    expect(model.isTooMuch(place, place.groups[0], "value")).toBe(true);
});

test("sites stand side by side where there is room and they are split alike", () => {
    const places = [makePlace(5, [bySex()]), makePlace(6, [bySex()])];
    const { model, block } = makeModel(places);
    const [table, ...others] = model.tablesOf(block);
    expect(others).toEqual([]);
    expect(table.columns).toEqual(["Site 5", "Site 6"]);
    expect(table.matrix).toEqual([
        ["value-1-5-0", "value-1-6-0"],
        ["value-1-5-3", "value-1-6-3"],
        ["value-1-5-4", "value-1-6-4"],
    ]);
    expect(model.tablesOf(block, true).map((t) => t.title)).toEqual([
        "Site 5",
        "Site 6",
    ]);
});

test("many sites are rows, with their split beside their total", () => {
    const sites = [...Array(9).keys()].map((n) => n + 1);
    const places = sites.map((site) => makePlace(site, [bySex()]));
    const { model, block } = makeModel(places);
    const [table, ...others] = model.tablesOf(block);
    expect(others).toEqual([]);
    expect(table.kind).toBe("rows");
    expect(table.columns).toEqual(["", "Women", "Men"]);
    expect(table.rows.map((row) => row.label)).toEqual(
        sites.map((site) => `Site ${site}`)
    );
    expect(table.matrix[8]).toEqual(["value-1-9-0", "value-1-9-3", "value-1-9-4"]);
    model.paste(table, 7, 1, "1\t2\n3\t4\n");
    expect(model.inputs["value-1-9-4"].text).toBe("4");
    expect(model.inputs["value-1-9-0"].text).toBe("7");
    expect(model.next(table, 7, 0, 1, 0)).toBe("value-1-9-0");
    // each by itself where there is no room
    expect(model.tablesOf(block, true).length).toBe(9);
});

test("sites stay side by side where they have more categories than there are sites", () => {
    const wide = { ...SEX, values: [...Array(12).keys()].map((n) => [n + 3, `${n}`]) };
    const cells = wide.values.map(([id]) => cell(String(id)));
    const group = () => ({ axes: [wide], is_exclusive: true, cells });
    const places = [...Array(9).keys()].map((n) => makePlace(n + 1, [group()]));
    const { model, block } = makeModel(places);
    expect(model.tablesOf(block)[0].kind).toBe("sites");
});

test("two dimensions cross in a table, a third makes groups of its rows", () => {
    const { model, block } = makeModel([makePlace(0, [crossed([SEX, AGE, MINERAL])])]);
    const [, table] = model.tablesOf(block);
    expect(table.kind).toBe("crossed");
    expect(table.columns).toEqual(["18-24", "25+"]);
    expect(table.rows.map((row) => row.label)).toEqual([
        "Tin",
        "Women",
        "Men",
        "Gold",
        "Women",
        "Men",
    ]);
    expect(table.matrix[0]).toEqual(["value-1-0-3.7.17", "value-1-0-3.7.18"]);
    expect(table.matrix[3]).toEqual(["value-1-0-4.8.17", "value-1-0-4.8.18"]);
});

test("a pasted block lands in the cells, and what does not fit is told", () => {
    const places = [makePlace(5, [bySex()]), makePlace(6, [bySex()])];
    places[1].groups[0].cells[0].ro = true;
    const { model, block } = makeModel(places);
    const [table] = model.tablesOf(block);
    const { filled, left } = model.paste(table, 1, 0, "1\t2\t3\r\n4\t5\r\n6\t\r\n");
    expect(filled).toBe(3);
    expect(left).toEqual(["2", "3", "6"]);
    expect(model.inputs["value-1-5-3"].text).toBe("1");
    expect(model.inputs["value-1-6-4"].text).toBe("5");
    expect(model.inputs["value-1-6-3"].text).toBe("");
});

test("a copied block keeps its blanks", () => {
    expect(readBlock("1\t\t3\n\n")).toEqual([["1", "", "3"], [""]]);
});

test("the keys skip what cannot be typed into", () => {
    const place = makePlace(0, [bySex()]);
    place.groups[0].cells[0].ro = true;
    const { model, block } = makeModel([place]);
    const [table] = model.tablesOf(block);
    expect(model.next(table, 0, 0, 1, 0)).toBe("value-1-0-4");
    expect(model.next(table, 2, 0, 1, 0)).toBe(null);
});

test("Escape takes back what was typed", () => {
    const { model } = makeModel([makePlace(0, [bySex()], cell("0", "5"))]);
    model.set("value-1-0-0", "7");
    expect(model.isDirty).toBe(true);
    model.reset("value-1-0-0");
    expect(model.isDirty).toBe(false);
});

test("only what was typed is sent, with what stood there before", () => {
    const { model } = makeModel([makePlace(0, [bySex(["1", ""])], cell("0", "5"))]);
    model.set("value-1-0-0", "7");
    expect(model.changes()).toEqual({
        typed: { "value-1-0-0": "7" },
        shown: { "value-1-0-0": "5" },
    });
});

test("what is refused stays with its reason, the rest is as stored", () => {
    const { model } = makeModel([makePlace(0, [bySex()])]);
    model.set("value-1-0-0", "five");
    model.set("value-1-0-3", " 2 ");
    const { typed } = model.changes();
    const stored = makeGrid([makePlace(0, [bySex(["2", ""])])]);
    model.load(stored, { "value-1-0-0": "no number" }, typed);
    expect(model.inputs["value-1-0-0"].text).toBe("five");
    expect(model.inputs["value-1-0-0"].problem).toBe("no number");
    expect(model.inputs["value-1-0-3"].text).toBe("2");
    expect(model.changes().typed).toEqual({ "value-1-0-0": "five" });
});

test("parts that do not fit are refused together and all stay", () => {
    const { model } = makeModel([makePlace(0, [bySex()])]);
    model.set("value-1-0-0", "4");
    model.set("value-1-0-3", "5");
    const { typed } = model.changes();
    model.load(makeGrid([makePlace(0, [bySex()])]), { "place-1-0-0": "5 > 4" }, typed);
    expect(model.inputs["value-1-0-3"].text).toBe("5");
    expect(model.inputs["value-1-0-0"].problem).toBe("5 > 4");
});

test("what a colleague changed is shown, what I typed since is kept", () => {
    const { model } = makeModel([makePlace(0, [bySex()], cell("0", "5"))]);
    model.set("value-1-0-3", "2");
    const { typed } = model.changes();
    model.set("value-1-0-4", "9");
    const stored = makeGrid([makePlace(0, [bySex(["2", ""])], cell("0", "8"))]);
    model.load(stored, {}, typed);
    expect(model.inputs["value-1-0-0"].text).toBe("8");
    expect(model.inputs["value-1-0-0"].isNew).toBe(true);
    expect(model.inputs["value-1-0-4"].text).toBe("9");
});

test("what was typed where nothing is asked any more is not lost", () => {
    const { model } = makeModel([makePlace(0, [bySex()])]);
    model.set("value-1-0-3", "77");
    model.load(makeGrid([makePlace(0, [])]), {}, {});
    expect(model.unplaced).toEqual(["77"]);
});

test("a reader's cells take nothing", () => {
    const { model } = makeModel([makePlace(0, [bySex()])], { can_save: false });
    expect(model.set("value-1-0-3", "1")).toBe(false);
});

test("nothing happened is 0 in the total and in the parts that are blank", () => {
    const { model, block } = makeModel([makePlace(0, [bySex(["", "2"])])]);
    model.set("missing-1-0-0", "not_collected");
    model.setNothing(block, block.places[0]);
    expect(model.inputs["value-1-0-3"].text).toBe("0");
    expect(model.inputs["value-1-0-4"].text).toBe("2");
    expect(model.inputs["missing-1-0-0"].text).toBe("");
});

test("where two typed nothing is sent before one is chosen", () => {
    const { model } = makeModel([makePlace(0, [], cell("0", "5"))]);
    const name = "value-1-0-0";
    const theirs = () => makeGrid([makePlace(0, [], cell("0", "8"))]);
    model.set(name, "6");
    model.load(theirs(), { [name]: "A colleague wrote 8" }, { [name]: "6" });
    expect(model.inputs[name].isConflict).toBe(true);
    expect(model.inputs[name].text).toBe("6");
    expect(model.news.length).toBe(1);
    expect(model.decided().typed).toEqual({});
    // a saving of something else decides nothing
    model.load(theirs(), {}, {});
    expect(model.inputs[name].isConflict).toBe(true);
    expect(model.decided().typed).toEqual({});
    model.keepMine(name);
    expect(model.decided()).toEqual({ typed: { [name]: "6" }, shown: { [name]: "8" } });
    model.reset(name);
    expect(model.decided().typed).toEqual({});
});
