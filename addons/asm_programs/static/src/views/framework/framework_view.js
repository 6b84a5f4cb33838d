import { registry } from "@web/core/registry";

import { FrameworkController } from "./framework_controller";

/** Results frameworks as trees, in which results are moved with the mouse. */
export const frameworkView = {
    type: "hierarchy",
    Controller: FrameworkController,
    searchMenuTypes: ["filter", "favorite"],
    props: (genericProps) => genericProps,
};

registry.category("views").add("asm_framework", frameworkView);
