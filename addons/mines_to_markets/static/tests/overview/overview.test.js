import { CHOICE_KEY } from "@mines_to_markets/overview/overview";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const number = (count, title, model = "mtm.engagement") => ({
    count,
    title,
    model,
    domain: [["title", "=", title]],
});

const DATA = {
    whose: "mine",
    country_id: false,
    today: "2026-06-15",
    countries: [
        { id: 1, name: "Ghana" },
        { id: 2, name: "Peru" },
    ],
    is_restricted: false,
    steps: [],
    waiting: [
        {
            key: "commitments",
            icon: "fa-handshake-o",
            number: number(7, "Commitments due", "mtm.commitment"),
            lines: [
                {
                    model: "mtm.commitment",
                    id: 5,
                    name: "<b>Send</b> the list",
                    partner: "Council",
                    date: "2026-06-12",
                    user: "Ada",
                },
            ],
        },
    ],
    tiles: [
        {
            key: "engagements",
            icon: "fa-folder",
            number: number(3, "Open engagements"),
            tone: "",
            hint: "",
        },
    ],
    engagements: { stages: [], healths: [], types: [], countries: [] },
    expiring: [],
    services: [],
    influence: { points: [], total: 0 },
};

async function openOverview(data = DATA) {
    onRpc("mtm.overview", "read_overview", ({ args: [whose, countryId] }) => {
        expect.step(`${whose} ${countryId}`);
        return { ...data, whose, country_id: countryId };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mtm_overview",
    });
    await animationFrame();
}

test("what waits is shown as text, with how late it is", async () => {
    await openOverview();
    expect.verifySteps(["mine false"]);
    expect(".o_mtm_overview_line").toHaveCount(1);
    expect(".o_mtm_overview_line").toHaveText(/<b>Send<\/b> the list/);
    expect(".o_mtm_overview_line time").toHaveClass("text-danger");
    expect(".o_mtm_overview_waiting h2").toHaveText(/Waits for me\s*7/);
    expect(".o_mtm_overview_kind > .btn").toHaveText("6 more");
});

test("a number opens the records it counts, a line its record", async () => {
    await openOverview();
    const action = getService("action");
    patchWithCleanup(action, {
        doAction: ({ res_model, domain, res_id }) =>
            expect.step(`${res_model} ${JSON.stringify(domain || res_id)}`),
    });
    await click(".o_mtm_overview_tile");
    await click(".o_mtm_overview_line");
    expect.verifySteps([
        "mine false",
        'mtm.engagement [["title","=","Open engagements"]]',
        "mtm.commitment 5",
    ]);
});

test("a choice is asked for and remembered", async () => {
    await openOverview();
    await click("button[name=team]");
    await animationFrame();
    await click("select[name=country]");
    await select("2");
    await animationFrame();
    expect.verifySteps(["mine false", "team false", "team 2"]);
    expect(JSON.parse(browser.localStorage.getItem(CHOICE_KEY))).toEqual({
        whose: "team",
        countryId: 2,
    });
    expect("button[name=team]").toHaveAttribute("aria-pressed", "true");
});

test("a new database says what to do first", async () => {
    await openOverview({
        ...DATA,
        waiting: [],
        steps: [{ key: "engagement", is_done: false, action: "x" }],
    });
    expect.verifySteps(["mine false"]);
    expect(queryAllTexts(".o_mtm_overview_steps button")).toEqual([
        "Start the first engagement",
    ]);
    expect(".o_mtm_overview_tiles").toHaveCount(0);
});
