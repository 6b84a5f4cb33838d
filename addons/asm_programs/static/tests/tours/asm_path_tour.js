import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const crumb = (text) =>
    `.o_last_breadcrumb_item:contains(${text}), .o_breadcrumb:contains(${text})`;
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `button[name=${name}]:visible`,
    run: "click",
});
const openRow = (text) => ({
    content: `Open ${text}`,
    trigger: `.o_list_view .o_data_row td.o_data_cell:contains(${text})`,
    run: "click",
});

tours.add("asm_path_confirm_delivery", {
    steps: () => [
        press("action_confirm"),
        {
            content: "The delivery is confirmed",
            trigger: ".o_arrow_button_current:contains(Confirmed)",
        },
    ],
});

tours.add("asm_path_count_deliveries", {
    steps: () => [
        press("action_count_deliveries"),
        {
            content: "The delivery counts once in the number",
            trigger: ".o_asm_total .o_asm_cell:contains(Counted from 1)",
        },
    ],
});

tours.add("asm_path_partner_submits", {
    steps: () => [
        {
            content: "The number that came from the delivery stands there",
            trigger: ".o_asm_total .o_asm_cell output:contains(1)",
        },
        {
            content: "Send it",
            trigger: ".o_asm_submit",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is sent", trigger: ".alert-success" },
    ],
});

tours.add("asm_path_approve", {
    steps: () => [
        press("action_approve"),
        {
            content: "The report is approved",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
    ],
});

tours.add("asm_path_walk_back", {
    steps: () => [
        {
            content: "Draw the donor report",
            trigger: "button[name=action_draw]:visible",
            run: "click",
        },
        {
            content: "Its table of numbers",
            trigger: ".nav-link[name=lines]",
            run: "click",
        },
        {
            content: "One click on the line leads to its numbers",
            trigger: ".o_data_row:contains(PATH-1) button[name=action_view_actuals]",
            run: "click",
        },
        openRow("Path association"),
        {
            content: "Open the number's trail",
            trigger:
                ".o_form_view .nav-link[name=trail], .o_form_view .nav-link:contains(Trail)",
            run: "click",
        },
        {
            content: "The number names who approved it",
            trigger: ".o_form_view .o_field_widget[name=approved_by]",
        },
        press("action_view_deliveries"),
        {
            content: "From there to the delivery",
            trigger:
                ".o_form_view .o_field_widget[name=service_id]:contains(Path service), " +
                ".o_form_view .o_field_widget[name=service_id] input:value(Path service)",
        },
        press("action_view_engagement"),
        { content: "To its engagement", trigger: crumb("Path engagement") },
        press("action_view_partner"),
        { content: "And to the stakeholder", trigger: crumb("Path association") },
    ],
});

tours.add("asm_path_walk_forward", {
    steps: () => [
        press("action_view_deliveries"),
        openRow("Path service"),
        press("action_view_actuals"),
        {
            content: "The delivery leads to the number it counts in",
            trigger: ".o_form_view button[name=action_view_report_lines]:visible",
            run: "click",
        },
        {
            content: "And that to the line of the donor report",
            trigger: ".o_data_row:contains(PATH-1), .o_form_view:contains(PATH-1)",
        },
    ],
});
