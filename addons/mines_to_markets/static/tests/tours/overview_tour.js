import { registry } from "@web/core/registry";

const back = { trigger: ".o_back_button, .breadcrumb-item:first a", run: "click" };

registry.category("web_tour.tours").add("mtm_overview", {
    steps: () => [
        {
            content: "The first screen is the overview",
            trigger: ".o_mtm_overview button[name=mine].active",
        },
        {
            content: "A line opens its record",
            trigger: "[data-key=commitments] .o_mtm_overview_line:contains(Promise)",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=engagement_id]" },
        back,
        {
            content: "A number opens what it counts",
            trigger: ".o_mtm_overview_tile[data-key=commitments_ours]:contains(3)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(3)" },
        back,
        {
            content: "Only one country",
            trigger: ".o_mtm_overview select[name=country]",
            run: "selectByLabel Tonga",
        },
        {
            content: "The choice stays on the way back",
            trigger: ".o_mtm_overview_tile[data-key=engagements]:contains(1)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(1)" },
        back,
        { trigger: ".o_mtm_overview_tile[data-key=engagements]:contains(1)" },
        { trigger: ".o_mtm_overview button[name=all]", run: "click" },
        { trigger: ".o_mtm_overview button[name=all].active" },
    ],
});

registry.category("web_tour.tours").add("mtm_overview_restricted", {
    steps: () => [
        { trigger: ".o_mtm_overview button[name=all]", run: "click" },
        {
            content: "Two engagements in their own country, none elsewhere",
            trigger: ".o_mtm_overview_tile[data-key=engagements]:contains(2)",
        },
        {
            trigger:
                ".o_mtm_overview [data-key=countries]:not(:contains(Tonga)):contains(Fiji)",
        },
        { trigger: ".o_mtm_overview:not(:contains(Tonga))" },
        { trigger: ".o_mtm_overview:not(:has(select[name=country]))" },
        {
            trigger: ".o_mtm_overview_tile[data-key=agreements]:contains(2)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(2)" },
    ],
});
