import { registry } from "@web/core/registry";

const board = ".o_asm_money_board";
const back = { trigger: ".o_back_button, .breadcrumb-item:last a", run: "click" };

registry.category("web_tour.tours").add("asm_award_board", {
    steps: () => [
        {
            content: "The board says what is spent",
            trigger: `${board} [data-tile=spent] .o_asm_number:contains(240)`,
        },
        { trigger: `${board} [data-tile=committed] .o_asm_number:contains(60)` },
        { trigger: `${board} [data-tile=available]:contains(700)` },
        {
            content: "A number of a line opens what it is made of",
            trigger: `${board} tr[data-line='2'] .o_asm_spent:contains(90.00)`,
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(2)" },
        back,
        {
            content: "An amendment is entered",
            trigger: ".nav-link[name=amendments]",
            run: "click",
        },
        {
            trigger: ".o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: ".modal [name=number] input", run: "edit 1" },
        { trigger: ".modal [name=name] input", run: "edit More money" },
        {
            trigger:
                ".modal [name=date_signed] input, .modal [name=date_signed] button",
            run: "click",
        },
        { trigger: ".modal [name=date_signed] input", run: "edit 03/01/2025" },
        { trigger: ".modal [name=amount_total] input", run: "edit 1500" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_button_save", run: "click" },
        {
            content: "The award follows it, and keeps what was agreed",
            trigger: ".o_form_view [name=original_amount]:contains(1,000)",
        },
        { trigger: ".nav-link[name=money]", run: "click" },
        { trigger: `${board} [data-tile=amount]:contains(1,500)` },
        { trigger: `${board} [data-tile=available]:contains(1,200)` },
        { trigger: `${board} .o_asm_export` },
    ],
});

registry.category("web_tour.tours").add("asm_award_board_read", {
    steps: () => [
        { trigger: `${board} [data-award='GR-1']:contains(1,000)` },
        {
            content: "From the board of all awards to that of one",
            trigger: `${board} [data-award='GR-1'] button`,
            run: "click",
        },
        { trigger: `${board} [data-tile=spent]:contains(240)` },
        { trigger: ".nav-link[name=amendments]", run: "click" },
        {
            content: "An officer reads, and adds nothing",
            trigger:
                ".o_form_view:has([name=amendment_ids]):not(:has(.o_field_x2many_list_row_add))",
        },
    ],
});
