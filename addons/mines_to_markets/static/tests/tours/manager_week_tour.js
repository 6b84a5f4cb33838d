import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `button[name=${name}]:visible:enabled`,
    run: "click",
});
const confirmWith = (name) => ({
    content: `Press ${name} in the dialog`,
    trigger: `.modal button[name=${name}]:visible:enabled`,
    run: "click",
});
const choose = (field, text) => [
    { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${text}` },
    { trigger: `.ui-menu-item > a:contains(${text})`, run: "click" },
];
const type = (field, text) => ({
    trigger: `.o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});
const saved = { content: "Saved", trigger: ".o_form_view .o_form_saved" };
const save = [{ trigger: ".o_form_button_save", run: "click" }, saved];
const stands = (text) => ({
    content: `It stands at ${text}`,
    trigger: `.o_arrow_button_current:contains(${text})`,
});

tours.add("mtm_week_ask", {
    steps: () => [
        { trigger: "label:contains(Tagging of bags)", run: "click" },
        { trigger: "#country_id", run: "selectByLabel Rwanda" },
        { trigger: "#description", run: "edit Tags before the rains" },
        {
            trigger: ".o_mtm_portal_request button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It has arrived", trigger: ".alert-success" },
    ],
});

tours.add("mtm_week_win", {
    steps: () => [
        press("action_accept"),
        press("action_view_lead"),
        press("action_set_won_rainbowman"),
        press("action_view_engagement"),
        {
            content: "The engagement has what was asked for",
            trigger: ".o_field_widget[name=service_ids]:contains(Tagging of bags)",
        },
        stands("Getting ready"),
    ],
});

tours.add("mtm_week_ask_for_vetting", {
    steps: () => [
        ...choose("partner_id", "Test Tin Council"),
        { trigger: ".o_field_widget[name=kind] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Sanctions lists)", run: "click" },
        ...save,
        {
            content: "Whoever asked does not decide",
            trigger: ".alert:contains(a manager other than you)",
        },
    ],
});

tours.add("mtm_week_vet", {
    steps: () => [press("action_pass"), stands("Passed")],
});

tours.add("mtm_week_agree", {
    steps: () => [press("action_sign"), stands("In force")],
});

tours.add("mtm_week_kick_off", {
    steps: () => [
        press("action_open_playbook"),
        {
            content: "The step has a date",
            trigger: ".modal .o_data_row:contains(Meet the council)",
        },
        confirmWith("action_add"),
        { trigger: "body:not(:has(.modal))" },
        {
            content: "The step is to be done",
            trigger: ".o-mail-Activity:contains(Meet the council)",
        },
        {
            trigger: ".o_statusbar_status button:contains(At work)",
            run: "click",
        },
        stands("At work"),
        saved,
    ],
});

tours.add("mtm_week_promise", {
    steps: () => [
        press("action_new_commitment"),
        {
            trigger: ".modal .o_field_widget[name=name] :is(input, textarea)",
            run: "edit Send the list of sites",
        },
        { trigger: ".modal .o_field_widget[name=date_due] :is(input, button)" },
        {
            trigger: ".modal .o_field_widget[name=date_due] input",
            run: "edit +5d",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "Kept", trigger: "body:not(:has(.modal))" },
    ],
});

tours.add("mtm_week_deliver", {
    steps: () => [
        press("action_new_delivery"),
        {
            content: "The service is the only one, the stakeholder the engagement's",
            trigger: ".o_field_widget[name=partner_id] input:value(Test Tin Council)",
        },
        ...save,
        press("action_confirm"),
        stands("Confirmed"),
    ],
});

tours.add("mtm_week_review", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=health] :contains(At risk):not(:has(*))",
            run: "click",
        },
        type("health_reason", "Tags are late"),
        ...save,
    ],
});

tours.add("mtm_week_close_is_refused", {
    steps: () => [
        press("action_close"),
        {
            content: "What is open is named",
            trigger: ".modal .alert-warning:contains(Send the list of sites)",
        },
    ],
});

tours.add("mtm_week_keep_promise", {
    steps: () => [
        press("action_done"),
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit It came" },
        confirmWith("action_close"),
        stands("Done"),
    ],
});

tours.add("mtm_week_close", {
    steps: () => [
        press("action_close"),
        {
            trigger: ".modal .o_field_widget[name=outcome] input[data-value=partly]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=lessons] textarea",
            run: "edit Order tags before the rains",
        },
        confirmWith("action_close"),
        stands("Over"),
    ],
});
