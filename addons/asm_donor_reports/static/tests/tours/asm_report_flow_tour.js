import { registry } from "@web/core/registry";

const choose = (field, text) => [
    {
        content: `Choose ${text}`,
        trigger: `.o_form_view [name=${field}] input`,
        run: `edit ${text}`,
    },
    {
        trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
        run: "click",
    },
];

const confirmed = (name) => [
    { trigger: `button[name=${name}]:visible`, run: "click" },
    { trigger: ".modal-footer .btn-primary", run: "click" },
];

registry.category("web_tour.tours").add("asm_report_flow", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        ...choose("award_ids", "GR-1"),
        { trigger: "[name=award_ids] .o_tag:contains(GR-1)" },
        ...choose("award_period_id", "Q1"),
        ...choose("format_id", "USAID"),
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "What is wrong is said first",
            trigger: "button[name=action_check]",
            run: "click",
        },
        {
            content: "Why it is off target is written right there",
            trigger: "[name=problem_ids] .o_data_cell[name=deviation_cause]",
            run: "click",
        },
        {
            trigger:
                "[name=problem_ids] .o_selected_row [name=deviation_cause] :is(input, textarea)",
            run: "edit Rain",
        },
        { trigger: "button[name=action_draw]:visible", run: "click" },
        {
            content: "It is looked at as the donor will read it",
            trigger: "[name=preview] td:contains(OUT-1)",
        },
        ...confirmed("action_freeze"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Frozen)" },
        ...confirmed("action_send"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sent)" },
    ],
});

registry.category("web_tour.tours").add("asm_format_editor", {
    steps: () => [
        {
            content: "Made-up numbers show how it looks",
            trigger: ".o_form_view [name=preview] td:contains(Award reference)",
        },
        { trigger: ".nav-link[name=sheets]", run: "click" },
        { trigger: "[name=sheet_ids] .o_data_row:first .o_data_cell", run: "click" },
        {
            trigger:
                ".modal [name=block_ids] .o_data_row:first .o_data_cell[name=name]",
            run: "click",
        },
        {
            trigger: ".modal [name=cell_ids] .o_data_row:first .o_data_cell[name=text]",
            run: "click",
        },
        {
            trigger: ".modal [name=text] textarea",
            run: "edit Grant number {award.reference}",
        },
        ...[3, 2, 1].map((count) => ({
            content: `Close dialog ${count}`,
            trigger: `.o_dialog:count(${count}) .modal:last .o_form_button_save`,
            run: "click",
        })),
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".nav-link[name=preview]", run: "click" },
        {
            content: "The preview follows before anything is saved",
            trigger: "[name=preview] td:contains(Grant number)",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            trigger:
                ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))",
        },
    ],
});
