import { browser } from "@web/core/browser/browser";
import { loadBundle } from "@web/core/assets";

const ADDRESS = "/spreadsheet/static/topojson/world.topo.json";
let outlines;

async function fetchOutlines() {
    const [response] = await Promise.all([
        browser.fetch(ADDRESS),
        loadBundle("web.chartjs_lib"),
    ]);
    const world = await response.json();
    return window.ChartGeo.topojson.feature(world, world.objects.countries).features;
}

/** The outlines of all countries as GeoJSON, from our own server, fetched once. */
export function loadOutlines() {
    outlines ||= fetchOutlines().catch((error) => {
        outlines = undefined;
        throw error;
    });
    return outlines;
}
