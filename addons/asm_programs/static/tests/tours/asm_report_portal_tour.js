import { registry } from "@web/core/registry";

const total = ".o_asm_total [data-member=value]";
const part = (label) => `.o_asm_part [data-member=value][aria-label$='${label}']`;

registry.category("web_tour.tours").add("asm_report_portal_fill_in", {
    steps: () => [
        {
            content: "The first screen names the report that is due",
            trigger: ".o_mtm_portal_todo a:contains(2025 Q1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "An editor finds no button to send it",
            trigger: ".o_asm_report_grid:not(:has(.o_asm_submit)) .o_asm_save",
        },
        {
            content: "Nothing is wider than the telephone",
            trigger: ".o_asm_report_grid",
            run() {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(
                        `the page is ${scrollWidth} wide, not ${clientWidth}`
                    );
                }
            },
        },
        { content: "Women", trigger: part("Female"), run: "edit 12" },
        {
            content: "Men: none, which is not a blank",
            trigger: part("Male"),
            run: "edit 0",
        },
        {
            content: "The total follows its parts",
            trigger: `${total}:value(12)`,
        },
        { content: "More women", trigger: part("Female"), run: "edit 15" },
        { content: "The total followed", trigger: `${total}:value(15)` },
        { content: "A total of one's own", trigger: total, run: "edit 14" },
        {
            content: "Parts above the total are told while typing",
            trigger: ".o_asm_rest_row .o_asm_sum.text-danger:contains(15)",
        },
        { content: "Save", trigger: ".o_asm_save", run: "click" },
        {
            content: "The server refuses them as well, at the cell",
            trigger: ".o_asm_total .o_asm_problem:contains(15)",
        },
        {
            content: "What was typed is still there",
            trigger: `${total}.is-invalid:value(14)`,
        },
        {
            content: "Take the sum",
            trigger: ".o_asm_use_sum:contains(15)",
            run: "click",
        },
        { content: "It is the total", trigger: `${total}:value(15)` },
        {
            content: "One of two indicators is answered",
            trigger: ".o_asm_answered_count:contains(1)",
        },
        {
            content: "Say why the other number is missing",
            trigger:
                ".o_asm_block:has([data-member=numerator]) [data-reason=not_accessible]",
            run: "click",
        },
        {
            content: "Both are answered",
            trigger: ".o_asm_answered_count:contains(2)",
        },
        {
            content: "What happened",
            trigger: "[data-name=narrative]",
            run: "edit Two trainings in March",
        },
        { content: "Save again", trigger: ".o_asm_save", run: "click" },
        {
            content: "It is saved, and the page says who sends it",
            trigger: ".o_asm_said:contains(officer of your organisation)",
        },
        { content: "The total is kept", trigger: `${total}:value(15)` },
        { content: "Zero is kept", trigger: `${part("Male")}:value(0)` },
    ],
});

registry.category("web_tour.tours").add("asm_report_portal_send", {
    steps: () => [
        {
            content: "Open the list of reports",
            trigger: ".o_portal_docs a[href='/my/reports']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Open the report that is due",
            trigger: ".o_mtm_portal_list a:contains(2025 Q1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What the colleague typed stands there",
            trigger: `${total}:value(15)`,
        },
        {
            content: "Send it",
            trigger: ".o_asm_submit",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is sent and cannot be changed any more",
            trigger: "body:has(.alert-success:contains(Sent)):not(:has(.o_asm_save))",
        },
    ],
});
