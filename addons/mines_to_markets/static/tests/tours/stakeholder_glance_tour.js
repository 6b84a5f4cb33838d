import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mtm_stakeholder_glance", {
    steps: () => [
        {
            content: "How it stands, on top",
            trigger: ".o_mtm_glance_cards:contains(Open engagements)",
        },
        {
            content: "What was delivered, added up",
            trigger: "section[data-section='deliveries']:contains(Tagging of bags)",
        },
        {
            content: "What is missing has a place too",
            trigger: ".o_mtm_glance_empty:contains(No agreement)",
        },
        {
            trigger: "a[name='mtm_people']",
            run: "click",
        },
        {
            content: "Score it from here",
            trigger: ".o_mtm_glance_empty [data-section='scores'] button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='influence'] input",
            run: "edit 5",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The page shows it at once",
            trigger: "section[data-section='scores']:contains(Everywhere)",
        },
        {
            trigger: "a[name='mtm_glance']",
            run: "click",
        },
        {
            content: "All of them are a list",
            trigger: "section[data-section='engagements'] button:contains(All (1))",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains(Tagging in the hills)",
        },
    ],
});
