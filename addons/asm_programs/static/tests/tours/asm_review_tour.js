import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const press = (name, within = "") => ({
    content: `Press ${name}`,
    trigger: `${within} button[name=${name}]:visible`,
    run: "click",
});
const tick = (text) => ({
    content: `Select ${text}`,
    trigger: `.o_list_view .o_data_row:contains(${text}) .o_list_record_selector input`,
    run: "click",
});

tours.add("asm_review_return_one", {
    steps: () => [
        press("action_review"),
        {
            content: "What was found stands beside the number, with the comment",
            trigger:
                ".o_data_row:contains(South):contains(40 is more than 30):contains(New pit)",
        },
        {
            content: "So do the last number and the change",
            trigger:
                ".o_data_row:contains(South) td[name=change_percentage]:contains(100)",
        },
        tick("South"),
        press("action_open_return"),
        {
            content: "Comment on the number",
            trigger: ".modal .o_data_row:contains(South) td[name=comment]",
            run: "click",
        },
        {
            content: "Say what is to be put right",
            trigger: ".modal .o_selected_row [name=comment] textarea",
            run: "edit Which pit is it?",
        },
        press("action_return", ".modal"),
        {
            content: "Only that number went back",
            trigger:
                "body:not(:has(.modal)) .o_list_view:has(.o_data_row:contains(North)):not(:has(.o_data_row:contains(South)))",
        },
    ],
});

tours.add("asm_review_answer", {
    steps: () => [
        {
            content: "The partner's first screen names the report that came back",
            trigger: ".o_mtm_portal_todo a:contains(2025 Q2)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What the reviewer asks stands at the number",
            trigger: ".o_asm_review:contains(Which pit is it?)",
        },
        {
            content: "A number that is still under review cannot be changed",
            trigger: "output[data-name^=value]:contains(25)",
        },
        {
            content: "Put the returned one right",
            trigger: "input[data-member=value]:value(40)",
            run: "edit 30",
        },
        {
            content: "Answer the reviewer",
            trigger: "textarea[data-member=comment]:value(New pit)",
            run: "edit Pit 4",
        },
        {
            content: "Send it again",
            trigger: ".o_asm_submit",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is sent", trigger: ".alert-success:contains(Sent)" },
    ],
});

tours.add("asm_review_approve_selected", {
    steps: () => [
        press("action_review"),
        {
            content: "Select all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        press("action_approve"),
        { content: "Nothing waits any more", trigger: ".o_view_nocontent" },
    ],
});

tours.add("asm_review_close_period", {
    steps: () => [
        press("action_close_period"),
        {
            content: "Say why",
            trigger: ".modal [name=reason] input",
            run: "edit Reported to the donors",
        },
        {
            content: "Close it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The report says that it is closed",
            trigger:
                "body:not(:has(.modal)) .alert:contains(is closed for REV):contains(Reported to the donors)",
        },
        press("action_view_history"),
        {
            content: "The history tells what happened, in words",
            trigger: ".o_data_row:contains(Returned):contains(Which pit is it?)",
        },
    ],
});
