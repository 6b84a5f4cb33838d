import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const drawn = { trigger: ".o_mtm_map_canvas.leaflet-container canvas" };

tours.add("mtm_map", {
    steps: () => [
        drawn,
        {
            content: "Near to the only site here",
            trigger: ".o_mtm_map_side button[data-code=RW]",
            run: "click",
        },
        {
            content: "A name with markup in it is text",
            trigger: ".o_mtm_map_canvas",
            run() {
                const { component } = findMap();
                component.map.closePopup();
                for (const layer of Object.values(component.map._layers)) {
                    const place = layer.getLatLng?.();
                    if (place?.lat === -1.95 && place.lng === 30.06) {
                        layer.openPopup();
                    }
                }
            },
        },
        { trigger: ".o_mtm_map_popup button:contains(<img src=x)" },
        { trigger: ".o_mtm_map_popup li:contains(<img src=x)" },
        { trigger: ".o_mtm_map_popup:not(:has(img))" },
        {
            content: "Nothing was asked of another server",
            trigger: ".o_mtm_map_popup",
            run() {
                const elsewhere = performance
                    .getEntriesByType("resource")
                    .map(({ name }) => new URL(name, location))
                    .filter(({ protocol }) => protocol.startsWith("http"))
                    .filter(({ host }) => host !== location.host);
                if (elsewhere.length || window.mtmBroken) {
                    throw new Error(`asked elsewhere: ${elsewhere.join(", ")}`);
                }
            },
        },
        { trigger: ".o_mtm_map_popup button", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=latitude]" },
    ],
});

tours.add("mtm_map_restricted", {
    steps: () => [
        drawn,
        { trigger: ".o_mtm_map_side button[data-code=RW]" },
        { trigger: ".o_mtm_map_side:not(:has([data-code=TZ]))" },
        {
            trigger: ".o_mtm_map_side [aria-label^='Rwanda, engagements']",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row" },
    ],
});

tours.add("mtm_map_engagements", {
    steps: () => [
        { trigger: ".o_switch_view.o_mtm_map", run: "click" },
        drawn,
        { trigger: ".o_mtm_map_side button[data-code=RW]" },
    ],
});

/** The map's component, found among those that the web client shows. */
function findMap() {
    const search = (node) => {
        if (node.component.map && node.component.layers) {
            return node;
        }
        for (const child of Object.values(node.children)) {
            const found = search(child);
            if (found) {
                return found;
            }
        }
    };
    return search(odoo.__WOWL_DEBUG__.root.__owl__);
}
