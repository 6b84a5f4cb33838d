import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("asm_report_trace", {
    steps: () => [
        {
            content: "The list says what to mend first",
            trigger: ".o_form_view button[name=action_check]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=problem_ids] .o_data_row:contains(target)" },
        {
            content: "The report is looked at as it will be sent",
            trigger: ".nav-link[name=preview]",
            run: "click",
        },
        {
            content: "A figure leads to its numbers",
            trigger: ".o_asm_report_preview td[data-key*=now]:contains(12)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(3)" },
        { trigger: ".o_back_button, .breadcrumb-item:last a", run: "click" },
        { trigger: ".nav-link[name=preview]", run: "click" },
        {
            content: "An amount leads to ledger lines",
            trigger: ".o_asm_report_preview td[data-key*=B1]:contains(47)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(2)" },
    ],
});
