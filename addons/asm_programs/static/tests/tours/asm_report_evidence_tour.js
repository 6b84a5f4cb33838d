import { registry } from "@web/core/registry";

const block = (code) => `.o_asm_block[data-code='${code}']`;
const evidence = `${block("TST-PEO")} .o_asm_evidence`;

/** Choose files as the browser's own window does. */
function choose(input, files) {
    const chosen = new DataTransfer();
    for (const [name, content] of files) {
        chosen.items.add(new File([content], name));
    }
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("asm_report_portal_evidence", {
    steps: () => [
        {
            content: "Number and reasons are one tap each",
            trigger: `${block("TST-SHR")} [data-reason=not_collected]`,
            run: "click",
        },
        {
            content: "The reason is pressed",
            trigger: `${block("TST-SHR")} [data-reason=not_collected][aria-pressed=true]`,
        },
        {
            content: "Nothing happened",
            trigger: `${block("TST-PEO")} .o_asm_nothing`,
            run: "click",
        },
        {
            content: "That is 0, in the parts as well",
            trigger: `${block("TST-PEO")}:has(.o_asm_total input:value(0)) .o_asm_part input:value(0)`,
        },
        {
            content: "What is asked for stands there",
            trigger: `${evidence}:contains(1 of photo)`,
        },
        {
            content: "Several files at once; the number is saved before",
            trigger: `${evidence} .o_asm_files input`,
            run() {
                choose(this.anchor, [
                    ["list.csv", "name;sex"],
                    ["gate.jpg", "no picture"],
                    ["empty.pdf", ""],
                ]);
            },
        },
        {
            content: "What is right is there",
            trigger: `${evidence} .o_asm_piece a:contains(list.csv)`,
        },
        {
            content: "What is not is refused in a sentence, each by itself",
            trigger: `${evidence}:has(.o_asm_upload_problem:contains(picture)) .o_asm_upload_problem:contains(empty)`,
        },
        {
            content: "Leave one out",
            trigger: `${evidence} .o_asm_sending:contains(gate.jpg) .o_asm_dismiss`,
            run: "click",
        },
        {
            content: "Leave the other out",
            trigger: `${evidence} .o_asm_sending:contains(empty.pdf) .o_asm_dismiss`,
            run: "click",
        },
        {
            content: "Drop a picture",
            trigger: `${evidence}:not(:has(.o_asm_sending))`,
            async run() {
                const canvas = document.createElement("canvas");
                const blob = await new Promise((resolve) =>
                    canvas.toBlob(resolve, "image/jpeg")
                );
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([blob], "gate.jpg"));
                const options = { bubbles: true, cancelable: true, dataTransfer };
                this.anchor.dispatchEvent(new DragEvent("drop", options));
            },
        },
        {
            content: "It is enough now",
            trigger: `${evidence}:has(.o_asm_evidence_note:contains(1 of 1)) .o_asm_piece a:contains(gate.jpg)`,
        },
        {
            content: "A link",
            trigger: `${evidence} .o_asm_link_open`,
            run: "click",
        },
        {
            content: "Type it",
            trigger: `${evidence} .o_asm_link input`,
            run: "edit https://example.org/list",
        },
        { content: "Add it", trigger: `${evidence} .o_asm_link_add`, run: "click" },
        {
            content: "It is there",
            trigger: `${evidence} .o_asm_piece a[href='https://example.org/list']`,
        },
        {
            content: "Take it away",
            trigger: `${evidence} .o_asm_piece:has(a[href*='example.org']) .o_asm_piece_delete`,
            run: "click",
        },
        {
            content: "It is gone; send the report",
            trigger: `body:not(:has(.o_asm_piece a[href*='example.org'])) .o_asm_submit`,
            run: "click",
        },
        {
            content: "It lacks what has to be told",
            trigger: ".o_asm_lack.alert-danger li:contains(Progress) button",
            run: "click",
        },
        {
            content: "The link leads there",
            trigger: ".o_asm_section[aria-label=Progress] textarea:focus",
            run: "edit Two trainings",
        },
        { content: "Send it again", trigger: ".o_asm_submit", run: "click" },
        {
            content: "One number is not answered, which is no hindrance",
            trigger: ".o_asm_lack.alert-warning:contains(TST-WRD) .o_asm_send_anyway",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is sent; its history says so",
            trigger: ".o_asm_history summary",
            run: "click",
        },
        {
            content: "Who did what",
            trigger: ".o_asm_step:contains(Added evidence)",
        },
    ],
});
