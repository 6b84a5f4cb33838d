import { onWillStart, useState } from "@odoo/owl";
import { MapController } from "@mines_to_markets/map/map_controller";
import { MapModel } from "@mines_to_markets/map/map_model";
import { MapRenderer, shade } from "@mines_to_markets/map/map_renderer";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { isKnown, show } from "../looking/shapes";

const SMALLEST = 4;
const LARGEST = 24;
const VALUE = "#1a6670";
const GREY = "#6b7280";

/** How large a circle is: its area grows with the value, and 0 is a small one. */
export function radius(value, most) {
    if (!isKnown(value) || !most) {
        return SMALLEST;
    }
    return SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(Math.abs(value) / most);
}

/** How a circle is drawn: what has no data is hollow and dashed, 0 is filled. */
export function circle(value, most) {
    const base = { radius: radius(value, most), weight: 1.5 };
    if (!isKnown(value)) {
        return { ...base, color: GREY, dashArray: "2 3", fillOpacity: 0 };
    }
    return { ...base, color: "#ffffff", fillColor: VALUE, fillOpacity: 0.75 };
}

function element(tag, text, className = "") {
    const node = document.createElement(tag);
    node.textContent = text;
    node.className = className;
    return node;
}

patch(MapModel.prototype, {
    async showValues(lineId, window) {
        const [from, to] = window ? window.split("/") : [false, false];
        const values = lineId
            ? await this.keepLast.add(
                  this.orm.call("mtm.map", "read_values", [lineId, from, to])
              )
            : undefined;
        this.values = values;
        this.data = { ...this.data, values: this.searched(values) };
        this.notify();
    },

    searched(values) {
        if (!values || !this.isSearched) {
            return values;
        }
        const ids = new Set(this.data.sites.map(([id]) => id));
        const sites = values.sites.filter(([id]) => ids.has(id));
        return { ...values, sites, countries: [], isSearched: true };
    },

    async load({ domain }) {
        await super.load(...arguments);
        // what was searched among sites holds for their values, too
        this.isSearched = this.resModel === "mtm.site" && domain.length > 0;
        if (this.values) {
            this.data = { ...this.data, values: this.searched(this.values) };
            this.notify();
        }
    },
});

patch(MapController.prototype, {
    setup() {
        super.setup();
        this.valueState = useState({ programs: [], programId: false, lineId: false });
        onWillStart(async () => {
            this.valueState.programs = await this.model.orm.call(
                "mtm.map",
                "read_value_choices",
                []
            );
        });
    },

    get valueLines() {
        const { programs, programId } = this.valueState;
        return programs.find(({ id }) => id === programId)?.lines || [];
    },

    onValueProgram(ev) {
        this.valueState.programId = parseInt(ev.target.value) || false;
        this.valueState.lineId = this.valueLines[0]?.id || false;
        return this.model.showValues(this.valueState.lineId);
    },

    onValueLine(ev) {
        this.valueState.lineId = parseInt(ev.target.value);
        return this.model.showValues(this.valueState.lineId);
    },

    onValueWindow(ev) {
        return this.model.showValues(this.valueState.lineId, ev.target.value);
    },
});

patch(MapRenderer.prototype, {
    get values() {
        return this.props.data.values;
    },

    get mostValue() {
        const known = [...this.values.sites.map((site) => site[5])].filter(isKnown);
        return Math.max(...known.map(Math.abs), 0);
    },

    get mostOfCountries() {
        const known = this.values.countries.map(({ value }) => value).filter(isKnown);
        return Math.max(...known.map(Math.abs), 0);
    },

    /** The sites from the largest value down; what has no data comes last. */
    get valueRows() {
        return this.values.sites.toSorted(
            (a, b) =>
                isKnown(b[5]) - isKnown(a[5]) || b[5] - a[5] || a[1].localeCompare(b[1])
        );
    },

    get unplacedCountries() {
        return this.values.countries.filter(({ unplaced }) => unplaced);
    },

    get valueLegend() {
        const most = this.mostValue;
        const steps = most ? [most, most / 4, 0] : [0];
        return [
            ...steps.map((value) => ({
                key: value,
                size: 2 * radius(value, most),
                word: show(value, most < 10 ? 2 : 0),
                isKnown: true,
            })),
            { key: "none", size: 2 * SMALLEST, word: _t("no data"), isKnown: false },
        ];
    },

    show(number) {
        return show(number);
    },

    valueWord(value) {
        return isKnown(value) ? `${show(value)} ${this.values.unit}` : _t("no data");
    },

    get summary() {
        if (!this.values) {
            return super.summary;
        }
        return _t(
            "Map of %(indicator)s by site; the list beside it names the values.",
            {
                indicator: this.values.name,
            }
        );
    },

    drawCountries() {
        if (!this.values) {
            return super.drawCountries();
        }
        const byCode = Object.fromEntries(
            this.values.countries.map((country) => [country.code, country])
        );
        const isDark = cookie.get("color_scheme") === "dark";
        L.geoJSON(this.outlines, {
            style: ({ id }) => ({
                color: isDark ? "#6b7280" : "#9aa3ad",
                fillColor: this.countryFill(byCode[id], isDark),
                fillOpacity: 1,
                weight: byCode[id] ? 1.25 : 0.5,
                dashArray:
                    byCode[id]?.unplaced && !isKnown(byCode[id].value) ? "4 3" : "",
            }),
            onEachFeature: ({ id }, layer) => {
                const country = byCode[id];
                if (country) {
                    this.bounds[country.id] = layer.getBounds();
                    layer.bindPopup(() => this.valueCountryPopup(country));
                }
            },
        }).addTo(this.layers);
    },

    countryFill(country, isDark) {
        const blank = isDark ? "#33363d" : "#eef0f2";
        if (!country?.unplaced || !isKnown(country.value)) {
            return blank;
        }
        // 0 was reported: the lightest shade, not that of a country without data
        return shade(Math.max(country.value, 1e-9), this.mostOfCountries || 1);
    },

    drawSites() {
        if (!this.values) {
            return super.drawSites();
        }
        const most = this.mostValue;
        // large circles below, so that each can be reached
        for (const [id, name, latitude, longitude, countryId, value] of this
            .valueRows) {
            const place = [latitude, longitude];
            L.circleMarker(place, circle(value, most))
                .bindPopup(() => this.valueSitePopup(id, name, value))
                .addTo(this.layers);
            this.bounds[countryId] ||= L.latLngBounds([place]);
        }
    },

    fit() {
        if (!this.values?.sites.length) {
            return super.fit();
        }
        const bounds = L.latLngBounds(
            this.values.sites.map((site) => [site[2], site[3]])
        );
        this.map.fitBounds(bounds.pad(0.3), { maxZoom: 8, animate: false });
    },

    valueSitePopup(id, name, value) {
        const content = element("div", "", "o_mtm_map_popup");
        const open = element("button", name, "btn btn-link p-0 fw-bold text-start");
        open.addEventListener("click", () => this.props.openSite(id));
        content.append(open, element("div", this.valueWord(value)));
        return content;
    },

    valueCountryPopup(country) {
        const content = element("div", "");
        content.append(element("strong", country.name));
        if (country.unplaced) {
            content.append(
                element("div", _t("%s sites without a position", country.unplaced)),
                element("div", this.valueWord(country.value))
            );
        }
        return content;
    },

    zoomToSite([, , latitude, longitude]) {
        this.map.setView([latitude, longitude], Math.max(this.map.getZoom(), 8));
    },
});
