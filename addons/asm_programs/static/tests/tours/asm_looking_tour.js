import { registry } from "@web/core/registry";

const year = new Date().getFullYear() - 1;
const line = ".o_asm_line[data-code='TST-LOOK']";
const back = { trigger: ".o_back_button, .breadcrumb-item:first a", run: "click" };

registry.category("web_tour.tours").add("asm_looking", {
    steps: () => [
        { trigger: "button[name=action_open_dashboard]", run: "click" },
        {
            content: "One quarter: 40 of 50 are near the target",
            trigger: ".o_asm_dashboard select[name=window]",
            run: `selectByLabel ${year} Q1`,
        },
        { trigger: `${line} [data-light=amber]:contains(Near target)` },
        { trigger: `${line} .o_asm_actual:contains(40)` },
        {
            content: "The next one is on target",
            trigger: ".o_asm_dashboard select[name=window]",
            run: `selectByLabel ${year} Q2`,
        },
        { trigger: `${line} [data-light=green]:contains(On target)` },
        {
            content: "A step that is late says so; none is a zero",
            trigger:
                ".o_asm_line[data-kind=steps] li[data-state=late]:contains(Handed over):contains(late)",
        },
        {
            content: "The numbers behind it are those of these days",
            trigger: `${line} .o_asm_actual:contains(61)`,
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(1):contains(Abroad)" },
        back,
        {
            content: "The choice stays on the way back",
            trigger: `${line} .o_asm_actual:contains(61)`,
        },
        {
            trigger: ".o_asm_dashboard select[name=split]",
            run: "selectByLabel by Site",
        },
        {
            trigger: `${line} .o_asm_parts:contains(Abroad)`,
        },
        {
            content: "The indicator has its trend",
            trigger: `${line} .o_asm_line_name button`,
            run: "click",
        },
        { trigger: ".nav-link[name=trend]", run: "click" },
        { trigger: ".o_asm_trend canvas" },
        { trigger: `.o_asm_trend td:contains(61)` },
    ],
});

registry.category("web_tour.tours").add("asm_portfolio", {
    steps: () => [
        { trigger: ".o_asm_portfolio button[name=sdg]", run: "click" },
        { trigger: ".o_asm_portfolio button[name=sdg].active" },
        {
            trigger:
                ".o_asm_portfolio section[data-group^='99.1'] [data-effect=both]:contains(Contributes and hinders)",
        },
        {
            trigger: ".o_asm_portfolio section[data-group^='99.1'] .o_asm_programs",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(1):contains(Looked at)" },
        back,
        { trigger: ".o_asm_portfolio button[name=sdg].active" },
        {
            trigger: ".o_asm_portfolio select[name=year]",
            run: `selectByLabel ${year}`,
        },
        { trigger: ".o_asm_portfolio button[name=country]", run: "click" },
        { trigger: ".o_asm_portfolio tr[data-code='TST-LOOK'] strong:contains(101)" },
    ],
});

registry.category("web_tour.tours").add("asm_looking_restricted", {
    steps: () => [
        {
            trigger: ".o_asm_dashboard select[name=window]",
            run: `selectByLabel ${year} Q2`,
        },
        {
            content: "Only what is in their own country",
            trigger: `${line} .o_asm_actual:contains(61)`,
        },
        { trigger: `${line} .o_asm_remarks:contains(hidden from you)` },
        { trigger: ".o_asm_dashboard:not(:contains(TST-HID))" },
        { trigger: ".o_asm_dashboard:not(:has(select[name=program]))" },
        { trigger: ".o_asm_dashboard .o_asm_head .alert:contains(yours)" },
    ],
});

registry.category("web_tour.tours").add("asm_map_values", {
    steps: () => [
        {
            trigger: ".o_asm_map_choices select[name=value_program]",
            run: "selectByLabel TST-1 Looked at",
        },
        {
            trigger: ".o_asm_map_choices select[name=value_window]",
            run: `selectByLabel ${year} Q1`,
        },
        { trigger: ".o_asm_map_values li:contains(North):contains(40 tonne)" },
        {
            content: "What nobody reported is no data, not 0",
            trigger: ".o_asm_map_values li:contains(South):contains(no data)",
        },
        {
            trigger: ".o_asm_map_choices select[name=value_program]",
            run: "selectByLabel Engagements and sites",
        },
        { trigger: ".o_mtm_map_side h2:contains(Engagements and sites)" },
    ],
});

registry.category("web_tour.tours").add("asm_reporting", {
    steps: () => [
        { trigger: "button[name=action_open_dashboard]", run: "click" },
        { trigger: ".o_asm_dashboard button[name=reporting]", run: "click" },
        {
            content: "One of two numbers came, in time or not",
            trigger:
                ".o_asm_heat tr[data-partner=Association] td:first-of-type button:contains(50 %)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:count(1):contains(Association)" },
        back,
        { trigger: ".o_asm_reporting .o_asm_heat tfoot" },
    ],
});
