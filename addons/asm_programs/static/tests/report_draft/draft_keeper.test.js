import { advanceTime, beforeEach, describe, expect, test } from "@odoo/hoot";
import { reactive } from "@odoo/owl";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { DraftKeeper, KeptError } from "@asm_programs/report_draft/draft_keeper";
import {
    claimKey,
    isWaiting,
    newKey,
    sendingOf,
    settle,
} from "@asm_programs/report_draft/draft_store";
import { mergeQuietly } from "@asm_programs/report_draft/merge";
import { ReportGridModel } from "@asm_programs/report_grid/report_grid_model";

describe.current.tags("headless");
beforeEach(allowTranslations);

const TOTAL = "value-1-0-0";
const COMMENT = "comment-1-0-0";
const WOMEN = "value-1-0-3";
const cell = (k, text = "") => ({ k, v: [text] });

/** A report on people, by sex. */
function makeGrid({
    total = "",
    women = "",
    comment = "",
    at = "2025-04-01T10:00:00",
    ...rest
} = {}) {
    const axes = [
        {
            name: "Sex",
            values: [
                [3, "Women"],
                [4, "Men"],
            ],
        },
    ];
    const cells = [cell("3", women), cell("4")];
    const place = {
        line: 1,
        site: 0,
        name: "",
        total: { ...cell("0", total), comment },
        groups: [{ axes, is_exclusive: true, cells }],
        missing: "",
    };
    const block = {
        id: 1,
        members: ["value"],
        heads: [],
        options: [],
        places: [place],
    };
    return {
        id: 7,
        url: "/my/reports/7",
        name: "Report",
        lang: "en_US",
        point: ".",
        separator: ",",
        blocks: [block],
        sections: [],
        parked: [],
        extras: [],
        narrative: "",
        messages: [],
        missing_reasons: [],
        earlier: [],
        can_save: true,
        can_submit: true,
        read_on: at,
        ...rest,
    };
}

/** Let time pass, with what is waited for in between. */
async function pass(milliseconds) {
    await settleDown();
    for (let passed = 0; passed < milliseconds; passed += 100) {
        await advanceTime(100, { animationFrame: false });
        await settleDown();
    }
}

async function settleDown() {
    for (let turn = 0; turn < 12; turn++) {
        await Promise.resolve();
    }
}

/** As DraftStore, without a database. */
class Memory {
    constructor() {
        this.records = {};
        this.grids = {};
    }

    async change(owner, report, change) {
        const id = `${owner}/${report}`;
        const changed = change(this.records[id] || { owner, report, typed: {} });
        if (!changed) {
            delete this.records[id];
            return null;
        }
        const { grid, ...rest } = changed;
        this.records[id] = grid ? { ...rest, read_on: grid.read_on } : rest;
        this.grids[id] = grid || this.grids[id];
        return this.records[id];
    }

    async grid(owner, report) {
        return this.grids[`${owner}/${report}`];
    }
}

/** A page with its keeper; `answers` are what the server gives, or throws. */
async function openPage({
    store = new Memory(),
    grid = makeGrid(),
    owner = "me",
} = {}) {
    const page = { sent: [], answers: [], steps: [], store };
    page.model = reactive(new ReportGridModel(grid));
    page.keeper = new DraftKeeper({
        owner,
        store,
        send: async (params) => {
            page.sent.push(params);
            // what was sent to review is answered without a grid
            const stored = params.submit ? {} : { grid: makeGrid() };
            const answer = page.answers.shift() || { problems: {}, ...stored };
            if (answer instanceof Error) {
                throw answer;
            }
            return answer;
        },
        onNewer: (newer) => page.model.load(newer),
        onSaved: (...answer) => page.model.load(...answer),
        onSent: () => page.steps.push("sent"),
        onBack: () => page.steps.push("back"),
    });
    await page.keeper.start(page.model);
    page.draft = () => store.records[`${owner}/7`];
    page.type = async (name, text) => {
        page.model.set(name, text);
        await pass(200);
    };
    return page;
}

function lost() {
    return new ConnectionLostError("/save");
}

function refusal(name, message) {
    return Object.assign(new RPCError(), {
        exceptionName: name,
        data: { message },
    });
}

test("keys are those that the server takes, and never the same", () => {
    const keys = new Set(Array.from({ length: 50 }, newKey));
    expect(keys.size).toBe(50);
    for (const key of keys) {
        expect(key).toMatch(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
        );
    }
});

test("the same content keeps its key, another content gets another", () => {
    const sending = { changes: { a: "1" }, shown: {}, submit: false, lang: "fr_FR" };
    const first = claimKey({ typed: {} }, sending);
    expect(claimKey(first, sending).key).toBe(first.key);
    expect(claimKey(first, { ...sending, submit: true }).key).not.toBe(first.key);
    expect(claimKey(first, { ...sending, changes: { a: "2" } }).key).not.toBe(
        first.key
    );
});

test("what was refused, or typed since, stays when the rest is stored", () => {
    const typed = {
        a: { text: "1", shown: "" },
        b: { text: "2", shown: "" },
        c: { text: "9", shown: "" },
    };
    const sent = sendingOf({ typed, submit: true }).changes;
    typed.c.text = "10";
    const record = settle({ typed, submit: true, key: "k" }, sent, {
        problems: { b: "too much" },
        grid: {},
    });
    expect(Object.keys(record.typed)).toEqual(["b", "c"]);
    expect(record.key).toBe(null);
    expect(record.submit).toBe(false);
    expect(record.refused).toBe(true);
    expect(isWaiting(record)).toBe(true);
});

test("what is typed is in the browser at once and on the server after a pause", async () => {
    const page = await openPage();
    await page.type(WOMEN, "12");
    expect(page.draft().typed[WOMEN]).toEqual({ text: "12", shown: "" });
    expect(page.sent).toHaveLength(0);
    page.answers.push({ problems: {}, grid: makeGrid({ total: "12", women: "12" }) });
    await pass(2700);
    expect(page.sent).toHaveLength(1);
    expect(page.sent[0].changes).toEqual({ [TOTAL]: "12", [WOMEN]: "12" });
    expect(page.sent[0].owner).toBe("me");
    expect(page.keeper.state.sign).toBe("saved");
    expect(page.draft().typed).toEqual({});
    await pass(60_000);
    expect(page.sent).toHaveLength(1);
});

test("typing on and on is few requests", async () => {
    const page = await openPage();
    for (let number = 1; number <= 60; number++) {
        await page.type(WOMEN, String(number));
        page.answers = [
            {
                problems: {},
                grid: makeGrid({ total: String(number), women: String(number) }),
            },
        ];
        await pass(2800);
    }
    // three minutes, at most one in eight seconds
    expect(page.sent.length).toBeLessThan(24);
});

test("without a connection it is kept, tried again less and less, and counts once", async () => {
    patchWithCleanup(Math, { random: () => 0.5 });
    const page = await openPage();
    page.answers = [lost(), lost(), lost()];
    await page.type(WOMEN, "12");
    await pass(2700);
    expect(page.keeper.state.sign).toBe("kept");
    await pass(5000);
    expect(page.sent).toHaveLength(2);
    await pass(15_000);
    expect(page.sent).toHaveLength(3);
    await pass(45_000);
    expect(page.sent).toHaveLength(4);
    expect(new Set(page.sent.map(({ key }) => key)).size).toBe(1);
    expect(page.steps).toEqual(["back"]);
});

test("a report that was sent without a connection goes when it is back", async () => {
    const page = await openPage();
    await page.type(WOMEN, "12");
    page.answers = [lost()];
    const { typed, shown } = page.model.changes();
    await expect(page.keeper.save(typed, shown, true)).rejects.toThrow(KeptError);
    expect(page.draft().submit).toBe(true);

    const reopened = await openPage({ store: page.store });
    expect(reopened.model.inputs[WOMEN].text).toBe("12");
    await pass(10_000);
    expect(reopened.sent).toHaveLength(1);
    expect(reopened.sent[0].submit).toBe(true);
    expect(reopened.sent[0].key).toBe(page.sent[0].key);
    expect(reopened.steps).toEqual(["sent"]);
    expect(reopened.draft()).toBe(undefined);
});

test("a colleague's change is told with what was shown when it was typed", async () => {
    const page = await openPage({ grid: makeGrid({ women: "3" }) });
    page.answers = [lost()];
    await page.type(WOMEN, "12");
    await pass(2700);
    const theirs = makeGrid({ women: "4", at: "2025-04-02T10:00:00" });
    const reopened = await openPage({ store: page.store, grid: theirs });
    reopened.answers = [{ problems: { [WOMEN]: "A colleague wrote 4" }, grid: theirs }];
    await pass(10_000);
    expect(reopened.sent[0].shown[WOMEN]).toBe("3");
    expect(reopened.model.inputs[WOMEN].text).toBe("12");
    expect(reopened.model.inputs[WOMEN].problem).toBe("A colleague wrote 4");
    // the user decides: nothing goes by itself
    await pass(120_000);
    expect(reopened.sent).toHaveLength(1);
    const { typed, shown } = reopened.keeper.changes();
    expect([typed[WOMEN], shown[WOMEN]]).toEqual(["12", "4"]);
});

test("what is typed while another number is stored by a colleague is told, too", async () => {
    const page = await openPage();
    await page.type(WOMEN, "12");
    let arrive;
    page.keeper.send = () => new Promise((resolve) => (arrive = resolve));
    await pass(2700);
    page.model.set(COMMENT, "Rain");
    const grid = makeGrid({ women: "12", total: "12", comment: "Sun" });
    arrive({ problems: {}, grid });
    await pass(200);
    const { typed, shown } = page.keeper.changes();
    expect([typed[COMMENT], shown[COMMENT]]).toEqual(["Rain", ""]);
});

test("nobody is shown what another user typed", async () => {
    const page = await openPage();
    page.answers = [lost()];
    await page.type(WOMEN, "12");
    await pass(2700);
    const other = await openPage({ store: page.store, owner: "another" });
    expect(other.model.inputs[WOMEN].text).toBe("");
});

test("after the session has ended the form is as it was", async () => {
    const page = await openPage();
    page.answers = [refusal("odoo.http.SessionExpiredException", "")];
    await page.type(WOMEN, "12");
    await pass(2700);
    expect(page.keeper.state.sign).toBe("expired");
    expect(page.keeper.isAtRisk).toBe(false);
    page.keeper.tryNow();
    await pass(1500);
    expect(page.sent).toHaveLength(2);
    expect(page.sent[1].key).toBe(page.sent[0].key);
    expect(page.steps).toEqual(["back"]);
});

test("what the server refuses is not sent again and again", async () => {
    const page = await openPage();
    page.answers = [
        refusal("odoo.exceptions.AccessError", "Your role does not allow this"),
    ];
    await page.type(WOMEN, "12");
    await pass(600_000);
    expect(page.sent).toHaveLength(1);
    expect(page.keeper.explanation).toMatch(/Your role/);
    expect(page.draft().typed[WOMEN].text).toBe("12");
});

test("a page kept long ago takes the newer grid that the browser has", async () => {
    const store = new Memory();
    await openPage({
        store,
        grid: makeGrid({ women: "5", at: "2025-04-03T10:00:00" }),
    });
    const old = await openPage({ store, grid: makeGrid({ women: "1" }) });
    expect(old.model.inputs[WOMEN].text).toBe("5");
});

test("what the report no longer takes is told, and removed on request", async () => {
    const page = await openPage();
    page.answers = [lost()];
    await page.type(WOMEN, "12");
    await pass(2700);
    const closed = makeGrid({ can_save: false, at: "2025-04-02T10:00:00" });
    const reopened = await openPage({ store: page.store, grid: closed });
    expect(reopened.keeper.state.leftover).toEqual(["12", "12"]);
    await reopened.keeper.forget();
    expect(reopened.draft()).toBe(undefined);
    expect(reopened.sent).toHaveLength(0);
});

test("a browser that keeps nothing: the page works and says so", async () => {
    const store = new Memory();
    store.change = async () => {
        throw new Error("quota");
    };
    const page = await openPage({ store });
    await page.type(WOMEN, "12");
    expect(page.keeper.state.canKeep).toBe(false);
    expect(page.keeper.isAtRisk).toBe(true);
    page.answers = [{ problems: {}, grid: makeGrid({ total: "12", women: "12" }) }];
    await pass(2700);
    expect(page.sent[0].key).toMatch(/^[0-9a-f-]{36}$/);
    expect(page.keeper.isAtRisk).toBe(false);
});

test("two tabs do not remove each other's cells", async () => {
    const store = new Memory();
    const one = await openPage({ store });
    const two = await openPage({ store });
    one.answers = [lost()];
    two.answers = [lost()];
    await one.type(WOMEN, "12");
    await two.type(COMMENT, "Rain");
    expect(Object.keys(two.draft().typed).sort()).toEqual(
        [COMMENT, TOTAL, WOMEN].sort()
    );
});

test("what is saved by itself leaves the cursor and what is typed on", () => {
    const model = new ReportGridModel(makeGrid({ women: "1" }));
    const input = model.inputs[WOMEN];
    model.set(WOMEN, "12");
    const sent = { [WOMEN]: "12" };
    model.set(TOTAL, "20");
    const grid = makeGrid({ women: "12", total: "15" });
    expect(mergeQuietly(model, grid, {}, sent)).toBe(true);
    expect(model.inputs[WOMEN]).toBe(input);
    expect([input.text, input.stored]).toEqual(["12", "12"]);
    // typed since, and another number is there now: it is sent, and told, next
    expect([model.inputs[TOTAL].text, model.inputs[TOTAL].stored]).toEqual([
        "20",
        "15",
    ]);
    const locked = makeGrid({ can_save: false });
    expect(mergeQuietly(model, locked, {}, sent)).toBe(false);
});
