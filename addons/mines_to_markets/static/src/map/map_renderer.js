import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { loadOutlines } from "./outlines";

// from few engagements to many, and what has none
const SHADES = ["#d4e6e8", "#a3cdd1", "#6cb0b7", "#378d96", "#1a6670"];
const BLANK = { light: "#eef0f2", dark: "#33363d" };
const POINT = "#b3411a";
const NAMED = 5;

/**
 * The darkness of a country among the others: a shade for each equal step on the
 * way to the largest number.
 */
export function shade(count, most) {
    return count ? SHADES[Math.ceil((count / most) * SHADES.length) - 1] : undefined;
}

/** An element with text, which is never read as HTML. */
function element(tag, text, className = "") {
    const node = document.createElement(tag);
    node.textContent = text;
    node.className = className;
    return node;
}

/**
 * Countries shaded by their engagements and sites as points, drawn on one canvas, so
 * that thousands of them move smoothly. Nothing is fetched from elsewhere.
 */
export class MapRenderer extends Component {
    static template = "mines_to_markets.MapRenderer";
    static props = {
        data: Object,
        openSite: Function,
        openEngagements: Function,
        openUnplaced: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.mapRef = useRef("map");
        onWillStart(async () => {
            const [outlines] = await Promise.all([
                loadOutlines(),
                loadBundle("mines_to_markets.assets_leaflet"),
            ]);
            this.outlines = outlines;
        });
        useEffect(
            () => this.start(),
            () => []
        );
        useEffect(
            () => this.draw(),
            () => [this.props.data]
        );
        onWillUnmount(() => this.map.remove());
    }

    get countries() {
        return this.props.data.countries.toSorted(
            (a, b) => b.engagements - a.engagements || b.sites - a.sites
        );
    }

    get most() {
        return Math.max(...this.props.data.countries.map((one) => one.engagements), 1);
    }

    get legend() {
        return SHADES.map((color, index) => ({
            color,
            from: Math.floor((this.most * index) / SHADES.length) + 1,
            to: Math.floor((this.most * (index + 1)) / SHADES.length),
        })).filter(({ from, to }) => from <= to);
    }

    get summary() {
        return _t(
            "Map of %(sites)s sites in %(countries)s countries; the list beside it names the countries.",
            {
                sites: this.props.data.sites.length,
                countries: this.props.data.countries.length,
            }
        );
    }

    start() {
        this.map = L.map(this.mapRef.el, {
            attributionControl: false,
            maxBounds: [
                [-85, -200],
                [85, 200],
            ],
            maxZoom: 16,
            minZoom: 2,
            preferCanvas: true,
            zoomSnap: 0.25,
        });
        this.map.zoomControl.setPosition("topright");
        this.layers = L.layerGroup().addTo(this.map);
        this.map.fitWorld();
        const observer = new ResizeObserver(() => this.map.invalidateSize());
        observer.observe(this.mapRef.el);
        return () => observer.disconnect();
    }

    draw() {
        this.layers.clearLayers();
        this.bounds = {};
        this.drawCountries();
        this.drawSites();
        this.fit();
    }

    drawCountries() {
        const byCode = Object.fromEntries(
            this.props.data.countries.map((country) => [country.code, country])
        );
        const isDark = cookie.get("color_scheme") === "dark";
        L.geoJSON(this.outlines, {
            style: ({ id }) => ({
                color: isDark ? "#6b7280" : "#9aa3ad",
                fillColor:
                    shade(byCode[id]?.engagements, this.most) ||
                    (isDark ? BLANK.dark : BLANK.light),
                fillOpacity: 1,
                weight: byCode[id] ? 1.25 : 0.5,
            }),
            onEachFeature: ({ id }, layer) => {
                const country = byCode[id];
                if (country) {
                    this.bounds[country.id] = layer.getBounds();
                    layer.bindPopup(() => this.countryPopup(country));
                }
            },
        }).addTo(this.layers);
    }

    drawSites() {
        for (const [id, name, latitude, longitude, countryId, count] of this.props.data
            .sites) {
            const place = [latitude, longitude];
            L.circleMarker(place, {
                radius: count ? 6 : 4,
                color: "#ffffff",
                weight: 1,
                fillColor: POINT,
                fillOpacity: count ? 0.95 : 0.6,
            })
                .bindPopup(() => this.sitePopup(id, name, countryId, count))
                .addTo(this.layers);
            this.bounds[countryId] ||= L.latLngBounds([place]);
        }
    }

    /** Show what there is, as near as it fits. */
    fit() {
        const places = this.props.data.sites.map((site) => [site[2], site[3]]);
        const bounds = places.length
            ? L.latLngBounds(places)
            : Object.values(this.bounds).reduce(
                  (all, one) => all.extend(one),
                  L.latLngBounds([])
              );
        if (bounds.isValid()) {
            this.map.fitBounds(bounds.pad(0.2), { maxZoom: 8, animate: false });
        }
    }

    zoomTo(country) {
        const bounds = this.bounds[country.id];
        if (bounds) {
            this.map.fitBounds(bounds, { maxZoom: 9 });
        }
    }

    countryPopup(country) {
        const content = element("div", "");
        content.append(
            element("strong", country.name),
            element("div", _t("%s sites", country.sites))
        );
        const open = element(
            "button",
            _t("%s engagements", country.engagements),
            "btn btn-link btn-sm p-0"
        );
        open.addEventListener("click", () => this.props.openEngagements(country));
        content.append(open);
        return content;
    }

    sitePopup(id, name, countryId, count) {
        const country = this.props.data.countries.find((one) => one.id === countryId);
        const content = element("div", "", "o_mtm_map_popup");
        const open = element("button", name, "btn btn-link p-0 fw-bold text-start");
        open.addEventListener("click", () => this.props.openSite(id));
        content.append(open, element("div", country?.name || ""));
        if (count) {
            const list = element("ul", "", "mb-0 ps-3");
            content.append(element("div", _t("%s engagements here", count)), list);
            this.nameEngagements(id, list, count);
        }
        return content;
    }

    async nameEngagements(siteId, list, count) {
        const { records } = await this.orm.webSearchRead(
            "mtm.engagement",
            [...this.props.data.engagements, ["site_ids", "in", [siteId]]],
            { specification: { display_name: {} }, limit: NAMED }
        );
        list.append(...records.map((record) => element("li", record.display_name)));
        if (count > records.length) {
            list.append(element("li", _t("and %s more", count - records.length)));
        }
    }
}
