import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const nothingWider = {
    content: "Nothing is wider than the telephone",
    trigger: "main",
    run() {
        const { scrollWidth, clientWidth } = document.documentElement;
        if (scrollWidth > clientWidth) {
            throw new Error(`the page is ${scrollWidth} wide, not ${clientWidth}`);
        }
    },
};

const tab = (name) => ({
    content: `Go to ${name}`,
    trigger: `.o_asm_space_tabs a:contains(${name})`,
    run: "click",
    expectUnloadPage: true,
});

tours.add("asm_space_funder", {
    steps: () => [
        {
            content: "The first screen names the report that waits",
            trigger: ".o_mtm_portal_todo a:contains(2025 Q1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Say what is wrong with it",
            trigger: ".o_asm_report_answer textarea",
            run: "edit Table 2 is odd",
        },
        {
            content: "Send it back",
            trigger: ".o_asm_report_answer button[value=return]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The answer stands at the report",
            trigger: ".alert-success, .border-start:contains(Table 2 is odd)",
        },
        nothingWider,
        tab("Results"),
        {
            content: "The result since the start",
            trigger: ".card:contains(Minerals traced) td.fw-bold:contains(10)",
        },
        nothingWider,
        tab("Money"),
        { content: "Budget by line", trigger: "th:contains(Travel)" },
        nothingWider,
    ],
});

tours.add("asm_space_subgrantee", {
    steps: () => [
        {
            content: "Open the grants",
            trigger: ".o_portal_docs a[href='/my/subawards']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the grant",
            trigger: ".o_mtm_portal_list a:contains(SUB-1)",
            run: "click",
            expectUnloadPage: true,
        },
        nothingWider,
        {
            content: "Ask for an advance",
            trigger: "a:contains(Ask for an advance)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "More than there is",
            trigger: "form.o_asm_subaward_form input[name^=amount_]",
            run: "edit 501",
        },
        {
            content: "From",
            trigger: "input[name=date_start]",
            run({ anchor }) {
                anchor.value = "2025-01-01";
            },
        },
        {
            content: "To",
            trigger: "input[name=date_end]",
            run({ anchor }) {
                anchor.value = "2025-03-31";
            },
        },
        nothingWider,
        {
            content: "Send",
            trigger: ".o_asm_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is refused, and what was typed is still there",
            trigger: ".alert-danger:contains(1.00)",
        },
        {
            content: "Less",
            trigger: "input[name^=amount_]:value(501)",
            run: "edit 120.50",
        },
        {
            content: "Send again",
            trigger: ".o_asm_send",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is under review",
            trigger:
                ".o_mtm_portal_list a:contains(120.50) .badge:contains(Under review)",
        },
        nothingWider,
    ],
});

tours.add("asm_space_government", {
    steps: () => [
        {
            content: "Open the jurisdiction",
            trigger: ".o_portal_docs a[href='/my/jurisdiction']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the programme",
            trigger: ".o_mtm_portal_list a:contains(Programme TST-1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The number of the sites there",
            trigger: "main:contains(only the sites there) td:contains(8)",
        },
        nothingWider,
    ],
});
