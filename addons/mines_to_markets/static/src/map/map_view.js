import { registry } from "@web/core/registry";

import { MapController } from "./map_controller";
import { MapModel } from "./map_model";
import { MapRenderer } from "./map_renderer";

/** Engagements or sites, as the user has searched them, on a map of our own. */
export const mapView = {
    type: "mtm_map",
    Controller: MapController,
    Model: MapModel,
    Renderer: MapRenderer,
    searchMenuTypes: ["filter", "favorite"],

    props: (genericProps, { Model, Renderer }) => ({
        ...genericProps,
        Model,
        Renderer,
    }),
};

registry.category("views").add("mtm_map", mapView);
