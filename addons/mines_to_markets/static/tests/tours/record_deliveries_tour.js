import { registry } from "@web/core/registry";

const cell = (row, column) =>
    `.o_mtm_grid_table tbody tr:nth-of-type(${row}) td[data-column='${column}'] input`;

registry.category("web_tour.tours").add("mtm_record_deliveries", {
    steps: () => [
        {
            content: "The engagement is there, with what follows from it",
            trigger: `${cell(1, "partner_id")}:value(Test Tin Council)`,
        },
        { trigger: cell(1, "date"), run: "edit 02/01/2025" },
        { trigger: cell(1, "quantity"), run: "edit 2" },
        {
            trigger: ".o_mtm_grid_table th:contains(T_women)",
        },
        {
            content: "Women, the first category",
            trigger:
                ".o_mtm_grid_table tbody tr:nth-of-type(1) td:nth-of-type(9) input",
            run: "edit 6",
        },
        {
            content: "Men; Enter goes down to a new row",
            trigger:
                ".o_mtm_grid_table tbody tr:nth-of-type(1) td:nth-of-type(10) input",
            run: "edit 4",
        },
        {
            trigger:
                ".o_mtm_grid_table tbody tr:nth-of-type(1) td:nth-of-type(10) input",
            run: "press Enter",
        },
        { trigger: ".o_mtm_grid_table [data-sum='count:']:contains(10)" },
        { trigger: `${cell(2, "service_id")}:value(Tagging of bags)` },
        {
            content: "A day outside the engagement",
            trigger: cell(2, "date"),
            run: "edit 01/01/1999",
        },
        { trigger: ".o_mtm_grid_confirm input", run: "click" },
        { trigger: ".o_mtm_grid_save", run: "click" },
        {
            content: "Nothing is saved, and what was entered is still there",
            trigger:
                ".o_mtm_grid_table tbody tr:nth-of-type(2) td[data-column='date'] .o_mtm_message:contains(lies outside)",
        },
        { trigger: `${cell(1, "quantity")}:value(2)` },
        { trigger: cell(2, "date"), run: "edit 02/02/2025" },
        { trigger: ".o_mtm_grid_save", run: "click" },
        { trigger: ".o_notification:contains(2 deliveries recorded)" },
        { trigger: `${cell(1, "engagement_id")}:value()` },
    ],
});
