import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mtm_stakeholder_matches", {
    steps: () => [
        {
            content: "Which other organisation it may be",
            trigger: ".o_mtm_duplicates a:contains(The Test Tin Council Ltd)",
        },
        {
            trigger: ".o_mtm_duplicates button:contains(Merge)",
            run: "click",
        },
        {
            content: "Both are in the question",
            trigger: ".modal .o_data_row:contains(The Test Tin Council Ltd)",
        },
    ],
});
