import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `button[name=${name}]:visible`,
    run: "click",
});

tours.add("asm_ledger_propose", {
    steps: () => [
        press("action_propose_change"),
        {
            content: "What holds is said beside what is asked for",
            trigger: ".modal [name=current_shown]:contains(40)",
        },
        {
            content: "Type the new value",
            trigger: ".modal [name=value] input",
            run: "edit 50",
        },
        {
            content: "Say why",
            trigger: ".modal [name=reason] input",
            run: "edit A district more",
        },
        {
            content: "Propose it",
            trigger: ".modal footer button:contains(Propose)",
            run: "click",
        },
        {
            content: "The history shows it",
            trigger: "[name=history_ids] .o_data_row:contains(A district more)",
            run: "click",
        },
    ],
});

tours.add("asm_ledger_cannot_approve", {
    steps: () => [
        {
            content: "It is said that somebody else decides",
            trigger: ".alert:contains(who approves numbers decides)",
        },
        {
            content: "There is nothing to approve with",
            trigger: ".o_form_view:not(:has(button[name=action_approve]))",
        },
    ],
});

tours.add("asm_ledger_approve", {
    steps: () => [
        press("action_approve"),
        {
            content: "It is approved",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
    ],
});

tours.add("asm_ledger_as_of", {
    steps: () => [
        {
            content: "Original and current stand beside each other",
            trigger:
                ".o_data_row:contains(Ledger indicator) [name=original]:contains(40)",
        },
        press("action_choose_moment"),
        {
            content: "Choose a moment",
            trigger: ".modal [name=as_of] input, .modal [name=as_of] button",
            run: "click",
        },
        {
            content: "Type it",
            trigger: ".modal [name=as_of] input",
            run: "edit 02/01/2025 10:00:00",
        },
        press("action_open"),
        {
            content: "The moment is named",
            trigger:
                ".o_breadcrumb:contains(as of), .o_last_breadcrumb_item:contains(as of)",
        },
        {
            content: "What was known then stands beside what holds now",
            trigger:
                ".o_data_row:contains(Ledger indicator):has([name=known]:contains(40)):has([name=current]:contains(50))",
        },
    ],
});

tours.add("asm_target_grid", {
    steps: () => [
        press("action_open_target_grid"),
        {
            content: "Type a target",
            trigger: ".o_asm_target_grid input[data-row='0'][data-column='1']",
            run: "edit 7",
        },
        {
            content: "Type another",
            trigger: ".o_asm_target_grid input[data-row='0'][data-column='2']",
            run: "edit seven",
        },
        press("propose"),
        {
            content: "What is wrong is said at the cell, and the rest is kept",
            trigger:
                ".o_asm_target_grid td:has(input[data-column='2'].is-invalid) .invalid-feedback:contains(no number)",
        },
        {
            content: "Correct it",
            trigger: ".o_asm_target_grid input[data-row='0'][data-column='2']",
            run: "edit 8",
        },
        press("propose"),
        {
            content: "They are proposed",
            trigger:
                ".o_asm_target_grid input.fst-italic[data-row='0'][data-column='2']",
        },
    ],
});
