import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A button of the header stands in a menu where the screen is small. */
const press = (name) => [
    {
        content: "Open the buttons",
        trigger: ".o_statusbar_buttons .dropdown-toggle, .o_statusbar_buttons button",
        run() {
            const toggle = document.querySelector(
                ".o_statusbar_buttons .dropdown-toggle"
            );
            toggle?.click();
        },
    },
    {
        content: `Press ${name}`,
        trigger: `button[name=${name}]:not([data-hotkey=none]):visible`,
        run: "click",
    },
];

tours.add("asm_audit_recount", {
    steps: () => [
        ...press("action_draw"),
        {
            content: "The sample is drawn",
            trigger: ".o_form_view button[name=action_view_lines]",
            run: "click",
        },
        {
            content: "Open the number of the northern site",
            trigger: ".o_kanban_record:contains(North):contains(Q1)",
            run: "click",
        },
        {
            content: "Enter what the source shows",
            trigger: ".o_form_view .o_field_widget[name=recounted] input",
            run: "edit 38",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved, with who counted",
            trigger: ".o_field_widget[name=recounted_by]",
        },
        {
            content: "Only now it says what was found",
            trigger: ".o_field_widget[name=finding]:contains(Over-reported)",
        },
    ],
});

tours.add("asm_audit_finish", {
    steps: () => [
        ...press("action_finish"),
        {
            content: "It stays as it is from then on",
            trigger: ".modal button.btn-primary",
            run: "click",
        },
        {
            content: "The audit is done",
            trigger: ".o_form_view .o_field_widget[name=date_done]",
        },
    ],
});

tours.add("asm_audit_close", {
    steps: () => [
        {
            content: "Say how it was verified",
            trigger: ".o_field_widget[name=verification] textarea",
            run: "edit Seen on a visit",
        },
        ...press("action_close"),
        {
            content: "It is closed",
            trigger: ".o_form_view .o_field_widget[name=date_closed]",
        },
    ],
});
